using System.Text.Json;
using System.Threading.Channels;
using CustomVision.Tagging;

namespace CustomVision.Client.Tests.Tagging;

/// <summary>Versions from 3.0 change the tags of many images in one request.</summary>
public sealed class TagBatchTests
{
    private const string TagsPath = "/customvision/v3.3/training/projects/7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80/images/tags";

    private static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    private static readonly Guid Robin = new("a1111111-1111-4111-8111-111111111111");
    private static readonly Guid Wren = new("b2222222-2222-4222-8222-222222222222");

    [Fact]
    public async Task Tags_are_added_in_requests_of_128_and_results_keep_the_order()
    {
        var images = Images(150, Robin, Wren);
        await using var server = new ScriptedServer(Answer);

        var results = await AddAsync(server, images);

        Assert.Equal([128, 128, 44], server.Requests.Select(request => Pairs(request).Count));
        Assert.All(server.Requests, request => Assert.Equal($"POST {TagsPath}", request.Line));
        Assert.Equal(images.SelectMany(image => image.TagIds.Select(tag => (image.ImageId, tag))), server.Requests.SelectMany(Pairs));
        Assert.Equal(images, results.Select(result => result.Request));
        Assert.All(results, result => Assert.Empty(result.Failures));
    }

    [Fact]
    public async Task An_image_that_does_not_exist_fails_alone()
    {
        var images = Images(20, Robin);
        var gone = images[7].ImageId;
        await using var server = new ScriptedServer(request => Pairs(request).Any(pair => pair.Image == gone) ? Refusal("NotFoundImage", 404) : Answer(request));

        var results = await AddAsync(server, images);

        var failed = Assert.Single(results, result => result.Failures.Count > 0);
        Assert.Equal(gone, failed.Request.ImageId);
        Assert.Equal("NotFoundImage", ((ServiceErrorException)Assert.Single(failed.Failures).Error).ServiceCode);
        Assert.InRange(server.Requests.Count, 2, 12);
    }

    [Fact]
    public async Task A_tag_beyond_the_limit_of_an_image_is_a_failure_of_that_tag()
    {
        var images = Images(2, Robin, Wren);
        await using var server = new ScriptedServer(request => ServerReply.Json(JsonSerializer.Serialize(new
        {
            created = Pairs(request).Skip(1).Select(pair => new { imageId = pair.Image, tagId = pair.Tag }),
            duplicated = Array.Empty<object>(),
            exceeded = Pairs(request).Take(1).Select(pair => new { imageId = pair.Image, tagId = pair.Tag }),
        })));

        var results = await AddAsync(server, images);

        Assert.Equal((Robin, "ErrorTagLimitExceed"), (Assert.Single(results[0].Failures).TagId, ((ServiceErrorException)results[0].Failures[0].Error).ServiceCode));
        Assert.Empty(results[1].Failures);
    }

    [Fact]
    public async Task Images_are_read_in_one_request_when_they_are_wanted()
    {
        var images = Images(3, Robin);
        await using var server = new ScriptedServer(request => request.Method == "POST"
            ? Answer(request)
            : ServerReply.Json(JsonSerializer.Serialize(images.Select(image => new { id = image.ImageId, tags = new[] { new { tagId = Robin, tagName = "robin", created = DateTime.UnixEpoch } } }))));

        var results = await RunAsync(server, images, (tagger, input) => tagger.AddAsync(input, TestContext.Current.CancellationToken), returnImages: true);

        Assert.Equal(2, server.Requests.Count);
        Assert.All(results, result => Assert.Equal("robin", Assert.Single(result.Image!.Tags).TagName));
    }

