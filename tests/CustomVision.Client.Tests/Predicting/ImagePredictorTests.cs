using System.Threading.Channels;

namespace CustomVision.Client.Tests.Predicting;

public sealed class ImagePredictorTests : IDisposable
{
    private const int Patience = 30_000;

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_result_has_the_best_tag_and_all_others_after_it()
    {
        var path = folder.WriteImages(1)[0];
        await using var server = new ScriptedServer(Predictions.Ok);

        var result = Assert.Single(await server.PredictAsync([path]));

        Predictions.AssertPredicted(result);
        Assert.Equal(["brick", "grass", "gravel"], result.Predictions.Select(tag => tag.TagName));
        Assert.Equal(new DateTimeOffset(2017, 5, 18, 19, 47, 30, 93, TimeSpan.Zero), result.Created);
        var request = Assert.Single(server.Requests);
        Assert.Equal($"POST /customvision/v1.0/Prediction/{Predictions.Project}/image", request.Line);
        Assert.Equal("image_001.jpg", Assert.Single(MultipartParts.Of(request)).FileName);
        Assert.Null(request.Header("Transfer-Encoding"));
    }

    [Fact]
    public async Task Iteration_and_application_go_with_every_image()
    {
        await using var server = new ScriptedServer(Predictions.Ok);

        await server.PredictAsync(folder.WriteImages(2), Predictions.OneByOne with { IterationId = Predictions.Iteration, Application = "door" });

        Assert.All(server.Requests, request => Assert.EndsWith($"?iterationId={Predictions.Iteration}&application=door", request.Target));
    }

    [Fact]
    public async Task Addresses_and_files_come_out_mixed_in_the_order_they_came_in()
    {
        var files = folder.WriteImages(2);
        string[] paths = [files[0], "http://127.0.0.1/a.jpg", files[1], "http://127.0.0.1/b.jpg"];
        var id = Guid.NewGuid();
        await using var server = new ScriptedServer(request => request.Target.EndsWith("/url", StringComparison.Ordinal) ? Predictions.Answer(id) : Predictions.Ok(request));

        var results = await server.PredictAsync(paths);

        Predictions.AssertPredicted(results[0]);
        Predictions.AssertPredicted(results[2]);
        Assert.Equal([id, id], new[] { results[1].Id, results[3].Id });
        Assert.Equal("""{"Url":"http://127.0.0.1/a.jpg"}""", server.Requests[1].BodyText);
    }

