using System.Threading.Channels;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Results flow while input flows, little waits in memory, and a stop is a stop.</summary>
public sealed class FlowTests : IDisposable
{
    // These tests wait for what must come. An uploader that breaks fails them, and does not hang them.
    private const int Patience = 30_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact(Timeout = Patience)]
    public async Task Results_come_out_while_input_is_still_open()
    {
        var paths = folder.WriteImages(5);
        var input = Channel.CreateUnbounded<ImageUpload>();
        var results = Channel.CreateUnbounded<ImageCreateResult>();
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var upload = server.NewUploader(result => results.Writer.TryWrite(result), new UploadSetup { BatchSize = 2 })
            .UploadAsync(input.Reader, TestContext.Current.CancellationToken);
        foreach (var path in paths)
            await input.Writer.WriteAsync(new ImageUpload(path, [UploadRuns.Tag]), TestContext.Current.CancellationToken);
        for (var i = 0; i < 4; i++)
            Assert.Equal(paths[i], (await results.Reader.ReadAsync(TestContext.Current.CancellationToken)).Path);

        Assert.False(upload.IsCompleted);
        Assert.False(results.Reader.TryRead(out _), "The fifth waits for the sixth or for the end.");
        input.Writer.Complete();
        await upload;
        Assert.True(results.Reader.TryRead(out var last));
        Assert.Equal(paths[4], last.Path);
    }

    [Fact(Timeout = Patience)]
    public async Task A_file_that_is_not_sent_does_not_wait_for_a_batch_to_fill()
    {
        var input = Channel.CreateUnbounded<ImageUpload>();
        var results = Channel.CreateUnbounded<ImageCreateResult>();
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var upload = server.NewUploader(result => results.Writer.TryWrite(result))
            .UploadAsync(input.Reader, TestContext.Current.CancellationToken);
        await input.Writer.WriteAsync(new ImageUpload(folder.PathOf("missing.jpg"), []), TestContext.Current.CancellationToken);

        Assert.Equal(ImageStatus.ErrorSource, (await results.Reader.ReadAsync(TestContext.Current.CancellationToken)).Status);
        input.Writer.Complete();
        await upload;
    }

    [Fact(Timeout = Patience)]
    public async Task Of_an_endless_input_only_a_few_are_ever_waiting()
    {
        var path = folder.WriteImages(1)[0];
        var missing = folder.PathOf("missing.jpg");
        var paths = new LazyPaths(Endless());
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        int emitted = 0, most = 0;
        var uploader = server.NewFreeUploader(
            _ =>
            {
                most = Math.Max(most, paths.HandedIn - emitted);
                if (++emitted == 5_000)
                    stop.Cancel();
            },
            new UploadSetup { Window = 256, Clock = new FakeClock() });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => uploader.UploadAsync(paths, stop.Token));

        Assert.Equal(5_000, emitted);
        Assert.InRange(most, 1, 257); // the window, and one before it

        // Now and then an image, mostly none: those that are not sent must not pile up behind the one that waits.
        IEnumerable<string> Endless()
        {
            for (var i = 0; ; i++)
                yield return i < 1_000 || i % 50 == 0 ? path : missing;
        }
    }

    [Theory(Timeout = Patience)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task While_requests_are_under_way_two_more_batches_are_taken_in_and_no_more(int requests)
    {
        var path = folder.WriteImages(1)[0];
        var paths = new LazyPaths(Enumerable.Repeat(path, int.MaxValue));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = new ScriptedServer(ServerReply.Hang);
        var options = new UploadSetup { BatchSize = 10, ThrottleLimit = requests, Clock = new FakeClock() };

        var upload = server.NewFreeUploader(_ => { }, options).UploadAsync(paths, stop.Token);
        for (var i = 0; i < requests; i++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);
        await paths.ReachedAsync((requests + 2) * 10); // one is ready, and one is waiting to be that

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        Assert.Equal((requests + 2) * 10, paths.HandedIn);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Theory(Timeout = Patience)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stop_in_the_middle_of_a_request_closes_the_files_before_it_returns(bool whileSending)
    {
        var paths = folder.WriteImages(8, size: 4 * 1024 * 1024); // more than any socket buffer holds
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = new ScriptedServer(_ =>
        {
            arrived.TrySetResult();
            return ServerReply.Hang;
        });
        if (whileSending)
            server.BeforeBody = _ =>
            {
                arrived.TrySetResult();
                return ServerReply.Hang;
            };
        var results = new List<ImageCreateResult>();

        var upload = server.NewUploader(results.Add).UploadAsync(new LazyPaths(paths), stop.Token);
        await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        Assert.Throws<IOException>(() => UploadRuns.AssertFree([paths[7]]));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload);
        UploadRuns.AssertFree(paths);
        Assert.Empty(results);
    }

    [Fact(Timeout = Patience)]
    public async Task A_stop_puts_out_no_more_results_and_sends_no_more_batches()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn == 1 ? UploadAnswer.Ok(request) : ServerReply.Hang);
        var results = new List<ImageCreateResult>();
        var uploader = server.NewUploader(
            result =>
            {
                results.Add(result);
                stop.Cancel();
            },
            new UploadSetup { BatchSize = 2 });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => uploader.UploadAsync(new LazyPaths(folder.WriteImages(6)), stop.Token));

        Assert.InRange(server.Requests.Count, 1, 2);
        Assert.Single(results);
    }

    [Fact]
    public async Task Files_can_be_deleted_and_read_by_others_while_they_are_sent()
    {
        var paths = folder.WriteImages(2);
        await using var server = new ScriptedServer(request =>
        {
            File.ReadAllBytes(paths[0]);
            File.Delete(paths[1]);
            return UploadAnswer.Ok(request);
        });

        var results = await server.UploadAsync(paths);

        Assert.All(results, result => Assert.Equal(ImageStatus.OK, result.Status));
    }
}
