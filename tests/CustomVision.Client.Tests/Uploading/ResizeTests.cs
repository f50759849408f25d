using CustomVision.Client.Tests.Predicting;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Images that are resized before they are sent.</summary>
public sealed class ResizeTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_resized_content_is_sent_and_files_of_any_length_are_accepted()
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        var large = folder.Write("large.jpg", [1, .. new byte[5000]]);
        var small = folder.Write("small.jpg", [2, 2]);

        var results = await server.UploadFreelyAsync(
            [large, small], new UploadSetup { LargestImage = 1000, Resizer = new FirstByte(), Clock = new FakeClock() });

        Assert.All(results, result => Assert.Equal((ImageStatus.OK, null), (result.Status, result.Message)));
        Assert.Equal([[1], [2, 2]], MultipartParts.Of(Assert.Single(server.Requests)).Select(part => part.Content));
    }

    [Fact]
    public async Task A_file_that_cannot_be_resized_is_a_result_and_the_others_are_sent()
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        var paths = new[] { folder.Write("a.jpg", [1, 1, 1]), folder.Write("b.jpg", [0, 0, 0]), folder.Write("c.jpg", [3, 3, 3]) };

        var results = await server.UploadFreelyAsync(paths, new UploadSetup { Resizer = new FirstByte(), Clock = new FakeClock() });

        Assert.Equal([ImageStatus.OK, ImageStatus.ErrorImageFormat, ImageStatus.OK], results.Select(result => result.Status));
        Assert.Equal("It is zero.", results[1].Message);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Predictions_are_of_the_resized_image()
    {
        await using var server = new ScriptedServer(_ => ServerReply.Json($$"""{"Id":"{{Guid.NewGuid()}}","Project":"{{Guid.NewGuid()}}","Iteration":"{{Guid.NewGuid()}}","Predictions":[]}"""));
        var paths = new[] { folder.Write("a.jpg", [1, .. new byte[5000]]), folder.Write("b.jpg", [0, 0, 0]) };

        var results = await server.PredictAsync(paths, new PredictionSetup { LargestImage = 1000, Resizer = new FirstByte() });

        Assert.Equal([ImageStatus.OK, ImageStatus.ErrorImageFormat], results.Select(result => result.Status));
        Assert.Equal([1], Assert.Single(MultipartParts.Of(Assert.Single(server.Requests))).Content);
    }

    // The first byte is the resized image. A file of two bytes is small enough.
    private sealed class FirstByte : IImageResizer
    {
        public byte[]? Resize(string path, long largest)
        {
            var content = File.ReadAllBytes(path);
            return content[0] == 0 ? throw new InvalidDataException("It is zero.") : content.Length == 2 ? null : content[..1];
        }
    }
}
