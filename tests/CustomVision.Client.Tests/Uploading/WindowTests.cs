using System.Threading.Channels;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Who waits for whom: images for company with their tags, the input for the output.</summary>
public sealed class WindowTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly Guid Rare = new("b2222222-2222-4222-8222-222222222222");

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Images_whose_tags_interleave_go_out_in_full_batches()
    {
        var paths = folder.WriteImages(1_000);
        IReadOnlyList<Guid>[] sets = [[], [UploadRuns.Tag], [Rare], [UploadRuns.Tag, Rare]];
        var setOf = paths.Select((path, i) => (path, i)).ToDictionary(one => one.path, one => sets[one.i % 4]);
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadFreelyAsync(paths, new UploadSetup { Clock = new FakeClock() }, tagsOf: path => setOf[path]);

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.All(results, result => Assert.Equal(setOf[result.Path!], result.TagId));
        var byTags = server.Requests.GroupBy(request => request.Target, request => MultipartParts.Of(request).Count).ToArray();
        Assert.Equal(4, byTags.Length);
        Assert.All(byTags, sizes => Assert.Equal([58, 64, 64, 64], sizes.Order()));
        Assert.All(server.Requests, request => Assert.All(
            MultipartParts.Of(request).Select(part => folder.PathOf(part.FileName!)),
            path => Assert.Equal(setOf[path], TagsOf(request))));
    }

    [Fact]
    public async Task An_image_with_rare_tags_at_the_head_of_the_line_goes_out_when_the_window_is_full()
    {
        var paths = folder.WriteImages(40);
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadFreelyAsync(
            paths,
            new UploadSetup { BatchSize = 4, Window = 10, Clock = new FakeClock() },
            tagsOf: path => path == paths[0] ? [Rare] : [UploadRuns.Tag]);

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Equal([1, 3, 4], server.BatchSizes().Distinct().Order()); // by itself, and of the other 39 all but the last are full
        Assert.Equal(11, server.Requests.Count);
    }

    [Fact]
    public async Task An_image_without_company_goes_out_after_a_while_when_the_input_pauses()
    {
        var paths = folder.WriteImages(2);
        var clock = new FakeClock();
        var input = Channel.CreateUnbounded<ImageUpload>();
        var results = Channel.CreateUnbounded<ImageCreateResult>();
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        var options = new UploadSetup { Linger = TimeSpan.FromSeconds(3), Clock = clock };

        var upload = server.NewFreeUploader(result => results.Writer.TryWrite(result), options).UploadAsync(input.Reader, Token);
        await input.Writer.WriteAsync(new ImageUpload(paths[0], [Rare]), Token);
        Assert.Equal(TimeSpan.FromSeconds(3), await clock.NextDelayAsync());
        Assert.Empty(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(3));

        Assert.Equal(paths[0], (await results.Reader.ReadAsync(Token).AsTask().WaitAsync(Patience, Token)).Path);
        Assert.False(upload.IsCompleted);
        await input.Writer.WriteAsync(new ImageUpload(paths[1], [Rare]), Token);
        input.Writer.Complete();
        await upload.WaitAsync(Patience, Token);
        Assert.Equal([1, 1], server.BatchSizes());
    }

    [Fact]
    public async Task An_image_without_company_goes_out_after_a_while_also_when_the_input_does_not_pause()
    {
        var paths = folder.WriteImages(9);
        var clock = new FakeClock();
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        // While the sixth is handed in, time passes.
        await server.NewFreeUploader(
            _ => { },
            new UploadSetup { BatchSize = 8, ThrottleLimit = 1, Linger = TimeSpan.FromSeconds(3), Clock = clock })
            .UploadAsync(new LazyPaths(Handed()), Token).WaitAsync(Patience, Token);

        Assert.Equal([6, 3], server.BatchSizes());

        IEnumerable<string> Handed()
        {
            foreach (var path in paths)
            {
                if (path == paths[5])
                    clock.Advance(TimeSpan.FromSeconds(3));
                yield return path;
            }
        }
    }

    [Fact]
    public async Task Nothing_is_hurried_while_all_requests_that_may_be_are_under_way()
    {
        var paths = folder.WriteImages(7);
        var clock = new FakeClock();
        var input = Channel.CreateUnbounded<ImageUpload>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn == 1 ? UploadAnswer.Ok(request).After(first.Task) : UploadAnswer.Ok(request));
        var options = new UploadSetup { BatchSize = 4, ThrottleLimit = 1, Linger = TimeSpan.FromSeconds(3), Clock = clock };

        var upload = server.NewFreeUploader(_ => { }, options).UploadAsync(input.Reader, Token);
        foreach (var path in paths.Take(4))
            await input.Writer.WriteAsync(new ImageUpload(path, []), Token);
        await server.NextRequestAsync(Token);
        await input.Writer.WriteAsync(new ImageUpload(paths[4], []), Token);
        await clock.NextDelayAsync();
        clock.Advance(TimeSpan.FromSeconds(3));
        await clock.NextDelayAsync(); // it waits on, as nobody could send it
        foreach (var path in paths.Skip(5))
            await input.Writer.WriteAsync(new ImageUpload(path, []), Token);
        input.Writer.Complete();
        first.SetResult();
        await upload.WaitAsync(Patience, Token);

        // The three that came meanwhile may have gone together, or the one as soon as it could; never before the first were answered.
        Assert.Equal(7, server.BatchSizes().Sum());
        Assert.InRange(server.Requests.Count, 2, 3);
    }

    [Fact]
    public async Task A_batch_that_is_not_full_delays_no_results_while_all_workers_are_busy()
    {
        var paths = folder.WriteImages(40);
        var clock = new FakeClock();
        var results = new List<string>();
        var input = Channel.CreateUnbounded<ImageUpload>();
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(request => request.Target.Contains("tagIds", StringComparison.Ordinal)
            ? UploadAnswer.Ok(request)
            : UploadAnswer.Ok(request).After(first.Task));
        var options = new UploadSetup { BatchSize = 4, ThrottleLimit = 2, Linger = TimeSpan.FromSeconds(3), Clock = clock };

        // The first image has a tag of its own. The requests without tags wait, so that no worker is idle.
        var upload = server.NewFreeUploader(result => results.Add(result.Path!), options).UploadAsync(input.Reader, Token);
        foreach (var path in paths.Take(13))
            await input.Writer.WriteAsync(new ImageUpload(path, path == paths[0] ? [Rare] : []), Token);
        await server.NextRequestAsync(Token);
        await server.NextRequestAsync(Token);
        clock.Advance(TimeSpan.FromSeconds(3));
        foreach (var path in paths.Skip(13))
            await input.Writer.WriteAsync(new ImageUpload(path, []), Token);
        input.Writer.Complete();
        first.SetResult();
        await upload.WaitAsync(Patience, Token);

        // At most one batch was scheduled before it, and two requests that run at once can arrive in either order.
        Assert.Equal(paths, results);
        Assert.Contains(server.Requests.Take(5), request => request.Target.Contains("tagIds", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_slow_reader_of_results_holds_the_input_back_and_batches_stay_full()
    {
        const int Window = 100;
        var path = folder.WriteImages(1)[0];
        var paths = new LazyPaths(Enumerable.Repeat(path, int.MaxValue));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        int read = 0, most = 0;
        var setup = new UploadSetup { BatchSize = 10, Window = Window, Clock = new FakeClock() };
        var uploader = new ImageUploader(
            new CustomVisionClient(server.NewConnection(), setup.Requests),
            UploadRuns.Project,
            async _ =>
            {
                await paths.ReachedAsync(Window + 1 + read); // as slow as can be: whatever may come in has
                most = Math.Max(most, paths.HandedIn - read);
                if (++read == 300)
                    await stop.CancelAsync();
            },
            setup.Options);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => uploader.UploadAsync(paths, stop.Token).WaitAsync(Patience, Token));

        Assert.Equal(300, read);
        Assert.Equal(Window + 1, most);
        Assert.All(server.BatchSizes(), size => Assert.Equal(10, size));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    public async Task A_window_smaller_than_a_batch_holds_nothing_up(int window)
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadFreelyAsync(
            folder.WriteImages(130), new UploadSetup { Window = window, Clock = new FakeClock() });

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.All(server.BatchSizes(), size => Assert.InRange(size, 1, window + 1));
    }

    private static IReadOnlyList<Guid> TagsOf(ReceivedRequest request) =>
        [.. request.Target.Split("tagIds=").Skip(1).Select(part => Guid.Parse(part.Split('&')[0]))];
}
