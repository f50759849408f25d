using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests.V3;

/// <summary>Lists, counts and deletions of images, and their tags, regions and metadata.</summary>
public sealed class ImageV3Tests
{
    [Fact]
    public async Task Images_are_listed_and_counted_by_tags_status_and_metadata()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var (red, green) = (await service.NewV3TagAsync(project, "red"), await service.NewV3TagAsync(project, "green"));
        var reds = await service.UploadV3Async(project, "red", 3, red);
        var none = await service.UploadV3Async(project, "red", 2);
        var greens = await service.UploadV3Async(project, "green", 2, green);
        await service.V3Async("POST", $"projects/{project}/images/metadata?imageIds={reds[0]},{none[0]}", """{"place":"Oslo","it's":"new"}""");
        await service.V3Async("POST", $"projects/{project}/images/metadata?imageIds={greens[0]}", """{"place":"Rome"}""");

        Assert.Equal((string[])[.. greens.Reverse(), .. none.Reverse(), .. reds.Reverse()], await IdsAsync(""));
        Assert.Equal((string[])[.. reds, .. none], await IdsAsync("?orderBy=oldest&take=5"));
        Assert.Equal((string[])[none[1], none[0], reds[2]], await IdsAsync("?take=3&skip=2"));
        Assert.Equal(none.Reverse(), await IdsAsync("?taggingStatus=untagged"));
        Assert.Equal(greens.Reverse(), await IdsAsync($"?tagIds={green}"));
        Assert.Equal((string[])[.. greens.Reverse(), .. reds.Reverse()], await IdsAsync($"?tagIds={green}&tagIds={red}&taggingStatus=Tagged"));
        Assert.Equal((string[])[none[0], reds[0]], await IdsAsync("?$filter=" + Uri.EscapeDataString("metadata=place eq 'Oslo'")));
        Assert.Equal((string[])[reds[0]], await IdsAsync($"?tagIds={red}&$filter=" + Uri.EscapeDataString("metadata=place eq 'Oslo' and other ne 'x'")));
        Assert.Equal((string[])[greens[0], none[0]], await IdsAsync("?$filter=" + Uri.EscapeDataString($"metadata=place eq 'Rome' or 'it''s' eq 'new' and place ne 'x'") + "&take=2"));
        Assert.Equal((string[])[none[0]], await IdsAsync("?taggingStatus=Untagged&$filter=" + Uri.EscapeDataString("metadata = (place eq 'Rome' OR place EQ 'Oslo') and it ne 'x'")));
        Assert.Empty(await IdsAsync("?take=0"));

        Assert.Equal(7, await CountAsync("count"));
        Assert.Equal(2, await CountAsync("count?taggingStatus=Untagged"));
        Assert.Equal(2, await CountAsync("count?$filter=" + Uri.EscapeDataString("metadata=place eq 'Oslo'")));
        Assert.Equal(5, await CountAsync("tagged/count"));
        Assert.Equal(5, await CountAsync($"tagged/count?tagIds={red},{green}"));
        Assert.Equal(2, await CountAsync("untagged/count"));

        async Task<string[]> IdsAsync(string query) =>
            [.. (await service.V3Async("GET", $"projects/{project}/images{query}")).AsArray().Select(image => (string)image!["id"]!)];

