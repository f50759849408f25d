using System.Net;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Requests that fail as a whole.</summary>
public sealed class FailureTests : IDisposable
{
    private static readonly UploadSetup Pairs = new() { BatchSize = 2 };

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(400, """{"Code":"BadRequestImageBatch","Message":"No valid image files"}""")]
    [InlineData(413, "")]
    public async Task A_culprit_that_spoils_its_batch_is_found_and_its_neighbours_go_through(int status, string body)
    {
        var paths = folder.WriteImages(64);
        File.WriteAllText(paths[37], "CULPRIT");
        await using var server = new ScriptedServer(request =>
            request.BodyText.Contains("CULPRIT") ? ServerReply.Json(body, status) : UploadAnswer.Ok(request));

        var results = await server.UploadAsync(paths);

        Assert.Equal(ImageStatus.ErrorRequest, results[37].Status);
        Assert.Contains($"{status}", results[37].Message);
        Assert.Equal((HttpStatusCode)status, Assert.IsType<ServiceErrorException>(results[37].Error).StatusCode);
        Assert.All(results.Where((_, i) => i != 37), result => UploadRuns.AssertStored(result, result.Attempts));
        Assert.Equal(7, results[37].Attempts); // 64, 32, 16, 8, 4, 2, 1
        Assert.Equal(13, server.Requests.Count); // the seven, and six halves without it
        Assert.Equal(2, results[0].Attempts);
    }

    [Fact]
    public async Task Several_culprits_are_all_found()
    {
        var paths = folder.WriteImages(9);
        int[] culprits = [0, 4, 5, 8];
        foreach (var culprit in culprits)
            File.WriteAllText(paths[culprit], $"CULPRIT {culprit}");
        await using var server = new ScriptedServer(request =>
            request.BodyText.Contains("CULPRIT") ? ServerReply.Json("{}", 400) : UploadAnswer.Ok(request));

        var results = await server.UploadAsync(paths);

        Assert.Equal(culprits, Enumerable.Range(0, 9).Where(i => results[i].Status == ImageStatus.ErrorRequest));
        Assert.All(results.Where(result => result.Error is null), result => UploadRuns.AssertStored(result, result.Attempts));
    }

    [Theory]
    [InlineData(500)]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(503)]
    public async Task A_server_error_fails_its_batch_and_the_next_goes_on(int status)
    {
        var turn = 0;
        await using var server = new ScriptedServer(request =>
            ++turn == 2 ? ServerReply.Json("""{"code":"Busy","message":"Later"}""", status) : UploadAnswer.Ok(request));

        var results = await server.UploadAsync(folder.WriteImages(6), Pairs);

        Assert.Equal(3, server.Requests.Count);
        foreach (var result in results.Take(2).Concat(results.Skip(4)))
            UploadRuns.AssertStored(result);
        foreach (var result in results.Skip(2).Take(2))
        {
            Assert.Equal((ImageStatus.ErrorRequest, 1), (result.Status, result.Attempts));
            Assert.Contains("Later", result.Message);
            Assert.Equal((HttpStatusCode)status, Assert.IsType<ServiceErrorException>(result.Error).StatusCode);
        }
    }

    [Fact]
    public async Task A_connection_that_breaks_fails_its_batch_and_the_next_goes_on()
    {
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn == 1 ? ServerReply.Drop : UploadAnswer.Ok(request));

        var results = await server.UploadAsync(folder.WriteImages(4), Pairs);

        foreach (var result in results.Take(2))
        {
            Assert.Equal(ImageStatus.ErrorRequest, result.Status);
            Assert.IsType<ConnectionFailedException>(result.Error);
        }

        Assert.All(results.Skip(2), result => UploadRuns.AssertStored(result));
    }

    [Fact]
    public async Task A_service_that_is_gone_fails_every_image_and_loses_none()
    {
        var server = new ScriptedServer(UploadAnswer.Ok);
        await server.DisposeAsync();

        var results = await server.UploadAsync(folder.WriteImages(5), Pairs);

        Assert.All(results, result => Assert.Equal(ImageStatus.ErrorRequest, result.Status));
    }

    [Theory]
    [InlineData(401, """{"statusCode":401,"message":"Access denied due to invalid subscription key."}""")]
    [InlineData(403, """{"error":{"code":"403","message":"Forbidden"}}""")]
    [InlineData(404, """{"Code":"NotFoundProject","Message":"Invalid project"}""")]
    public async Task What_every_image_would_meet_ends_the_upload_and_says_how_far_it_got(int status, string body)
    {
        var paths = folder.WriteImages(6);
        var turn = 0;
        var results = new List<ImageCreateResult>();
        await using var server = new ScriptedServer(request => ++turn == 2 ? ServerReply.Json(body, status) : UploadAnswer.Ok(request));

        var error = await Assert.ThrowsAsync<AbandonedException>(
            () => server.NewUploader(results.Add, Pairs).UploadAsync(new LazyPaths(paths), Token));

        Assert.Equal(2, error.Finished);
        Assert.Equal(paths.Take(2), results.Select(result => result.Path));
        Assert.Equal("CreateImagesFromData", error.Operation);
        Assert.Equal((HttpStatusCode)status, Assert.IsType<ServiceErrorException>(error.InnerException).StatusCode);
        Assert.Equal(2, server.Requests.Count);
        UploadRuns.AssertFree(paths);
    }

    [Theory]
    [InlineData(404, "NotFoundTag")]
    [InlineData(400, "NotFoundTag")]
    [InlineData(400, "BadRequestImageTags")]
    [InlineData(400, "BadRequestInvalidIds")]
    public async Task A_tag_that_the_service_does_not_know_fails_its_images_and_the_others_go_on(int status, string code)
    {
        var unknown = new Guid("b2222222-2222-4222-8222-222222222222");
        var paths = folder.WriteImages(7);
        await using var server = new ScriptedServer(request => request.Target.Contains($"{unknown}")
            ? ServerReply.Json($$"""{"Code":"{{code}}","Message":"Unknown tag"}""", status)
            : UploadAnswer.Ok(request));

        var results = await server.UploadFreelyAsync(
            paths, Pairs with { ThrottleLimit = 1 }, tagsOf: path => Array.IndexOf(paths, path) is 1 or 2 or 5 ? [UploadRuns.Tag, unknown] : [UploadRuns.Tag]);

        foreach (var i in (int[])[1, 2, 5])
        {
            Assert.Equal((ImageStatus.ErrorInvalidTag, 1), (results[i].Status, results[i].Attempts));
            Assert.Equal([UploadRuns.Tag, unknown], results[i].TagId);
            Assert.Contains("Unknown tag", results[i].Message);
            Assert.Equal(code, Assert.IsType<ServiceErrorException>(results[i].Error).ServiceCode);
        }

        foreach (var i in (int[])[0, 3, 4, 6])
            UploadRuns.AssertStored(results[i]);
        Assert.Equal(4, server.Requests.Count); // refused for its tags, a batch is not sent in halves
    }

    [Fact]
    public async Task An_answer_of_something_else_ends_the_upload()
    {
        await using var server = new ScriptedServer(ServerReply.Text("text/html", "<title>Sign in</title>"));

        var error = await Assert.ThrowsAsync<AbandonedException>(
            () => server.NewUploader(_ => { }).UploadAsync(new LazyPaths(folder.WriteImages(3)), Token));

        Assert.Equal(0, error.Finished);
        Assert.IsType<UnexpectedAnswerException>(error.InnerException);
        Assert.Contains("Sign in", error.Message);
    }

    [Fact]
    public async Task What_was_settled_before_the_end_still_comes_out()
    {
        var missing = folder.PathOf("missing.jpg");
        var good = folder.WriteImages(4);
        var input = new LazyPaths([missing, .. good, missing]);
        var turn = 0;
        var results = new List<ImageCreateResult>();
        await using var server = new ScriptedServer(request => ++turn == 2 ? ServerReply.Empty(401).After(input.End) : UploadAnswer.Ok(request));

        var error = await Assert.ThrowsAsync<AbandonedException>(
            () => server.NewUploader(results.Add, Pairs).UploadAsync(input, Token));

        // The third and fourth have no result; the missing one behind them has.
        Assert.Equal(4, error.Finished);
        Assert.Equal([missing, good[0], good[1], missing], results.Select(result => result.Path));
    }

    [Fact]
    public async Task Of_a_batch_that_was_being_sent_in_halves_the_half_that_went_through_still_comes_out()
    {
        string[] paths = [folder.PathOf("missing.jpg"), .. folder.WriteImages(4)];
        var turn = 0;
        var results = new List<ImageCreateResult>();
        await using var server = new ScriptedServer(request => ++turn switch
        {
            1 => ServerReply.Empty(400), // all four, so that they are sent in halves
            2 => UploadAnswer.Ok(request),
            _ => ServerReply.Empty(401),
        });

        var error = await Assert.ThrowsAsync<AbandonedException>(
            () => server.NewUploader(results.Add, new UploadSetup { BatchSize = 4 }).UploadAsync(new LazyPaths(paths), Token));

        Assert.Equal(3, error.Finished);
        Assert.Equal(paths.Take(3), results.Select(result => result.Path));
        Assert.All(results.Skip(1), result => UploadRuns.AssertStored(result, attempts: 2));
    }

    [Fact]
    public async Task A_receiver_that_fails_ends_the_upload_with_its_own_error()
    {
        var paths = folder.WriteImages(4);
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        var uploader = server.NewUploader(_ => throw new InvalidOperationException("enough"), Pairs);

        await Assert.ThrowsAsync<InvalidOperationException>(() => uploader.UploadAsync(new LazyPaths(paths), Token));

        Assert.InRange(server.Requests.Count, 1, 2);
        UploadRuns.AssertFree(paths);
    }
}
