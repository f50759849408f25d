using System.Text.Json.Nodes;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Uploads of images with regions and metadata, with version 3.3.</summary>
public sealed class RegionTests : IDisposable
{
    private static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    private static readonly Guid Fork = new("a1111111-1111-4111-8111-111111111111");
    private static readonly Guid Scissors = new("b2222222-2222-4222-8222-222222222222");

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Images_with_other_regions_and_tags_share_a_request_and_images_with_other_metadata_do_not()
    {
        await using var server = Service();
        ImageUpload[] uploads =
        [
            new(Png("a.png", 10, 10), [Fork]) { Regions = [Region(Fork, 0, 0, 0.5, 0.5)] },
            new(Png("b.png", 10, 10), []) { Regions = [Region(Scissors, 0.5, 0.5, 0.5, 0.5), Region(Fork, 0.1, 0.1, 0.1, 0.1)] },
            new(Png("c.png", 10, 10), [Fork]) { Metadata = new Dictionary<string, string> { ["shift"] = "night" } },
            new(Png("d.png", 10, 10), [Fork]),
            new(Png("e.png", 10, 10), [Scissors]) { Metadata = new Dictionary<string, string> { ["shift"] = "night" } },
        ];

        var results = await UploadAsync(server, uploads);

        Assert.All(results, result => Assert.Equal(("OK", null), (result.Status, result.Message)));
        Assert.Equal([Scissors, Fork], results[1].TagId);
        var requests = server.Requests.Where(request => request.Target.EndsWith("/files", StringComparison.Ordinal)).Select(Body).ToList();
        Assert.Equal(2, requests.Count);
        Assert.Single(server.Requests, request => request.Target.EndsWith($"/images?tagIds={Fork}", StringComparison.Ordinal));
        var withRegions = requests.Single(request => request["metadata"] is null);
        Assert.Equal([1, 2], withRegions["images"]!.AsArray().Select(image => image!["regions"]!.AsArray().Count));
        Assert.Equal("night", (string?)requests.Single(request => request["metadata"] is not null)["metadata"]!["shift"]);
    }

    [Fact]
    public async Task Pixels_become_fractions_of_the_image_as_it_is_shown()
    {
        await using var server = Service();
        var upload = new ImageUpload(Png("a.png", 200, 100), []) { Regions = [Region(Fork, 20, 10, 50, 40), Region(Fork, 150, 50, 51, 50)], RegionUnit = RegionUnit.Pixel };

        await UploadAsync(server, [upload]);

        var regions = Body(Assert.Single(server.Requests))["images"]![0]!["regions"]!.AsArray();
        Assert.Equal([0.1, 0.1, 0.25, 0.4], Values(regions[0]!));
        Assert.Equal([0.75, 0.5, 0.25, 0.5], Values(regions[1]!)); // one pixel over the edge is cut off

        static IEnumerable<double> Values(JsonNode region) => ((string[])["left", "top", "width", "height"]).Select(name => Math.Round((double)region[name]!, 9));
    }

    [Theory]
    [InlineData(0.6, 0.1, 0.5, 0.1, RegionUnit.Fraction)]
    [InlineData(-0.1, 0.1, 0.5, 0.1, RegionUnit.Fraction)]
    [InlineData(0.1, 0.1, 0, 0.1, RegionUnit.Fraction)]
    [InlineData(20, 10, 50, 40, RegionUnit.Fraction)]
    [InlineData(150, 10, 70, 40, RegionUnit.Pixel)]
    public async Task A_region_outside_the_image_is_refused_and_the_others_are_sent(double left, double top, double width, double height, RegionUnit unit)
    {
        await using var server = Service();
        ImageUpload[] uploads =
        [
            new(Png("a.png", 200, 100), []) { Regions = [Region(Fork, left, top, width, height)], RegionUnit = unit },
            new(Png("b.png", 200, 100), []) { Regions = [Region(Fork, 0, 0, 1, 1)] },
        ];

        var results = await UploadAsync(server, uploads);

        Assert.Equal(["ErrorInvalidRegion", "OK"], results.Select(result => result.Status));
        Assert.Contains("is not within the image", results[0].Message);
        Assert.Single(Body(Assert.Single(server.Requests))["images"]!.AsArray());
    }

    [Fact]
    public async Task Pixels_of_a_file_without_a_readable_size_are_refused()
    {
        await using var server = Service();
        var upload = new ImageUpload(folder.Write("a.jpg", [0xFF, 0xD8, 0xFF, 0xD9]), []) { Regions = [Region(Fork, 1, 1, 1, 1)], RegionUnit = RegionUnit.Pixel };

        var result = Assert.Single(await UploadAsync(server, [upload]));

        Assert.Equal("ErrorInvalidRegion", result.Status);
        Assert.Contains("width and height of the image cannot be read", result.Message);
    }

    [Fact]
    public async Task The_regions_of_a_duplicate_are_told_and_added_on_request()
    {
        await using var server = Service("OKDuplicate");
        ImageUpload[] uploads = [new(Png("a.png", 10, 10), []) { Regions = [Region(Fork, 0, 0, 0.5, 0.5)] }];

        var told = Assert.Single(await UploadAsync(server, uploads));
        var added = Assert.Single(await UploadAsync(server, uploads, new ImageUploaderOptions { TagDuplicates = true }));

        Assert.Equal("The project already has this image. The regions were not added to it. Use -TagDuplicate to add them.", told.Message);
        Assert.Null(added.Message);
        var request = Body(server.Requests.Single(request => request.Target.EndsWith("/images/regions", StringComparison.Ordinal)));
        Assert.Equal($"{added.Image!.Id}", (string?)request["regions"]![0]!["imageId"]);
    }

