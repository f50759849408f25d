using System.Net;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Requests that fail as a whole.</summary>
public sealed class FailureTests : IDisposable
{
    private static readonly ImageUploaderOptions Pairs = new() { BatchSize = 2 };

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData(400, """{"Code":"BadRequestImageBatch","Message":"No valid image files"}""")]
    [InlineData(413, "")]
    public async Task A_culprit_that_spoils_its_batch_is_found_and_its_neighbours_go_through(int status, string body)
    {
        var paths = folder.WritePictures(64);
        File.WriteAllText(paths[37], "CULPRIT");
        await using var server = new ScriptedServer(request =>
            request.BodyText.Contains("CULPRIT") ? ServerReply.Json(body, status) : UploadAnswer.Ok(request));

        var results = await server.UploadAsync(paths);

        Assert.Equal(ImageStatus.ErrorRequest, results[37].Status);
        Assert.Contains($"{status}", results[37].Message);
        Assert.Equal((HttpStatusCode)status, Assert.IsType<ServiceErrorException>(results[37].Error).StatusCode);
        Assert.All(results.Where((_, i) => i != 37), result => Uploads.AssertStored(result, result.Attempts));
        Assert.Equal(7, results[37].Attempts); // 64, 32, 16, 8, 4, 2, 1
        Assert.Equal(13, server.Requests.Count); // the seven, and six halves without it
        Assert.Equal(2, results[0].Attempts);
    }

    [Fact]
    public async Task Several_culprits_are_all_found()
    {
        var paths = folder.WritePictures(9);
        int[] culprits = [0, 4, 5, 8];
        foreach (var culprit in culprits)
            File.WriteAllText(paths[culprit], $"CULPRIT {culprit}");
        await using var server = new ScriptedServer(request =>
            request.BodyText.Contains("CULPRIT") ? ServerReply.Json("{}", 400) : UploadAnswer.Ok(request));

        var results = await server.UploadAsync(paths);

        Assert.Equal(culprits, Enumerable.Range(0, 9).Where(i => results[i].Status == ImageStatus.ErrorRequest));
        Assert.All(results.Where(result => result.Error is null), result => Uploads.AssertStored(result, result.Attempts));
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

        var results = await server.UploadAsync(folder.WritePictures(6), Pairs);

        Assert.Equal(3, server.Requests.Count);
        foreach (var result in results.Take(2).Concat(results.Skip(4)))
            Uploads.AssertStored(result);
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

        var results = await server.UploadAsync(folder.WritePictures(4), Pairs);

        foreach (var result in results.Take(2))
        {
            Assert.Equal(ImageStatus.ErrorRequest, result.Status);
            Assert.IsType<ConnectionFailedException>(result.Error);
        }

        Assert.All(results.Skip(2), result => Uploads.AssertStored(result));
    }

    [Fact]
    public async Task A_service_that_is_gone_fails_every_picture_and_loses_none()
    {
        var server = new ScriptedServer(UploadAnswer.Ok);
        await server.DisposeAsync();

        var results = await server.UploadAsync(folder.WritePictures(5), Pairs);

        Assert.All(results, result => Assert.Equal(ImageStatus.ErrorRequest, result.Status));
    }

    [Theory]
    [InlineData(401, """{"statusCode":401,"message":"Access denied due to invalid subscription key."}""")]
    [InlineData(403, """{"error":{"code":"403","message":"Forbidden"}}""")]
    [InlineData(404, """{"Code":"NotFoundProject","Message":"Invalid project"}""")]
    [InlineData(400, """{"Code":"BadRequestImageTags","Message":"Unknown tag"}""")]
    [InlineData(400, """{"Code":"NotFoundTag","Message":"Unknown tag"}""")]
    public async Task What_every_picture_would_meet_ends_the_upload_and_says_how_far_it_got(int status, string body)
    {
        var paths = folder.WritePictures(6);
        var turn = 0;
        var results = new List<ImageCreateResult>();
        await using var server = new ScriptedServer(request => ++turn == 2 ? ServerReply.Json(body, status) : UploadAnswer.Ok(request));

        var error = await Assert.ThrowsAsync<UploadAbandonedException>(
            () => server.NewUploader(results.Add, Pairs).UploadAsync(new LazyPaths(paths), Token));

        Assert.Equal(2, error.Finished);
        Assert.Equal(paths.Take(2), results.Select(result => result.Path));
        Assert.Equal("CreateImagesFromData", error.Operation);
        Assert.Equal((HttpStatusCode)status, Assert.IsType<ServiceErrorException>(error.InnerException).StatusCode);
        Assert.Equal(2, server.Requests.Count);
        AssertFree(paths);
    }

    [Fact]
    public async Task An_answer_of_something_else_ends_the_upload()
    {
        await using var server = new ScriptedServer(ServerReply.Text("text/html", "<title>Sign in</title>"));

        var error = await Assert.ThrowsAsync<UploadAbandonedException>(
            () => server.NewUploader(_ => { }).UploadAsync(new LazyPaths(folder.WritePictures(3)), Token));

        Assert.Equal(0, error.Finished);
        Assert.IsType<UnexpectedAnswerException>(error.InnerException);
        Assert.Contains("Sign in", error.Message);
    }

    [Fact]
    public async Task What_was_settled_before_the_end_still_comes_out()
    {
        string[] paths = [folder.PathOf("missing.jpg"), .. folder.WritePictures(4), folder.PathOf("missing too.jpg")];
        var turn = 0;
        var results = new List<ImageCreateResult>();
        await using var server = new ScriptedServer(request => ++turn switch
        {
            1 => ServerReply.Empty(400), // all four, so that they are sent in halves
            2 => UploadAnswer.Ok(request),
            _ => ServerReply.Empty(401),
        });

        var error = await Assert.ThrowsAsync<UploadAbandonedException>(
            () => server.NewUploader(results.Add, new ImageUploaderOptions { BatchSize = 4 }).UploadAsync(new LazyPaths(paths), Token));

        Assert.Equal(3, error.Finished);
        Assert.Equal(paths.Take(3), results.Select(result => result.Path));
        Assert.All(results.Skip(1), result => Uploads.AssertStored(result, attempts: 2));
    }

    [Fact]
    public async Task A_receiver_that_fails_ends_the_upload_with_its_own_error()
    {
        var paths = folder.WritePictures(4);
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        var uploader = server.NewUploader(_ => throw new InvalidOperationException("enough"), Pairs);

        await Assert.ThrowsAsync<InvalidOperationException>(() => uploader.UploadAsync(new LazyPaths(paths), Token));

        Assert.Single(server.Requests);
        AssertFree(paths);
    }

    private static void AssertFree(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }
}