    [Fact]
    public async Task The_same_tags_are_removed_from_64_images_in_one_request()
    {
        ImageToTag[] images = [.. Images(70, Robin, Wren), .. Images(1, Wren)];
        await using var server = new ScriptedServer(ServerReply.Empty(204));

        var results = await RemoveAsync(server, images);

        Assert.Equal([(64, 2), (6, 2), (1, 1)], server.Requests.Select(request => (Ids(request, "imageIds").Length, Ids(request, "tagIds").Length)));
        Assert.All(server.Requests, request => Assert.StartsWith($"DELETE {TagsPath}?", request.Line, StringComparison.Ordinal));
        Assert.Equal(images, results.Select(result => result.Request));
    }

    [Fact]
    public async Task A_tag_that_does_not_exist_is_a_failure_of_each_image_and_the_other_tag_is_removed()
    {
        var images = Images(2, Robin, Wren);
        await using var server = new ScriptedServer(request => Ids(request, "tagIds").Contains($"{Robin}") ? Refusal("NotFoundTag", 404) : ServerReply.Empty(204));

        var results = await RemoveAsync(server, images);

        Assert.All(results, result => Assert.Equal(Robin, Assert.Single(result.Failures).TagId));
        Assert.Contains(server.Requests, request => Ids(request, "tagIds") is [var only] && only == $"{Wren}");
    }

    [Fact]
    public async Task A_rejected_key_ends_the_work()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(401));

        var end = await Assert.ThrowsAsync<AbandonedException>(() => AddAsync(server, Images(200, Robin)));

        Assert.Equal(0, end.Finished);
    }

    private static ImageToTag[] Images(int count, params Guid[] tags) => [.. Enumerable.Range(0, count).Select(_ => new ImageToTag(Project, Guid.NewGuid(), tags))];

    private static List<(Guid Image, Guid Tag)> Pairs(ReceivedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        return [.. body.RootElement.GetProperty("tags").EnumerateArray().Select(pair => (pair.GetProperty("imageId").GetGuid(), pair.GetProperty("tagId").GetGuid()))];
    }

    private static string[] Ids(ReceivedRequest request, string name) =>
        Uri.UnescapeDataString(request.Target.Split('?', '&').Single(part => part.StartsWith(name, StringComparison.Ordinal))[(name.Length + 1)..]).Split(',');

    private static ServerReply Answer(ReceivedRequest request) => ServerReply.Json(JsonSerializer.Serialize(new
    {
        created = Pairs(request).Select(pair => new { imageId = pair.Image, tagId = pair.Tag }),
        duplicated = Array.Empty<object>(),
        exceeded = Array.Empty<object>(),
    }));

    private static ServerReply Refusal(string code, int status) => ServerReply.Json($$"""{"code":"{{code}}","message":"no"}""", status);

    private static Task<List<ImageTagResult>> AddAsync(ScriptedServer server, ImageToTag[] images) =>
        RunAsync(server, images, (tagger, input) => tagger.AddAsync(input, TestContext.Current.CancellationToken));

    private static Task<List<ImageTagResult>> RemoveAsync(ScriptedServer server, ImageToTag[] images) =>
        RunAsync(server, images, (tagger, input) => tagger.RemoveAsync(input, TestContext.Current.CancellationToken));

    private static async Task<List<ImageTagResult>> RunAsync(
        ScriptedServer server, ImageToTag[] images, Func<ImageTagger, ChannelReader<ImageToTag>, Task> work, bool returnImages = false)
    {
        var results = new List<ImageTagResult>();
        var options = new RequestOptions { ThrottleLimit = 1, MaxRetry = 0, Clock = new FakeClock(runs: true) };
        var tagger = new ImageTagger(
            new CustomVisionClient(server.NewConnection(version: ApiVersion.Parse("3.3")), options),
            result =>
            {
                results.Add(result);
                return Task.CompletedTask;
            })
        { ReturnImages = returnImages };
        var input = Channel.CreateUnbounded<ImageToTag>();
        foreach (var image in images)
            input.Writer.TryWrite(image);
        input.Writer.Complete();

        await work(tagger, input.Reader);

        return results;
    }
}
