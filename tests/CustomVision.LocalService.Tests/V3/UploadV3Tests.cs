using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests.V3;

/// <summary>What 3.x adds to an upload: tags, regions and metadata for each image, and statuses by version.</summary>
public sealed class UploadV3Tests
{
    [Fact]
    public async Task An_image_of_1_0_is_seen_by_3_4_and_the_reverse()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "red");
        var old = (string)(await service.UploadAsync(project, TrainingSteps.Coloured("red"), tag))["Image"]!["Id"]!;
        var added = await service.V3Async("POST", $"projects/{project}/images?tagIds={tag}", TestService.Raw(TrainingSteps.Coloured("red")), "3.4-preview");
        var current = (string)added["images"]![0]!["image"]!["id"]!;

        var newest = await service.V3Async("GET", $"projects/{project}/images", version: "3.4-preview");
        var oldest = await service.JsonAsync("GET", $"projects/{project}/images/tagged/all?orderBy=Oldest");

        Assert.Equal([current, old], newest.AsArray().Select(image => (string)image!["id"]!));
        Assert.Equal([old, current], oldest.AsArray().Select(image => (string)image!["Id"]!));
        Assert.Equal("red", (string)newest[0]!["tags"]![0]!["tagName"]!);
        Assert.Null(newest[0]!["regions"]);
    }

    /// <summary>As recorded: names of tags are null in the answer of an upload, times have no Z, and an image without tags has no list of them.</summary>
    [Fact]
    public async Task The_answer_has_the_recorded_form()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var tag = await service.NewV3TagAsync(project, "red");

        var tagged = (await service.V3Async("POST", $"projects/{project}/images?tagIds={tag}", TestService.Raw(TrainingSteps.Coloured("red"))))["images"]![0]!;
        var untagged = (await service.V3Async("POST", $"projects/{project}/images", TestService.Raw(TrainingSteps.Coloured("red"))))["images"]![0]!;

        Assert.Equal(["sourceUrl", "status", "image"], tagged.AsObject().Select(member => member.Key));
        Assert.Equal(
            ["id", "created", "width", "height", "resizedImageUri", "thumbnailUri", "originalImageUri", "tags"], tagged["image"]!.AsObject().Select(member => member.Key));
        Assert.Null(tagged["image"]!["tags"]![0]!["tagName"]);
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d*[1-9])?$", (string)tagged["image"]!["created"]!);
        Assert.Null(untagged["image"]!["tags"]);
        Assert.Matches("^[0-9a-f]{32}$", (string)untagged["sourceUrl"]!);
    }

    [Theory]
    [InlineData("3.0", 200)]
    [InlineData("3.2", 200)]
    [InlineData("3.3", 207)]
    [InlineData("3.4-preview", 207)]
    public async Task A_batch_that_succeeds_partly_has_the_status_of_its_version(string version, int status)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var image = Convert.ToBase64String(TrainingSteps.Coloured("red"));

        var summary = await service.V3Async(
            "POST", $"projects/{project}/images/files", $$"""{"Images":[{"Name":"a","Contents":"{{image}}"},{"name":"b","contents":"AAAA"},{"name":"c","contents":"no base64"}]}""", version, status);

        Assert.False((bool)summary["isBatchSuccessful"]!);
        Assert.Equal(["OK", "ErrorImageFormat", "ErrorImageFormat"], summary["images"]!.AsArray().Select(one => (string)one!["status"]!));
        Assert.Equal(["a", "b", "c"], summary["images"]!.AsArray().Select(one => (string)one!["sourceUrl"]!));
        Assert.Null(summary["images"]![1]!["image"]);
    }

    [Fact]
    public async Task Tags_regions_and_metadata_are_those_of_the_batch_and_of_the_image()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}");
        string[] tags = [await service.NewV3TagAsync(project, "a"), await service.NewV3TagAsync(project, "b"), await service.NewV3TagAsync(project, "c")];
        var image = Convert.ToBase64String(TrainingSteps.Coloured("red"));

        await service.V3Async("POST", $"projects/{project}/images/files", $$$"""
            {"tagIds":["{{{tags[0]}}}"],"metadata":{"place":"Oslo","it's":"a \"quote\""},"images":[{"tagIds":["{{{tags[1]}}}"],
            "regions":[{"tagId":"{{{tags[2]}}}","left":0.4007353,"top":0.378543377,"width":0.25,"height":1e-5}],"contents":"{{{image}}}"}]}
            """);
        var found = (await service.V3Async("GET", $"projects/{project}/images"))[0]!;

        Assert.Equal(["a", "b", "c"], found["tags"]!.AsArray().Select(tag => (string)tag!["tagName"]!).Order());
        Assert.Equal("""{"place":"Oslo","it's":"a \"quote\""}""", found["metadata"]!.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
        // The digits of .NET Framework, and not the shortest ones.
        Assert.EndsWith("""
            "left":0.4007353,"top":0.378543377,"width":0.25,"height":1E-05}
            """, found["regions"]![0]!.ToJsonString(), StringComparison.Ordinal);
        // 3.2 has no metadata.
        Assert.Null((await service.V3Async("GET", $"projects/{project}/images/tagged", version: "3.2"))[0]!["metadata"]);
    }

    [Fact]
    public async Task An_image_that_cannot_have_its_tags_or_regions_is_refused_alone()
    {
        await using var service = await TestService.StartAsync();
        var classes = await service.NewV3ProjectAsync("&classificationType=Multiclass", "classes");
        string[] kinds = [await service.NewV3TagAsync(classes, "a"), await service.NewV3TagAsync(classes, "b")];
        var labels = await service.NewV3ProjectAsync(name: "labels");
        string[] tags = [await service.NewV3TagAsync(labels, "a"), await service.NewV3TagAsync(labels, "none", "&type=Negative")];
        var objects = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}", "objects");
        var thing = await service.NewV3TagAsync(objects, "thing");

        Assert.Equal(["OK", "ErrorTagLimitExceed"], await StatusesAsync(classes, "", $"\"tagIds\":[\"{kinds[0]}\"]", $"\"tagIds\":[\"{kinds[0]}\",\"{kinds[1]}\"]"));
        Assert.Equal(["OK", "ErrorNegativeAndRegularTagOnSameImage"], await StatusesAsync(labels, "", $"\"tagIds\":[\"{tags[1]}\"]", $"\"tagIds\":[\"{tags[0]}\",\"{tags[1]}\"]"));
        Assert.Equal(["OK", "ErrorInvalidTag"], await StatusesAsync(labels, "", "\"tagIds\":[]", $"\"tagIds\":[\"{Guid.NewGuid()}\"]"));
        // The centre of the image, as LabelImg writes it, is no corner.
        Assert.Equal(["OK", "ErrorInvalidRegion"], await StatusesAsync(objects, "", Region(0.1), Region(0.9)));
        Assert.Equal(["ErrorInvalidRegion"], await StatusesAsync(labels, "", Region(0.1).Replace(thing, tags[0], StringComparison.Ordinal)));
        Assert.Equal(["ErrorUnknown"], await StatusesAsync(labels, "3.3", $"\"tagIds\":[\"{Guid.NewGuid()}\"]"));

        string Region(double left) => $$"""
            "regions":[{"tagId":"{{thing}}","left":{{left}},"top":0.1,"width":0.25,"height":0.5}]
            """;

        async Task<string[]> StatusesAsync(string project, string version, params string[] members)
        {
            var entries = members.Select(member => $$"""{"contents":"{{Convert.ToBase64String(TrainingSteps.Coloured("red"))}}",{{member}}}""");
            using var response = await service.SendV3Async(
                "POST", $"projects/{project}/images/files", TrainingSteps.Json($$"""{"images":[{{string.Join(',', entries)}}]}"""), version.Length > 0 ? version : "3.4-preview");
            return [.. JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["images"]!.AsArray().Select(image => (string)image!["status"]!)];
        }
    }

    /// <summary>1.0 doesn't have the statuses of later versions.</summary>
    [Fact]
    public async Task An_upload_of_1_0_into_a_multiclass_project_has_a_status_of_1_0()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync("&classificationType=Multiclass");
        string[] tags = [await service.NewV3TagAsync(project, "a"), await service.NewV3TagAsync(project, "b")];

        Assert.Equal("ErrorLimitExceed", (string)(await service.UploadAsync(project, TrainingSteps.Coloured("red"), tags))["Status"]!);
    }

    [Fact]
    public async Task Limits_of_a_batch_are_those_published()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var many = string.Join(',', Enumerable.Range(0, 21).Select(_ => $"\"{Guid.NewGuid()}\""));
        var pairs = string.Join(',', Enumerable.Range(0, 11).Select(number => $"\"{number}\":\"a\""));

        Assert.Equal("BadRequestExceededBatchSize", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/files", $$"""{"images":[{"contents":"AAAA"}],"tagIds":[{{many}}]}""")).Code);
        Assert.Equal("BadRequestExceededBatchSize", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/files", V3Requests.FilesBody(Enumerable.Range(0, 65).Select(_ => new byte[] { 1 }), ""))).Code);
        Assert.Equal("BadRequestExceededBatchSize", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/urls", $$"""{"images":[{{string.Join(',', Enumerable.Repeat("""{"url":"http://localhost"}""", 65))}}]}""")).Code);
        Assert.Equal("BadRequestImageMetadataKey", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/files", $$$"""{"images":[{"contents":"AAAA"}],"metadata":{{{{pairs}}}} }""", "3.4-preview")).Code);
        Assert.Equal("BadRequestImageMetadataValue", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/files", $$$"""{"images":[{"contents":"AAAA"}],"metadata":{"a":"{{{new string('x', 257)}}}"} }""", "3.4-preview")).Code);
        Assert.Equal(("BadRequestImageBatch", "No valid image files"), await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/files", "{}"));
        Assert.Equal(("BadRequestImageBatch", "No image urls provided"), await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/urls", ""));
        // The description of 3.3 has larger limits.
        await service.V3Async("POST", $"projects/{project}/images/files", $$$"""{"images":[{"contents":"{{{Convert.ToBase64String(TrainingSteps.Coloured("red"))}}}"}],"metadata":{{{{pairs}}}} }""");
    }

    [Fact]
    public async Task A_form_that_is_sent_as_json_is_no_supported_media_type()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        using var form = TestService.Multipart([TrainingSteps.Coloured("red")]);
        form.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        using var response = await service.SendV3Async("POST", $"projects/{project}/images", form);

        Assert.Equal(415, (int)response.StatusCode);
        Assert.Equal("UnsupportedMediaType", (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["code"]!);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{\"images\":[{\"contents\":\"AAAA\"")]
    [InlineData("{\"images\":[1]}")]
    [InlineData("nonsense")]
    public async Task A_body_of_files_that_is_broken_is_refused_and_stores_nothing(string body)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();

        await service.V3ErrorAsync(400, "POST", $"projects/{project}/images/files", body);

        Assert.Equal(0, (int)await service.V3Async("GET", $"projects/{project}/images/count"));
    }

    /// <summary>Around the size of what is decoded at once, and escaped as serializers do.</summary>
    [Theory]
    [InlineData(0, "")]
    [InlineData(1, "")]
    [InlineData(49_150, "")]
    [InlineData(49_151, "+")]
    [InlineData(49_152, "/")]
    [InlineData(65_536, "+/")]
    [InlineData(1_000_003, "+/ ")]
    public async Task Contents_of_any_length_and_with_escapes_are_stored_as_they_are(int added, string escaped)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var noise = new byte[added];
        new Random(added).NextBytes(noise);
        byte[] image = [.. TrainingSteps.Coloured("red"), .. noise];
        var text = Convert.ToBase64String(image, escaped.Contains(' ', StringComparison.Ordinal) ? Base64FormattingOptions.InsertLineBreaks : Base64FormattingOptions.None).Replace("\r\n", "\\r\\n", StringComparison.Ordinal);
        foreach (var character in escaped.Trim())
            text = text.Replace(character.ToString(), character == '/' ? "\\/" : "\\u002B", StringComparison.Ordinal);

        var answer = await service.V3Async("POST", $"projects/{project}/images/files", $$"""{ "images" : [ { Contents : '{{text}}' , "name":"contents" } ], "metadata":{"contents":"a"} }""");
        var stored = answer["images"]![0]!;

        Assert.Equal(("contents", "OK", "a"), ((string)stored["sourceUrl"]!, (string)stored["status"]!, (string)stored["image"]!["metadata"]!["contents"]!));
        Assert.Equal(image, await service.ImageAsync(Guid.Parse((string)stored["image"]!["id"]!)));
    }

    [Fact]
    public async Task An_image_of_a_batch_of_files_that_is_too_large_or_missing_does_not_stop_the_others()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var image = Convert.ToBase64String(TrainingSteps.Coloured("red"));

        var summary = await service.V3Async("POST", $"projects/{project}/images/files", $$"""
            {"images":[{"name":"a","contents":"{{Convert.ToBase64String(new byte[6 * 1024 * 1024 + 1])}}"},{"name":"b"},{"name":"c","contents":null},{"name":"d","contents":0},
            {"name":"e","contents":"{{image[..^2]}}!"},{"contents":"","name":"f"},{"contents":"{{image}}","name":"g","contents":"{{image}}"}]}
            """, status: 207);

        Assert.Equal(
            ["a ErrorImageSize", "b ErrorImageFormat", "c ErrorImageFormat", "d ErrorImageFormat", "e ErrorImageFormat", "f ErrorImageFormat", "g OK"],
            summary["images"]!.AsArray().Select(one => $"{one!["sourceUrl"]} {one["status"]}"));
    }

    [Fact]
    public async Task Files_come_in_xml_too()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var tag = await service.NewV3TagAsync(project, "red");
        var body = $"<ImageFileCreateBatch><images><ImageFileCreateEntry><name>a</name><contents>{Convert.ToBase64String(TrainingSteps.Coloured("red"))}</contents></ImageFileCreateEntry></images>"
            + $"<tagIds><guid>{tag}</guid></tagIds><Metadata><place>Oslo</place></Metadata></ImageFileCreateBatch>";

        using var response = await service.SendV3Async("POST", $"projects/{project}/images/files", TestService.Body("text/xml", Encoding.UTF8.GetBytes(body)));
        var found = (await service.V3Async("GET", $"projects/{project}/images"))[0]!;

        Assert.StartsWith("<ImageCreateSummary><isBatchSuccessful>true</isBatchSuccessful><images><ImageCreateResult>", await response.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
        Assert.Equal(("red", "Oslo"), ((string)found["tags"]![0]!["tagName"]!, (string)found["metadata"]!["place"]!));
    }

    [Fact]
    public async Task The_regions_of_an_image_are_limited_by_the_pricing_tier()
    {
        await using var service = await TestService.StartAsync(with: options => options with { Settings = options.Settings with { Profile = QuotaProfile.S0 with { RegionsPerImage = 2, Calls = null } } });
        var project = await service.NewV3ProjectAsync($"&domainId={V3Requests.DetectionDomain}");
        var tag = await service.NewV3TagAsync(project, "thing");
        var image = (await service.UploadV3Async(project, "red", 1))[0];
        var regions = string.Join(',', Enumerable.Range(1, 3).Select(number =>
            $$"""{"imageId":"{{image}}","tagId":"{{tag}}","left":0.{{number}},"top":0.1,"width":0.25,"height":0.5}"""));

        var created = await service.V3Async("POST", $"projects/{project}/images/regions", $$"""{"regions":[{{regions}}]}""", status: 207);
        var refused = await service.V3Async(
            "POST", $"projects/{project}/images/files", $$"""{"images":[{"contents":"{{Convert.ToBase64String(TrainingSteps.Coloured("red"))}}","regions":[{{regions}}]}]}""", status: 207);

        Assert.Equal((2, 1), (created["created"]!.AsArray().Count, created["exceeded"]!.AsArray().Count));
        Assert.Equal("ErrorRegionLimitExceed", (string)refused["images"]![0]!["status"]!);
    }
}