    [Fact(Timeout = Patience)]
    public async Task Results_come_out_in_order_when_requests_are_answered_in_reverse()
    {
        var paths = folder.WriteImages(8);
        TaskCompletionSource[] turns = [.. paths.Select(_ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        await using var server = new ScriptedServer(request => Predictions.Ok(request).After(turns[NumberOf(request) - 1].Task));
        var results = new List<ImagePredictionResult>();
        var running = server.NewPredictor(results.Add, new PredictionSetup { ThrottleLimit = 8 }).PredictAsync(Predictions.Input(paths), TestContext.Current.CancellationToken);
        for (var i = 0; i < 8; i++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);

        for (var i = 7; i >= 0; i--)
        {
            Assert.Empty(results);
            turns[i].SetResult();
        }

        await running;
        Assert.Equal(paths, results.Select(result => result.Path));
        Assert.All(results, result => Predictions.AssertPredicted(result));
    }

    [Fact]
    public async Task As_many_requests_as_allowed_are_under_way_and_never_more()
    {
        int busy = 0, most = 0;
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sync = new object();
        await using var server = new ScriptedServer(request =>
        {
            lock (sync)
            {
                most = Math.Max(most, ++busy);
                if (busy == 3)
                    all.TrySetResult();
            }

            var reply = Predictions.Ok(request);
            return reply.After(all.Task.ContinueWith(
                _ =>
                {
                    lock (sync)
                        busy--;
                },
                TaskScheduler.Default));
        });

        await server.PredictAsync(folder.WriteImages(30), new PredictionSetup { ThrottleLimit = 3 });

        Assert.Equal(3, most);
    }

    [Fact(Timeout = Patience)]
    public async Task Results_come_out_while_input_is_still_open()
    {
        var paths = folder.WriteImages(3);
        var input = Channel.CreateUnbounded<ImageToPredict>();
        var results = Channel.CreateUnbounded<ImagePredictionResult>();
        await using var server = new ScriptedServer(Predictions.Ok);

        var running = server.NewPredictor(result => results.Writer.TryWrite(result)).PredictAsync(input.Reader, TestContext.Current.CancellationToken);
        foreach (var path in paths)
        {
            await input.Writer.WriteAsync(Predictions.Image(path), TestContext.Current.CancellationToken);
            Assert.Equal(path, (await results.Reader.ReadAsync(TestContext.Current.CancellationToken)).Path);
        }

        Assert.False(running.IsCompleted);
        input.Writer.Complete();
        await running;
    }

    [Fact]
    public async Task What_is_no_use_sending_comes_out_between_its_neighbours_and_is_not_sent()
    {
        var good = folder.WriteImages(2);
        var largest = Sized("largest.jpg", 4 * 1024 * 1024);
        var large = Sized("large.jpg", 4 * 1024 * 1024 + 1);
        string[] paths = [folder.PathOf("missing.jpg"), good[0], folder.Write("empty.jpg", []), large, largest, folder.Path, "", good[1]];
        await using var server = new ScriptedServer(Predictions.Ok);

        var results = await server.PredictAsync(paths);

        Assert.Equal(
            [ImageStatus.ErrorSource, ImageStatus.OK, ImageStatus.ErrorImageFormat, ImageStatus.ErrorImageSize, ImageStatus.OK, ImageStatus.ErrorSource, ImageStatus.ErrorSource, ImageStatus.OK],
            results.Select(result => result.Status));
        Assert.Equal("The file does not exist.", results[0].Message);
        Assert.Equal("The file has 4,194,305 bytes. The service accepts images of at most 4,194,304 bytes.", results[3].Message);
        Assert.Equal(3, server.Requests.Count);
        Assert.All(results.Where(result => !result.IsPredicted), result =>
        {
            Assert.Equal(0, result.Attempts);
            Assert.Null(result.Tag);
            Assert.Null(result.TagId);
            Assert.Null(result.Probability);
            Assert.Null(result.Id);
            Assert.Empty(result.Predictions);
        });
    }

    [Fact(Timeout = Patience)]
    public async Task A_file_that_is_gone_when_its_turn_comes_is_a_result()
    {
        var paths = folder.WriteImages(3);
        var first = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(request => NumberOf(request) == 1 ? Predictions.Ok(request).After(first.Task) : Predictions.Ok(request));
        var results = new List<ImagePredictionResult>();
        var predictor = server.NewPredictor(results.Add);
        var running = predictor.PredictAsync(Predictions.Input(paths), TestContext.Current.CancellationToken);
        await server.NextRequestAsync(TestContext.Current.CancellationToken);
        while (predictor.Counters.Seen < 2)
            await Task.Yield();

        File.Delete(paths[1]);
        first.SetResult();
        await running;

        Assert.Equal((ImageStatus.ErrorSource, "The file does not exist.", 0), (results[1].Status, results[1].Message, results[1].Attempts));
        Predictions.AssertPredicted(results[2]);
    }

    [Theory]
    [InlineData(400, "BadRequestImageFormat", ImageStatus.ErrorImageFormat)]
    [InlineData(400, "BadRequestImageSizeBytes", ImageStatus.ErrorImageSize)]
    [InlineData(413, "RequestEntityTooLarge", ImageStatus.ErrorImageSize)]
    [InlineData(400, "BadRequestImageUrl", ImageStatus.ErrorSource)]
    [InlineData(400, "BadRequest", ImageStatus.ErrorRequest)]
    [InlineData(500, "ErrorUnknown", ImageStatus.ErrorRequest)]
    public async Task What_the_service_says_of_one_image_costs_the_others_nothing(int status, string code, string expected)
    {
        var paths = folder.WriteImages(3);
        await using var server = new ScriptedServer(request =>
            NumberOf(request) == 2 ? ServerReply.Json($$"""{"Code":"{{code}}","Message":"Not this one"}""", status) : Predictions.Ok(request));

        var results = await server.PredictAsync(paths);

        Predictions.AssertPredicted(results[0]);
        Predictions.AssertPredicted(results[2]);
        Assert.Equal((expected, 1), (results[1].Status, results[1].Attempts));
        Assert.Contains("Not this one", results[1].Message);
        Assert.Equal(code, Assert.IsType<ServiceErrorException>(results[1].Error).ServiceCode);
    }

    [Theory]
    [InlineData(401, """{"statusCode":401,"message":"Access denied"}""")]
    [InlineData(403, "")]
    [InlineData(404, """{"Code":"NotFoundProject"}""")]
    [InlineData(404, """{"Code":"NotFoundProjectDefaultIteration","Message":"Project has no default iteration"}""")]
    [InlineData(404, """{"Code":"NotFoundIteration"}""")]
    [InlineData(400, """{"Code":"BadRequestIterationIsNotTrained"}""")]
    [InlineData(200, "<html>Sign in</html>")]
    public async Task What_befalls_every_image_ends_it_at_once_and_says_how_many_were_done(int status, string body)
    {
        var paths = folder.WriteImages(5);
        await using var server = new ScriptedServer(request =>
            NumberOf(request) < 3 ? Predictions.Ok(request) : ServerReply.Text("application/json", body, status));
        var results = new List<ImagePredictionResult>();

        var end = await Assert.ThrowsAsync<AbandonedException>(() => server.NewPredictor(results.Add).PredictAsync(Predictions.Input(paths), TestContext.Current.CancellationToken));

        Assert.Equal(2, end.Finished);
        Assert.Equal(paths.Take(2), results.Select(result => result.Path));
        Assert.Equal(3, server.Requests.Count);
        Assert.IsAssignableFrom<CustomVisionException>(end.InnerException);
        UploadRuns.AssertFree(paths);
    }

    [Fact]
    public async Task Trouble_that_passes_is_waited_out_and_told()
    {
        var path = folder.WriteImages(1)[0];
        var clock = new FakeClock(runs: true) { Dice = () => 0 };
        var retries = new List<RetryRecord>();
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn switch
        {
            1 => ServerReply.Empty(429, "Retry-After: 7\r\n"),
            2 => ServerReply.Empty(408),
            3 => ServerReply.Text("text/html", "<h1>Busy</h1>", 503),
            4 => ServerReply.Drop,
            _ => Predictions.Ok(request),
        });

        var results = await server.PredictAsync([path], new PredictionSetup { Clock = clock }, retry =>
        {
            retries.Add(retry);
            return Task.CompletedTask;
        });

        Predictions.AssertPredicted(results[0], attempts: 5);
        Assert.Equal([1, 2, 3, 4], retries.Select(retry => retry.Number));
        Assert.Equal(7, retries[0].Delay.TotalSeconds);
        Assert.All(retries, retry => Assert.Equal(path, retry.Subject));
        Assert.StartsWith($"Retry 1 of {path} in 7 s: The service rejected the request and gave no reason. (PredictImage: 429", retries[0].ToString());
    }

    [Fact]
    public async Task A_service_that_is_gone_costs_the_long_wait_once()
    {
        var paths = folder.WriteImages(5);
        await using var server = new ScriptedServer(_ => ServerReply.Drop);

        var results = await server.PredictAsync(paths, new PredictionSetup { ThrottleLimit = 1, MaxRetry = 3, Clock = new FakeClock(runs: true) });

        Assert.All(results, result => Assert.IsType<ConnectionFailedException>(result.Error));
        Assert.Equal([4, 1, 1, 1, 1], results.Select(result => result.Attempts));
    }

    [Fact(Timeout = Patience)]
    public async Task A_stop_with_requests_under_way_returns_at_once_and_leaves_no_file_open()
    {
        var paths = folder.WriteImages(20);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = new ScriptedServer(_ => ServerReply.Hang);
        var results = new List<ImagePredictionResult>();
        var running = server.NewPredictor(results.Add, new PredictionSetup()).PredictAsync(Predictions.Input(paths), stop.Token);
        for (var i = 0; i < 4; i++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(results);
        UploadRuns.AssertFree(paths);
    }

    [Fact(Timeout = Patience)]
    public async Task A_stop_while_an_image_waits_to_be_sent_again_returns_at_once()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var clock = new FakeClock();
        await using var server = new ScriptedServer(_ => ServerReply.Empty(503));
        var running = server.NewPredictor(_ => { }, new PredictionSetup { Clock = clock }).PredictAsync(Predictions.Input(folder.WriteImages(1)), stop.Token);
        await clock.NextDelayAsync();

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private static int NumberOf(ReceivedRequest request) =>
        int.Parse(Assert.Single(MultipartParts.Of(request)).FileName!.AsSpan("image_".Length, 3), System.Globalization.CultureInfo.InvariantCulture);

    private string Sized(string name, long size)
    {
        var path = folder.Write(name, [1]);
        using var file = File.OpenWrite(path);
        file.SetLength(size);
        return path;
    }
}