        async Task<int> CountAsync(string path) => (int)await service.V3Async("GET", $"projects/{project}/images/{path}");
    }

    [Theory]
    [InlineData("place eq 'Oslo'")]
    [InlineData("metadata=place is 'Oslo'")]
    [InlineData("metadata=place eq Oslo")]
    [InlineData("metadata=place eq 'Oslo' and")]
    [InlineData("metadata=(place eq 'Oslo'")]
    [InlineData("metadata=place eq 'Oslo' 'Rome'")]
    [InlineData("metadata=place eq 'Oslo")]
    public async Task A_filter_that_is_none_is_refused(string filter)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();

        var error = await service.V3ErrorAsync(400, "GET", $"projects/{project}/images?$filter={Uri.EscapeDataString(filter)}");

        Assert.StartsWith("$filter is not valid.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_iteration_keeps_its_images_regions_and_tags()
    {
        await using var service = await TestService.StartAsync();
        var (project, red, green, iteration) = await service.NewTrainedAsync();
        var images = (await service.V3Async("GET", $"projects/{project}/images/tagged?tagIds={red}")).AsArray().Select(image => (string)image!["id"]!).ToArray();

        await service.V3Async("DELETE", $"projects/{project}/images?imageIds={images[0]}", status: 204);
        await service.V3Async("DELETE", $"projects/{project}/images/tags?imageIds={images[1]},{images[2]}&tagIds={red},{green}", status: 204);

        Assert.Equal(2, await CountAsync($"tagged/count?tagIds={red}"));
        Assert.Equal(5, await CountAsync($"tagged/count?tagIds={red}&iterationId={iteration}"));
        Assert.Equal(10, await CountAsync($"count?iterationId={iteration}"));
        Assert.Equal(0, await CountAsync($"untagged/count?iterationId={iteration}"));
        Assert.Equal(2, await CountAsync("untagged/count"));
        Assert.Equal(10, (await service.V3Async("GET", $"projects/{project}/images?iterationId={iteration}&taggingStatus=All")).AsArray().Count);
        var kept = await service.V3Async("GET", $"projects/{project}/images/id?imageIds={images[0]},{images[1]}&iterationId={iteration}");
        Assert.Equal(images[..2], kept.AsArray().Select(image => (string)image!["id"]!));
        Assert.Equal([images[1]], (await service.V3Async("GET", $"projects/{project}/images/id?imageIds={images[0]}&imageIds={images[1]}")).AsArray().Select(image => (string)image!["id"]!));

        // With allIterations, nothing keeps them.
        using var deleted = await service.SendV3Async("DELETE", $"projects/{project}/images?imageIds={images[0]},{images[1]}&allIterations=true");
        Assert.Equal(202, (int)deleted.StatusCode);
        Assert.Equal(8, await CountAsync($"count?iterationId={iteration}"));

        async Task<int> CountAsync(string path) => (int)await service.V3Async("GET", $"projects/{project}/images/{path}");
    }

    [Fact]
    public async Task All_images_are_deleted_only_when_the_request_says_so()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        await service.UploadV3Async(project, "red", 3);

        Assert.Equal("BadRequestInvalidIds", (await service.V3ErrorAsync(400, "DELETE", $"projects/{project}/images")).Code);
        // 3.0 doesn't have the parameter.
        Assert.Equal("BadRequestInvalidIds", (await service.V3ErrorAsync(400, "DELETE", $"projects/{project}/images?allImages=true", version: "3.0")).Code);
        Assert.Equal(3, (int)await service.V3Async("GET", $"projects/{project}/images/count"));
        await service.V3Async("DELETE", $"projects/{project}/images?allImages=True", status: 202);

        Assert.Equal(0, (int)await service.V3Async("GET", $"projects/{project}/images/count"));
    }

    [Fact]
    public async Task Tags_are_put_on_images_and_taken_off()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync("&classificationType=Multiclass");
        var (red, green) = (await service.NewV3TagAsync(project, "red"), await service.NewV3TagAsync(project, "green"));
        var images = await service.UploadV3Async(project, "red", 2);

        var created = await TagAsync((images[0], red), (images[0], red), (images[0], green));

        Assert.Equal($$"""{"created":[{"imageId":"{{images[0]}}","tagId":"{{red}}"}],"duplicated":[{"imageId":"{{images[0]}}","tagId":"{{red}}"}],"exceeded":[{"imageId":"{{images[0]}}","tagId":"{{green}}"}]}""", created.ToJsonString());
        Assert.Equal(("NotFoundTag", "NotFoundImage"), (
            (await service.V3ErrorAsync(404, "POST", $"projects/{project}/images/tags", Body((images[1], Guid.NewGuid().ToString())))).Code,
            (await service.V3ErrorAsync(404, "POST", $"projects/{project}/images/tags", Body((Guid.NewGuid().ToString(), red)))).Code));
        await service.V3Async("DELETE", $"projects/{project}/images/tags?imageIds={images[0]}&tagIds={red}", status: 204);
        Assert.Equal(2, (int)await service.V3Async("GET", $"projects/{project}/images/untagged/count"));

        Task<JsonNode> TagAsync(params (string Image, string Tag)[] pairs) => service.V3Async("POST", $"projects/{project}/images/tags", Body(pairs));

        static string Body(params (string Image, string Tag)[] pairs) =>
            $$"""{"tags":[{{string.Join(',', pairs.Select(pair => $$"""{"imageId":"{{pair.Image}}","tagId":"{{pair.Tag}}"}"""))}}]}""";
    }

    [Fact]
    public async Task A_region_puts_its_tag_on_the_image_and_the_last_one_takes_it_off()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}");
        var tag = await service.NewV3TagAsync(project, "thing");
        var image = (await service.UploadV3Async(project, "red", 1))[0];

        var first = (await RegionsAsync(200, 0.1, 0.2))["created"]!.AsArray().Select(region => (string)region!["regionId"]!).ToArray();
        var again = await RegionsAsync(207, 0.1, 0.3);
        var stored = (await service.V3Async("GET", $"projects/{project}/images"))[0]!;

        Assert.Equal("thing", (string)stored["tags"]!.AsArray().Single()!["tagName"]!);
        // Newest first, as recorded.
        Assert.Equal([0.3, 0.2, 0.1], stored["regions"]!.AsArray().Select(region => (double)region!["left"]!));
        Assert.Equal(0.1, (double)again["duplicated"]!.AsArray().Single()!["left"]!);
        await service.V3Async("DELETE", $"projects/{project}/images/regions?regionIds={first[0]},{first[1]}", status: 204);
        Assert.Equal(1, (int)await service.V3Async("GET", $"projects/{project}/images/tagged/count"));
        await service.V3Async("DELETE", $"projects/{project}/images/regions?regionIds={again["created"]![0]!["regionId"]}&regionIds={Guid.NewGuid()}", status: 204);
        Assert.Equal(0, (int)await service.V3Async("GET", $"projects/{project}/images/tagged/count"));
        Assert.Equal("BadRequestImageRegions", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/regions", Body(0.9))).Code);
        Assert.Equal("BadRequestExceededBatchSize", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/regions", Body([.. Enumerable.Range(0, 65).Select(number => number / 100.0)]))).Code);
        // Deleting the tag deletes its regions.
        await RegionsAsync(200, 0.5);
        await service.V3Async("DELETE", $"projects/{project}/tags/{tag}", status: 204);
        Assert.Null((await service.V3Async("GET", $"projects/{project}/images"))[0]!["regions"]);

        Task<JsonNode> RegionsAsync(int status, params double[] left) => service.V3Async("POST", $"projects/{project}/images/regions", Body(left), status: status);

        string Body(params double[] left) =>
            $$"""{"regions":[{{string.Join(',', left.Select(one => FormattableString.Invariant($$"""{"imageId":"{{image}}","tagId":"{{tag}}","left":{{one}},"top":0.1,"width":0.25,"height":0.5}""")))}}]}""";
    }

    [Fact]
    public async Task Proposals_are_rectangles_by_their_confidence_and_the_same_each_time()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}");
        var tag = await service.NewV3TagAsync(project, "thing");
        var added = await service.V3Async("POST", $"projects/{project}/images", TestService.Raw(TestImages.Jpeg(300, 200)));
        var image = (string)added["images"]![0]!["image"]!["id"]!;

        var answer = await service.V3Async("POST", $"projects/{project}/images/{image}/regionproposals");
        var again = await service.V3Async("POST", $"projects/{project}/images/{image}/regionproposals");
        var proposals = answer["proposals"]!.AsArray();
        var regions = proposals.Select(one => one!["boundingBox"]!.DeepClone().AsObject()).ToArray();
        foreach (var region in regions)
            (region["imageId"], region["tagId"]) = (image, tag);

        Assert.Equal(25, proposals.Count);
        Assert.Equal(answer.ToJsonString(), again.ToJsonString());
        Assert.Equal(proposals.Select(one => (double)one!["confidence"]!).OrderDescending(), proposals.Select(one => (double)one!["confidence"]!));
        // They are taken as regions unchanged.
        Assert.Equal(25, (await service.V3Async("POST", $"projects/{project}/images/regions", $$"""{"regions":[{{string.Join(',', regions.Select(region => region.ToJsonString()))}}]}"""))["created"]!.AsArray().Count);
    }

    [Fact]
    public async Task Metadata_is_added_to_and_an_unknown_image_has_a_status_of_its_own()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var image = (await service.UploadV3Async(project, "red", 1))[0];
        var unknown = Guid.NewGuid();
        await service.V3Async("POST", $"projects/{project}/images/metadata?imageIds={image}", """{"a":"1","b":"2"}""");

        var updated = await service.V3Async("POST", $"projects/{project}/images/metadata?imageIds={image},{unknown}", """{"b":"3"}""", status: 207);

        Assert.Equal($$$"""{"isBatchSuccessful":false,"images":[{"imageId":"{{{image}}}","status":"OK","metadata":{"a":"1","b":"3"}},{"imageId":"{{{unknown}}}","status":"ErrorImageNotFound"}]}""", updated.ToJsonString());
        var pairs = string.Join(',', Enumerable.Range(0, 9).Select(number => $"\"{number}\":\"x\""));
        var full = await service.V3Async("POST", $"projects/{project}/images/metadata?imageIds={image}", $$"""{{{pairs}}}""", "3.4-preview", 207);
        Assert.Equal("ErrorLimitExceed", (string)full["images"]![0]!["status"]!);
    }

    [Fact]
    public async Task An_artifact_is_found_by_the_paths_of_links_and_of_blobs()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var other = await service.NewV3ProjectAsync(name: "other");
        var bytes = TrainingSteps.Coloured("red");
        var image = (await service.V3Async("POST", $"projects/{project}/images", TestService.Raw(bytes)))["images"]![0]!["image"]!;
        var link = new Uri((string)image["originalImageUri"]!);

        foreach (var path in (string[])[link.ToString(), link.PathAndQuery, $"/i-{Guid.Parse(project):N}/i-{Guid.Parse((string)image["id"]!):N}"])
        {
            using var response = await service.SendV3Async("GET", $"projects/{project}/artifacts?path={Uri.EscapeDataString(path)}");
            Assert.Equal("application/octet-stream", response.Content.Headers.ContentType!.ToString());
            Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync(TestService.Cancel));
        }
        foreach (var path in (string[])["/etc/passwd", link.AbsolutePath, link.PathAndQuery + "x"])
            Assert.Equal("BadRequestInvalidArtifactUri", (await service.V3ErrorAsync(400, "GET", $"projects/{project}/artifacts?path={Uri.EscapeDataString(path)}")).Code);
        Assert.Equal("BadRequestInvalidArtifactUri", (await service.V3ErrorAsync(400, "GET", $"projects/{other}/artifacts?path={Uri.EscapeDataString(link.PathAndQuery)}")).Code);
    }
}
