using System.Net;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Requests that fail for a passing reason are sent again.</summary>
public sealed class RetryTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(429)]
    [InlineData(408)]
    [InlineData(500)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    [InlineData(0)] // the connection breaks
    public async Task A_batch_is_sent_again_and_its_status_is_what_the_service_says_then(int status)
    {
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn > 1
            ? UploadAnswer.Of(UploadAnswer.Outcomes(request).Select(outcome => outcome with { Status = ImageStatus.OKDuplicate, TagIds = [UploadRuns.Tag] }))
            : status == 0 ? ServerReply.Drop : ServerReply.Empty(status));

        var results = await server.UploadFreelyAsync(folder.WriteImages(3), new UploadSetup { Clock = new FakeClock(runs: true) });

        Assert.All(results, result => UploadRuns.AssertStored(result, attempts: 2));
        Assert.All(results, result => Assert.Equal(ImageStatus.OKDuplicate, result.Status));
        Assert.Equal([3, 3], server.BatchSizes());
    }

    [Fact]
    public async Task A_connection_that_breaks_before_the_body_is_made_again()
    {
        var turn = 0;
        await using var server = new ScriptedServer(UploadAnswer.Ok)
        {
            BeforeBody = _ => Interlocked.Increment(ref turn) <= 2 ? ServerReply.Drop : null,
        };

        var results = await server.UploadFreelyAsync(
            [.. Enumerable.Range(1, 2).Select(i => folder.Write($"{i}.jpg", UploadRuns.Content(i, 5 * 1024 * 1024)))],
            new UploadSetup { Clock = new FakeClock(runs: true) });

        Assert.All(results, result => UploadRuns.AssertStored(result, attempts: 3));
    }

    [Fact]
    public async Task A_service_that_is_only_starting_is_waited_for()
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok, refuses: true);
        var retries = new List<RetryRecord>();

        var results = await server.UploadFreelyAsync(
            folder.WriteImages(3),
            new UploadSetup { Clock = new FakeClock(runs: true) },
            retry =>
            {
                retries.Add(retry);
                if (retries.Count == 3)
                    server.Listen();
                return Task.CompletedTask;
            });

        Assert.All(results, result => UploadRuns.AssertStored(result, attempts: 4));
        Assert.Equal([1, 2, 3], retries.Select(retry => retry.Number));
        Assert.All(retries, retry => Assert.IsType<ConnectionFailedException>(retry.Reason));
    }

    [Fact]
    public async Task A_batch_that_always_fails_costs_its_neighbours_none_of_their_retries()
    {
        string[] paths = [folder.Write("poison.jpg", "POISON"u8.ToArray()), folder.Write("first.jpg", "FIRST"u8.ToArray()), folder.Write("late.jpg", "LATE"u8.ToArray())];
        var firstIsThrough = new TaskCompletionSource();
        var poisonIsOut = new TaskCompletionSource();
        var lateSends = 0;
        await using var server = new ScriptedServer(request =>
        {
            if (request.BodyText.Contains("POISON"))
                return ServerReply.Empty(500).After(firstIsThrough.Task);
            if (request.BodyText.Contains("LATE"))
                return Interlocked.Increment(ref lateSends) == 1 ? ServerReply.Empty(503).After(poisonIsOut.Task) : UploadAnswer.Ok(request);
            return UploadAnswer.Ok(request);
        });
        var results = new List<ImageCreateResult>();
        var options = new UploadSetup { BatchSize = 1, ThrottleLimit = 2, MaxRetry = 1, Clock = new FakeClock(runs: true) };
        var uploader = server.NewFreeUploader(
            result =>
            {
                results.Add(result);
                poisonIsOut.TrySetResult();
            },
            options);

        var upload = uploader.UploadAsync(new LazyPaths(paths), Token);
        while (lateSends == 0) // it is the turn of the third when the second is through
            await server.NextRequestAsync(Token);
        firstIsThrough.SetResult();
        await upload.WaitAsync(Patience, Token);

        Assert.Equal([ImageStatus.ErrorRequest, ImageStatus.OK, ImageStatus.OK], results.Select(result => result.Status));
        Assert.Equal([2, 1, 2], results.Select(result => result.Attempts));
    }

    [Fact]
    public async Task Each_retry_is_told_with_its_reason_and_counted()
    {
        var turn = 0;
        await using var server = new ScriptedServer(request =>
            ++turn <= 3 ? ServerReply.Json("""{"Code":"Busy","Message":"Later"}""", 503) : UploadAnswer.Ok(request));
        var retries = new List<RetryRecord>();
        var options = new UploadSetup { Clock = new FakeClock(runs: true) { Dice = () => 0.5 } };
        var uploader = server.NewFreeUploader(_ => { }, options, retry =>
        {
            retries.Add(retry);
            return Task.CompletedTask;
        });

        await uploader.UploadAsync(new LazyPaths(folder.WriteImages(5)), Token).WaitAsync(Patience, Token);

        Assert.Equal([1, 2, 3], retries.Select(retry => retry.Number));
        Assert.Equal([0.25, 0.5, 1], retries.Select(retry => retry.Delay.TotalSeconds));
        Assert.All(retries, retry => Assert.Equal("5 images", retry.Subject));
        Assert.All(retries, retry => Assert.Contains("Later", retry.ToString()));
        Assert.All(retries, retry => Assert.DoesNotContain(ServerConnections.Key, retry.ToString()));
        Assert.Equal((3, 5, 5), (uploader.Counters.Summary().Retries, uploader.Counters.Summary().Images, uploader.Counters.Summary().Stored));
    }

    [Theory]
    [InlineData("Retry-After: 7\r\n", "{}")]
    [InlineData("", """{"Code":"429","Message":"... exceeded rate limit of your current pricing tier. Please retry after 7 seconds."}""")]
    [InlineData("Date: Mon, 23 Nov 2026 10:00:00 GMT\r\nRetry-After: Mon, 23 Nov 2026 10:00:07 GMT\r\n", "{}")]
    public async Task A_batch_waits_as_long_as_the_service_asks_for(string headers, string body)
    {
        var clock = new FakeClock();
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn == 1 ? ServerReply.Json(body, 429, headers) : UploadAnswer.Ok(request));

        var upload = server.UploadFreelyAsync(folder.WriteImages(2), new UploadSetup { Clock = clock });
        Assert.Equal(TimeSpan.FromSeconds(7), await clock.NextDelayAsync());
        clock.Advance(TimeSpan.FromSeconds(6.9));
        Assert.Single(server.Requests);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.All(await upload, result => UploadRuns.AssertStored(result, attempts: 2));
    }

    [Fact]
    public async Task A_batch_that_fails_as_often_as_it_may_is_a_request_error()
    {
        var paths = folder.WriteImages(6);
        await using var server = new ScriptedServer(request =>
            request.BodyText.Contains("image_003.jpg") ? ServerReply.Json("""{"Code":"Busy","Message":"Later"}""", 500) : UploadAnswer.Ok(request));

        var results = await server.UploadFreelyAsync(
            paths, new UploadSetup { BatchSize = 2, ThrottleLimit = 2, MaxRetry = 3, Clock = new FakeClock(runs: true) });

        foreach (var result in results.Skip(2).Take(2))
        {
            Assert.Equal((ImageStatus.ErrorRequest, 4), (result.Status, result.Attempts));
            Assert.Contains("Later", result.Message);
            Assert.Equal(HttpStatusCode.InternalServerError, Assert.IsType<ServiceErrorException>(result.Error).StatusCode);
        }

        Assert.All(results.Where(result => result.Error is null), result => UploadRuns.AssertStored(result));
        Assert.Equal(4, results.Count(result => result.IsStored));
    }

    [Fact]
    public async Task A_batch_that_would_take_too_long_is_a_request_error()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(429, "Retry-After: 20\r\n"));

        var results = await server.UploadFreelyAsync(
            folder.WriteImages(2), new UploadSetup { RetryTimeout = TimeSpan.FromSeconds(50), Clock = new FakeClock(runs: true) });

        Assert.All(results, result => Assert.Equal((ImageStatus.ErrorRequest, 3), (result.Status, result.Attempts)));
    }

    [Fact]
    public async Task A_service_that_is_gone_costs_one_batch_its_retries_and_the_others_one_request()
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok, refuses: true);

        var results = await server.UploadFreelyAsync(
            folder.WriteImages(10), new UploadSetup { BatchSize = 2, ThrottleLimit = 1, MaxRetry = 5, Clock = new FakeClock(runs: true) });

        Assert.All(results, result => Assert.Equal(ImageStatus.ErrorRequest, result.Status));
        Assert.Equal([4, 4, 1, 1, 1, 1, 1, 1, 1, 1], results.Select(result => result.Attempts));
    }

    [Fact]
    public async Task A_service_that_is_back_gets_its_retries_again()
    {
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn is 5 or <= 3 ? ServerReply.Empty(503) : UploadAnswer.Ok(request));

        var results = await server.UploadFreelyAsync(
            folder.WriteImages(3), new UploadSetup { BatchSize = 1, ThrottleLimit = 1, MaxRetry = 2, Clock = new FakeClock(runs: true) });

        Assert.Equal([(ImageStatus.ErrorRequest, 3), (ImageStatus.OK, 1), (ImageStatus.OK, 2)], results.Select(result => (result.Status, result.Attempts)));
    }

    // Near 55 MB the service runs out of time; the images are not at fault, but too many.
    [Fact]
    public async Task A_batch_that_the_service_ran_out_of_time_over_twice_goes_in_halves()
    {
        await using var server = new ScriptedServer(request =>
            MultipartParts.Of(request).Count > 2 ? ServerReply.Empty(408) : UploadAnswer.Ok(request));

        var results = await server.UploadFreelyAsync(folder.WriteImages(8), new UploadSetup { Clock = new FakeClock(runs: true) });

        Assert.All(results, result => UploadRuns.AssertStored(result, attempts: 5));
        Assert.Equal([8, 8, 4, 4, 2, 2, 4, 4, 2, 2], server.BatchSizes());
    }

    [Fact]
    public async Task Refusals_for_too_many_requests_lower_how_many_are_sent_at_once_until_it_goes_well()
    {
        const int Throttle = 4;
        var clock = new FakeClock();
        var gathered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int arrived = 0, answered = 0;
        var underWay = new List<int>();
        await using var server = new ScriptedServer(request =>
        {
            lock (underWay)
            {
                underWay.Add(++arrived - Volatile.Read(ref answered));
                if (arrived == Throttle)
                    gathered.SetResult();
                return arrived <= Throttle ? ServerReply.Empty(429).After(gathered.Task) : UploadAnswer.Ok(request);
            }
        });
        var setup = new UploadSetup { BatchSize = 1, ThrottleLimit = Throttle, HeadStart = TimeSpan.Zero, Clock = clock };
        var client = new CustomVisionClient(server.NewConnection(), setup.Requests, _ =>
        {
            Interlocked.Increment(ref answered);
            return Task.CompletedTask;
        });
        var results = new List<ImageCreateResult>();
        var uploader = new ImageUploader(
            client,
            UploadRuns.Project,
            result =>
            {
                results.Add(result);
                return Task.CompletedTask;
            },
            setup.Options);

        var paths = folder.WriteImages(30);
        var upload = uploader.UploadAsync(new LazyPaths(paths), Token);
        for (var i = 0; i < Throttle; i++)
            await clock.NextDelayAsync();
        clock.Advance(TimeSpan.FromSeconds(1));
        await upload.WaitAsync(Patience, Token);

        Assert.Equal(paths, results.Select(result => result.Path));
        Assert.All(results, result => UploadRuns.AssertStored(result, result.Attempts));
        // From 1 again: up to 2 after two answers, to 3 after four more, to 4 after another six.
        Assert.All(underWay.Skip(Throttle).Take(2), count => Assert.Equal(1, count));
        Assert.All(underWay.Skip(Throttle + 2).Take(4), count => Assert.InRange(count, 1, 2));
        Assert.All(underWay.Skip(Throttle + 6).Take(6), count => Assert.InRange(count, 1, 3));
        Assert.All(underWay, count => Assert.InRange(count, 1, Throttle));
    }
}
