using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Tags that are given by their names.</summary>
public sealed class TagDirectoryTests : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly ConcurrentDictionary<string, Guid> tags = new(StringComparer.Ordinal)
    {
        ["brick"] = new("b0000000-0000-4000-8000-000000000001"),
        ["wood"] = new("b0000000-0000-4000-8000-000000000002"),
    };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Names_are_asked_for_once_and_their_images_get_the_tags()
    {
        await using var server = new ScriptedServer(Service);

        var results = await UploadAsync(server, Images("brick", "wood", "brick", "wood brick", "", "brick"));

        Assert.Equal(
            [["brick"], ["wood"], ["brick"], ["wood", "brick"], [], ["brick"]],
            results.Select(result => result.TagId.Select(id => tags.Single(tag => tag.Value == id).Key)));
        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Single(server.Requests, request => request.Method == "GET");
        Assert.Equal(5, server.Requests.Count); // a batch for each set of tags
    }

    [Fact]
    public async Task Nothing_is_asked_where_no_name_is_given()
    {
        await using var server = new ScriptedServer(Service);

        await UploadAsync(server, Images("", ""));

        Assert.Equal("POST", Assert.Single(server.Requests).Method);
    }

    [Fact]
    public async Task A_tag_given_by_id_and_by_name_is_put_on_once()
    {
        await using var server = new ScriptedServer(Service);
        var image = Images("brick wood")[0] with { TagIds = [tags["brick"]] };

        var result = Assert.Single(await UploadAsync(server, [image]));

        Assert.Equal([tags["brick"], tags["wood"]], result.TagId);
        Assert.EndsWith($"?tagIds={tags["brick"]}&tagIds={tags["wood"]}", server.Requests[^1].Target);
    }

    [Fact]
    public async Task An_unknown_name_fails_its_image_and_no_other()
    {
        await using var server = new ScriptedServer(Service);

        var results = await UploadAsync(server, Images("brick", "stone", "brick stone", "brick"));

        UploadRuns.AssertStored(results[0]);
        UploadRuns.AssertStored(results[3]);
        foreach (var result in results.Skip(1).Take(2))
        {
            Assert.Equal((ImageStatus.ErrorInvalidTag, 0), (result.Status, result.Attempts));
            Assert.Equal("The project has no tag named 'stone'.", result.Message);
        }

        Assert.Equal([2], BatchSizes(server));
        Assert.DoesNotContain(server.Requests, request => request.Target.Contains("tags?name"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_list_shows_of_an_id_is_no_name_and_no_tag_is_made_of_it(bool create)
    {
        tags["clay"] = new("C1A4c1a4-0000-4000-8000-000000000003");
        await using var server = new ScriptedServer(Service);

        var results = await UploadAsync(server, Images("c1a4c1a4", "clay"), create);

        Assert.Equal(ImageStatus.ErrorInvalidTag, results[0].Status);
        Assert.Equal(
            "The project has no tag named 'c1a4c1a4'. The id of a tag starts with this text. "
            + "Specify the name or the whole id of 'clay' (c1a4c1a4-0000-4000-8000-000000000003).",
            results[0].Message);
        UploadRuns.AssertStored(results[1]);
        Assert.Equal(3, tags.Count);
    }

    [Theory]
    [InlineData("Brick")]
    [InlineData("BRICK")]
    [InlineData("bricks")]
    public async Task A_name_is_meant_to_the_letter(string name)
    {
        await using var server = new ScriptedServer(Service);

        Assert.Equal(ImageStatus.ErrorInvalidTag, Assert.Single(await UploadAsync(server, Images(name))).Status);
        UploadRuns.AssertStored(Assert.Single(await UploadAsync(server, Images(name), create: true)));
        Assert.Equal(3, tags.Count);
    }

    [Fact]
    public async Task No_tag_is_created_for_what_cannot_be_uploaded()
    {
        await using var server = new ScriptedServer(Service);
        string[] useless =
        [
            folder.PathOf("missing.jpg"),
            folder.Path,
            folder.Write("Thumbs.db", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0x00]),
            folder.Write("empty.jpg", []),
            folder.Write("short.jpg", "B"u8.ToArray()),
        ];

        var results = await UploadAsync(server, [.. useless.Select(path => new ImageUpload(path, []) { TagNames = ["stone"] })], create: true);

        Assert.Equal(
            [ImageStatus.ErrorSource, ImageStatus.ErrorSource, ImageStatus.ErrorImageFormat, ImageStatus.ErrorImageFormat, ImageStatus.ErrorImageFormat],
            results.Select(result => result.Status));
        Assert.Equal("The file is not a JPEG, PNG, BMP or GIF image.", results[2].Message);
        Assert.Equal(2, tags.Count);

        UploadRuns.AssertStored(Assert.Single(await UploadAsync(server, Images("stone"), create: true)));
        Assert.Equal(3, tags.Count);
    }

    [Fact]
    public async Task Missing_tags_are_made_once_each_when_that_is_wanted()
    {
        await using var server = new ScriptedServer(Service);

        var results = await UploadAsync(server, Images("stone", "brick", "stone", "sand", "stone sand"), create: true);

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Equal(["sand", "stone"], tags.Keys.Except(["brick", "wood"]).Order());
        Assert.Equal([tags["stone"]], results[2].TagId);
        Assert.Equal([tags["stone"], tags["sand"]], results[4].TagId);
        Assert.Equal(2, server.Requests.Count(request => request.Target.Contains("tags?name")));
        Assert.Single(server.Requests, request => request.Method == "GET");
    }

    [Fact]
    public async Task A_tag_that_somebody_else_makes_meanwhile_is_taken_as_it_is()
    {
        var theirs = new Guid("b0000000-0000-4000-8000-000000000009");
        await using var server = new ScriptedServer(request =>
        {
            if (request.Target.Contains("tags?name=stone"))
                tags["stone"] = theirs;
            return Service(request);
        });

        var results = await UploadAsync(server, Images("stone", "stone"), create: true);

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.All(results, result => Assert.Equal([theirs], result.TagId));
        Assert.Equal(["GET", "POST", "GET", "POST"], server.Requests.Select(request => request.Method));
    }

    [Theory]
    [InlineData("BadRequestExceedTagPerProjectLimit")]
    [InlineData("BadRequestTagName")]
    [InlineData("BadRequestTagNameNotUnique")] // to a service that is less exact about names than its list of tags is
    public async Task A_tag_that_cannot_be_made_fails_its_images_and_no_other(string code)
    {
        await using var server = new ScriptedServer(request => request.Target.Contains("tags?name=")
            ? ServerReply.Json($$"""{"Code":"{{code}}","Message":"Not this one"}""", 400)
            : Service(request));

        var results = await UploadAsync(server, Images("brick", "stone", "stone", "wood"), create: true);

        UploadRuns.AssertStored(results[0]);
        UploadRuns.AssertStored(results[3]);
        foreach (var result in results.Skip(1).Take(2))
        {
            Assert.Equal((ImageStatus.ErrorInvalidTag, 0), (result.Status, result.Attempts));
            Assert.Contains("Not this one", result.Message);
            Assert.Equal(code, Assert.IsType<ServiceErrorException>(result.Error).ServiceCode);
        }

        Assert.Single(server.Requests, request => request.Target.Contains("tags?name="));
    }

    [Fact]
    public async Task Asking_and_making_are_tried_again_when_they_fail_for_a_passing_reason()
    {
        var turn = 0;
        await using var server = new ScriptedServer(request => (++turn % 3) switch
        {
            1 => ServerReply.Empty(503),
            2 => ServerReply.Drop,
            _ => Service(request),
        });

        var results = await UploadAsync(server, Images("stone"), create: true);

        UploadRuns.AssertStored(Assert.Single(results), attempts: 3);
        Assert.Equal(9, server.Requests.Count);
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(404, """{"Code":"NotFoundProject","Message":"Invalid project"}""")]
    public async Task A_refused_key_or_an_unknown_project_ends_the_upload_at_the_first_name(int status, string body)
    {
        await using var server = new ScriptedServer(ServerReply.Json(body, status));

        var error = await Assert.ThrowsAsync<AbandonedException>(() => UploadAsync(server, Images("brick", "wood")));

        Assert.Equal(("GetTags", 0), (error.Operation, error.Finished));
        Assert.Single(server.Requests);
    }

    private static IEnumerable<int> BatchSizes(ScriptedServer server) =>
        server.Requests.Where(request => request.Target.Contains("/images/")).Select(request => MultipartParts.Of(request).Count);

    private static async Task<IReadOnlyList<ImageCreateResult>> UploadAsync(
        ScriptedServer server, IReadOnlyList<ImageUpload> images, bool create = false)
    {
        var input = Channel.CreateUnbounded<ImageUpload>();
        foreach (var image in images)
            input.Writer.TryWrite(image);
        input.Writer.Complete();
        var results = new List<ImageCreateResult>();
        var options = new UploadSetup { CreateTags = create, ThrottleLimit = 1, Clock = new FakeClock(runs: true) };
        await server.NewFreeUploader(results.Add, options).UploadAsync(input.Reader, Token);
        Assert.Equal(images.Select(image => image.Path), results.Select(result => result.Path));
        return results;
    }

    /// <summary>An image for each of these, with the names in it.</summary>
    private ImageUpload[] Images(params string[] names) =>
        [.. folder.WriteImages(names.Length).Zip(names, (path, named) =>
            new ImageUpload(path, []) { TagNames = named.Split(' ', StringSplitOptions.RemoveEmptyEntries) })];

    private ServerReply Service(ReceivedRequest request)
    {
        if (request.Target.Contains("/images/"))
            return UploadAnswer.Ok(request);
        if (request.Method == "GET")
            return ServerReply.Json(JsonSerializer.Serialize(new { Tags = tags.Select(tag => new { Id = tag.Value, Name = tag.Key }) }));
        var name = Uri.UnescapeDataString(request.Target.Split("name=")[1]);
        var id = Guid.NewGuid();
        return tags.TryAdd(name, id)
            ? ServerReply.Json(JsonSerializer.Serialize(new { Id = id, Name = name }))
            : ServerReply.Json("""{"Code":"BadRequestTagNameNotUnique","Message":"Name not unique"}""", 400);
    }
}