    [Fact]
    public async Task A_region_can_name_a_tag_that_is_created_once()
    {
        await using var server = Service();
        ImageUpload[] uploads = [.. Enumerable.Range(0, 3).Select(number => new ImageUpload(Png($"{number}.png", 10, 10), [])
        {
            Regions = [new RegionUpload { TagName = "spoon", Box = new BoundingBox { Width = 1, Height = 1 } }],
        })];

        var results = await UploadAsync(server, uploads, new ImageUploaderOptions { CreateTags = true });

        Assert.All(results, result => Assert.Equal(("OK", "spoon"), (result.Status, string.Join(",", result.Tag))));
        Assert.Single(server.Requests, request => request.Line == $"POST /customvision/v3.3/training/projects/{Project}/tags?name=spoon");
    }

    [Fact]
    public async Task A_journal_tells_regions_apart()
    {
        await using var server = Service();
        var path = Png("a.png", 10, 10);
        var options = new ImageUploaderOptions { JournalPath = folder.PathOf("journal") };

        await UploadAsync(server, [new(path, []) { Regions = [Region(Fork, 0, 0, 0.5, 0.5)] }], options);
        await UploadAsync(server, [new(path, []) { Regions = [Region(Fork, 0, 0, 0.5, 0.5)] }], options);
        await UploadAsync(server, [new(path, []) { Regions = [Region(Fork, 0, 0, 0.5, 0.25)] }], options);

        Assert.Equal(2, server.Requests.Count(request => request.Method == "POST"));
    }

    [Fact]
    public async Task Version_1_0_refuses_regions_and_names_the_version_that_has_them()
    {
        await using var server = Service();
        var uploads = new[] { new ImageUpload(Png("a.png", 10, 10), []) { Regions = [Region(Fork, 0, 0, 0.5, 0.5)] } };

        var error = await Assert.ThrowsAsync<Work.AbandonedException>(() => UploadAsync(server, uploads, version: "1.0"));

        Assert.Contains("Connect with -ApiVersion 3.0.", error.Message);
    }

    private static RegionUpload Region(Guid tag, double left, double top, double width, double height) =>
        new() { TagId = tag, Box = new BoundingBox { Left = left, Top = top, Width = width, Height = height } };

    private static JsonNode Body(ReceivedRequest request) => JsonNode.Parse(request.Body)!;

    /// <summary>A service that stores every image and remembers those of uploads for later lists.</summary>
    private static ScriptedServer Service(string status = "OK")
    {
        var stored = new List<string>();
        return new ScriptedServer(request =>
        {
            var path = request.Target.Split('?')[0];
            if (request.Method == "GET" && path.EndsWith("/images", StringComparison.Ordinal))
                return ServerReply.Json($"[{string.Join(",", stored)}]");
            if (path.EndsWith("/tags", StringComparison.Ordinal))
                return ServerReply.Json(request.Method == "GET" ? "[]" : $$"""{"id":"{{Guid.NewGuid()}}","name":"spoon"}""");
            if (path.EndsWith("/images/regions", StringComparison.Ordinal))
                return ServerReply.Json("""{"created":[],"duplicated":[],"exceeded":[]}""");
            if (path.EndsWith("/images/id", StringComparison.Ordinal))
                return ServerReply.Json("[]");
            var names = path.EndsWith("/files", StringComparison.Ordinal)
                ? Body(request)["images"]!.AsArray().Select(image => (string)image!["name"]!)
                : System.Text.RegularExpressions.Regex.Matches(request.BodyText, "filename=\"([^\"]+)\"").Select(match => match.Groups[1].Value);
            var images = names.Select(name => (Name: name, Image: $$"""{"id":"{{Guid.NewGuid()}}"}""")).ToList();
            stored.AddRange(images.Select(image => image.Image));
            return ServerReply.Json($$"""{"isBatchSuccessful":true,"images":[{{string.Join(",", images.Select(image => $$$"""{"sourceUrl":"{{{image.Name}}}","status":"{{{status}}}","image":{{{image.Image}}}}"""))}}]}""");
        });
    }

    private static async Task<List<ImageCreateResult>> UploadAsync(
        ScriptedServer server, IReadOnlyList<ImageUpload> uploads, ImageUploaderOptions? options = null, string version = "3.3")
    {
        var results = new List<ImageCreateResult>();
        using var uploader = new ImageUploader(
            new CustomVisionClient(server.NewConnection(version: ApiVersion.Parse(version)), new RequestOptions { MaxRetry = 0 }),
            Project,
            result =>
            {
                results.Add(result);
                return Task.CompletedTask;
            },
            options);
        var input = System.Threading.Channels.Channel.CreateUnbounded<ImageUpload>();
        foreach (var upload in uploads)
            Assert.True(input.Writer.TryWrite(upload));
        input.Writer.Complete();
        await uploader.UploadAsync(input.Reader, Token);
        Assert.Equal(uploads.Select(upload => upload.Path), results.Select(result => result.Path));
        return results;
    }

    private string Png(string name, int width, int height) => folder.Write(name, [.. GreyPng.Of(width, height), (byte)name[0]]);
}
