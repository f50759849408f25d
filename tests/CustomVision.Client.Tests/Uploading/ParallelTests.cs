using System.Collections.Concurrent;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Several requests at once.</summary>
public sealed class ParallelTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(7)]
    public async Task As_many_requests_as_allowed_are_under_way_at_once_and_never_more(int allowed)
    {
        var held = new List<TaskCompletionSource>();
        int underWay = 0, most = 0;
        await using var server = new ScriptedServer(request =>
        {
            lock (held)
            {
                most = Math.Max(most, ++underWay);
                held.Add(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
                var reply = UploadAnswer.Ok(request).After(held[^1].Task);
                if (held.Count == allowed)
                {
                    // Only when all are there does any get its answer.
                    underWay = 0;
                    held.ForEach(one => one.SetResult());
                    held.Clear();
                }

                return reply;
            }
        });

        var results = await server.UploadFreelyAsync(
            folder.WriteImages(allowed * 12), new UploadSetup { BatchSize = 2, ThrottleLimit = allowed, Clock = new FakeClock() });

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Equal(allowed * 6, server.Requests.Count);
        Assert.Equal(allowed, most);
    }

    [Fact]
    public async Task Results_come_out_in_order_when_batches_are_answered_in_reverse()
    {
        var paths = folder.WriteImages(8);
        TaskCompletionSource[] turns = [.. Enumerable.Range(0, 4).Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        await using var server = new ScriptedServer(request =>
            UploadAnswer.Ok(request).After(turns[(NumberOf(request) - 1) / 2].Task));
        var results = new ConcurrentQueue<ImageCreateResult>();
        var atAnswer = new List<int>();
        var next = 3;
        var setup = new UploadSetup { BatchSize = 2, ThrottleLimit = 4, HeadStart = TimeSpan.Zero, Clock = new FakeClock() };
        var client = new CustomVisionClient(server.NewConnection(), setup.Requests, _ =>
        {
            lock (atAnswer)
            {
                atAnswer.Add(results.Count);
                if (--next >= 0)
                    turns[next].SetResult();
            }

            return Task.CompletedTask;
        });
        var uploader = new ImageUploader(
            client,
            UploadRuns.Project,
            result =>
            {
                results.Enqueue(result);
                return Task.CompletedTask;
            },
            setup.Options);

        turns[3].SetResult();
        await uploader.UploadAsync(new LazyPaths(paths), Token).WaitAsync(Patience, Token);

        Assert.Equal(paths, results.Select(result => result.Path));
        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Equal([0, 0, 0, 0], atAnswer); // nothing came out before the first batch had its answer
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_first_request_is_by_itself_until_it_is_answered_or_has_had_its_head_start(bool isAnswered)
    {
        var clock = new FakeClock();
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(request => UploadAnswer.Ok(request).After(answer.Task));
        var options = new UploadSetup { BatchSize = 2, ThrottleLimit = 4, HeadStart = TimeSpan.FromSeconds(5), Clock = clock };
        using var uploader = server.NewExactUploader(_ => { }, options);

        var upload = uploader.UploadAsync(new LazyPaths(folder.WriteImages(8)), Token);
        await server.NextRequestAsync(Token);
        for (var i = 0; i < 3; i++)
            Assert.Equal(options.HeadStart, await clock.NextDelayAsync());
        Assert.Single(server.Requests);
        if (isAnswered)
            answer.SetResult();
        else
            clock.Advance(options.HeadStart);
        for (var i = 0; i < 3; i++)
            await server.NextRequestAsync(Token).WaitAsync(Patience, Token);
        answer.TrySetResult();

        await upload.WaitAsync(Patience, Token);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task The_results_of_the_first_batch_are_out_while_the_input_is_endless()
    {
        var paths = new LazyPaths(Enumerable.Repeat(folder.WriteImages(1)[0], int.MaxValue));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var turn = 0;
        await using var server = new ScriptedServer(request => Interlocked.Increment(ref turn) == 1 ? UploadAnswer.Ok(request) : ServerReply.Hang);
        var results = new List<ImageCreateResult>();
        var uploader = server.NewFreeUploader(
            result =>
            {
                results.Add(result);
                if (results.Count == 4)
                    stop.Cancel();
            },
            new UploadSetup { BatchSize = 4, ThrottleLimit = 1, Clock = new FakeClock() });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => uploader.UploadAsync(paths, stop.Token).WaitAsync(Patience, Token));

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.InRange(paths.HandedIn, 4, 20);
    }

    [Fact]
    public async Task A_stop_with_four_requests_under_way_returns_at_once_and_leaves_nothing_open()
    {
        var paths = folder.WriteImages(40);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = new ScriptedServer(ServerReply.Hang);
        var results = new List<ImageCreateResult>();

        var upload = server.NewFreeUploader(results.Add, new UploadSetup { BatchSize = 4, ThrottleLimit = 4, Clock = new FakeClock() })
            .UploadAsync(new LazyPaths(paths), stop.Token);
        for (var i = 0; i < 4; i++)
            await server.NextRequestAsync(Token);
        Assert.Throws<IOException>(() => UploadRuns.AssertFree(paths));
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.WaitAsync(TimeSpan.FromSeconds(5), Token));
        Assert.True(upload.IsCompleted);
        UploadRuns.AssertFree(paths);
        Assert.Empty(results);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task A_stop_while_batches_wait_to_be_sent_again_returns_at_once()
    {
        var paths = folder.WriteImages(8);
        var clock = new FakeClock();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = new ScriptedServer(ServerReply.Empty(503));

        var upload = server.NewFreeUploader(_ => { }, new UploadSetup { BatchSize = 2, ThrottleLimit = 4, Clock = clock })
            .UploadAsync(new LazyPaths(paths), stop.Token);
        for (var i = 0; i < 4; i++)
            await clock.NextDelayAsync();
        UploadRuns.AssertFree(paths); // what only waits holds nothing open
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.WaitAsync(TimeSpan.FromSeconds(5), Token));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Culprits_are_found_while_other_batches_go_on_beside_them()
    {
        var paths = folder.WriteImages(120);
        int[] culprits = [3, 40, 41, 77, 119];
        foreach (var culprit in culprits)
            File.WriteAllText(paths[culprit], $"CULPRIT {culprit}");
        await using var server = new ScriptedServer(request =>
            request.BodyText.Contains("CULPRIT") ? ServerReply.Json("{}", 400) : UploadAnswer.Ok(request));

        var results = await server.UploadFreelyAsync(paths, new UploadSetup { BatchSize = 8, ThrottleLimit = 4, Clock = new FakeClock() });

        Assert.Equal(culprits, Enumerable.Range(0, 120).Where(i => results[i].Status == ImageStatus.ErrorRequest));
        Assert.All(culprits, i => Assert.Equal(4, results[i].Attempts)); // 8, 4, 2, 1
        Assert.All(results.Where(result => result.Error is null), result => UploadRuns.AssertStored(result, result.Attempts));
        Assert.All(results.Skip(8).Take(32), result => Assert.Equal(1, result.Attempts));
    }

    [Fact]
    public async Task A_request_that_makes_the_rest_pointless_breaks_off_those_beside_it()
    {
        var paths = folder.WriteImages(16);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var turn = 0;
        await using var server = new ScriptedServer(request =>
        {
            if (Interlocked.Increment(ref turn) == 4)
                all.SetResult();
            return NumberOf(request) == 5 ? ServerReply.Empty(401).After(all.Task) : ServerReply.Hang;
        });
        var upload = server.NewFreeUploader(_ => { }, new UploadSetup { BatchSize = 2, ThrottleLimit = 4, Clock = new FakeClock() })
            .UploadAsync(new LazyPaths(paths), Token);

        var error = await Assert.ThrowsAsync<AbandonedException>(() => upload.WaitAsync(Patience, Token));

        Assert.Equal(0, error.Finished);
        Assert.Equal(4, server.Requests.Count);
        UploadRuns.AssertFree(paths);
    }

    /// <summary>The number of the first image in a request.</summary>
    private static int NumberOf(ReceivedRequest request) =>
        int.Parse(UploadAnswer.Outcomes(request)[0].SourceUrl!.Split('_', '.')[1]);
}
