namespace CustomVision.Client.Tests.Uploading;

/// <summary>How images are put together into requests.</summary>
public sealed class BatchingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_batch_holds_64_images()
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadAsync(folder.WriteImages(150));

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Equal([64, 64, 22], server.BatchSizes());
    }

    [Theory]
    [InlineData(1, new[] { 1, 1, 1, 1, 1 })]
    [InlineData(2, new[] { 2, 2, 1 })]
    [InlineData(5, new[] { 5 })]
    public async Task A_batch_holds_as_many_images_as_it_is_told(int size, int[] expected)
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        await server.UploadAsync(folder.WriteImages(5), new UploadSetup { BatchSize = size });

        Assert.Equal(expected, server.BatchSizes());
    }

    [Theory]
    [InlineData(1_000, new[] { 1, 1, 1, 1, 1 })]
    [InlineData(2_999, new[] { 2, 2, 1 })]
    [InlineData(3_000, new[] { 3, 2 })]
    [InlineData(500, new[] { 1, 1, 1, 1, 1 })] // an image larger than a batch goes by itself
    public async Task A_batch_holds_no_more_bytes_than_it_is_told(int bytes, int[] expected)
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        await server.UploadAsync(folder.WriteImages(5, size: 1_000), new UploadSetup { BatchBytes = bytes });

        Assert.Equal(expected, server.BatchSizes());
    }

    [Fact]
    public async Task Images_of_6_MB_go_five_at_a_time_unless_told_otherwise()
    {
        var paths = Enumerable.Range(1, 6).Select(i => folder.Write($"{i}.jpg", UploadRuns.Content(i, 6 * 1024 * 1024))).ToArray();
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        await server.UploadAsync(paths);

        Assert.Equal([5, 1], server.BatchSizes());
    }

    [Fact]
    public async Task Files_that_are_not_sent_take_no_room_in_a_batch()
    {
        var good = folder.WriteImages(4);
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        await server.UploadAsync(
            [good[0], folder.PathOf("1"), folder.PathOf("2"), good[1], folder.PathOf("3"), good[2], good[3]],
            new UploadSetup { BatchSize = 2 });

        Assert.Equal([2, 2], server.BatchSizes());
    }

    [Theory]
    [InlineData(0)]
    [InlineData(65)]
    public void A_batch_of_any_other_size_is_refused(int size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ImageUploaderOptions { BatchSize = size });
}
