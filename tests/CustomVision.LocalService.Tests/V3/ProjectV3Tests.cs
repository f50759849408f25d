using System.Text.Json.Nodes;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests.V3;

/// <summary>Projects, domains, tags, and what the gateway says.</summary>
public sealed class ProjectV3Tests
{
    /// <summary>Member for member as recorded of each version.</summary>
    [Theory]
    [InlineData("3.0", "id,name,description,settings,created,lastModified,thumbnailUri,drModeEnabled", "domainId,classificationType,targetExportPlatforms")]
    [InlineData("3.1", "id,name,description,settings,created,lastModified,thumbnailUri,drModeEnabled", "domainId,classificationType,targetExportPlatforms,useNegativeSet,detectionParameters,imageProcessingSettings")]
    [InlineData("3.4-preview", "id,name,description,settings,created,lastModified,thumbnailUri,drModeEnabled,status", "domainId,classificationType,targetExportPlatforms,useNegativeSet,detectionParameters,imageProcessingSettings")]
    public async Task A_new_project_has_the_members_of_the_version(string version, string members, string settings)
    {
        await using var service = await TestService.StartAsync();

        var project = await service.V3Async("POST", "projects?name=a", version: version);

        Assert.Equal(members, string.Join(',', project.AsObject().Select(member => member.Key)));
        Assert.Equal(settings, string.Join(',', project["settings"]!.AsObject().Select(member => member.Key)));
        Assert.Equal(("", "Multilabel", false), ((string)project["description"]!, (string)project["settings"]!["classificationType"]!, (bool)project["drModeEnabled"]!));
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$", (string)project["created"]!);
    }

    [Fact]
    public async Task Settings_are_kept_and_changed_one_by_one()
    {
        await using var service = await TestService.StartAsync();
        var project = (string)(await service.V3Async(
            "POST", "projects?name=a&description=b&classificationType=multiclass&targetExportPlatforms=coreml,ONNX", """{"ExportModelContainerUri":"https://example.org/c"}""", "3.4-preview"))["id"]!;

        await service.V3Async("PATCH", $"projects/{project}", """{"name":"new"}""", "3.4-preview");
        var changed = await service.V3Async(
            "PATCH", $"projects/{project}", """{"settings":{"imageProcessingSettings":{"augmentationMethods":{"Rotation":false}},"notificationQueueUri":"https://example.org/q"}}""", "3.4-preview");

        Assert.Equal(("new", "b"), ((string)changed["name"]!, (string)changed["description"]!));
        Assert.Equal(
            """{"domainId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31","classificationType":"Multiclass","targetExportPlatforms":["CoreML","ONNX"],"useNegativeSet":true,"detectionParameters":null,"imageProcessingSettings":{"augmentationMethods":{"rotation":false,"scaling":true,"translation":true,"horizontal flip":true,"equalize":true,"solarize":true,"padtosquare":true}},"exportModelContainerUri":"https://example.org/c","notificationQueueUri":"https://example.org/q"}""",
            changed["settings"]!.ToJsonString());
        // 1.0 sees the same project.
        Assert.Equal("new", (string)(await service.JsonAsync("GET", $"projects/{project}"))["Name"]!);
    }

    [Theory]
    [InlineData("?name=a&classificationType=Multi", "BadRequestProjectUnknownClassification")]
    [InlineData("?name=a&targetExportPlatforms=Fax", "BadRequestProjectUnsupportedExportPlatform")]
    [InlineData("?name=a&domainId=00000000-0000-0000-0000-000000000001", "BadRequestProjectUnknownDomain")]
    [InlineData("?name=", "BadRequestProjectName")]
    [InlineData("", "BadRequestProjectName")]
    public async Task A_project_that_cannot_be_created_has_a_published_code(string query, string code)
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal(code, (await service.V3ErrorAsync(400, "POST", $"projects{query}")).Code);
    }

    [Fact]
    public async Task The_domain_can_be_changed_within_its_type_only()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();

        await service.V3Async("PATCH", $"projects/{project}", $$$"""{"settings":{"domainId":"{{{V3Requests.CompactDomain}}}"}}""");
        var refused = await service.V3ErrorAsync(400, "PATCH", $"projects/{project}", $$$"""{"settings":{"domainId":"{{{V3Requests.DetectionDomain}}}"}}""");

        Assert.Equal("BadRequestProjectUnsupportedDomainTypeChange", refused.Code);
        Assert.Equal(V3Requests.CompactDomain, (string)(await service.V3Async("GET", $"projects/{project}"))["settings"]!["domainId"]!);
    }

    [Fact]
    public async Task Projects_are_listed_newest_first_with_an_image_of_theirs()
    {
        await using var service = await TestService.StartAsync();
        await service.NewV3ProjectAsync(name: "a");
        var newest = await service.NewV3ProjectAsync(name: "b");
        await service.UploadV3Async(newest, "red", 1);

        var projects = (await service.V3Async("GET", "projects")).AsArray();

        Assert.Equal(["b", "a"], projects.Select(project => (string)project!["name"]!));
        Assert.Null(projects[1]!["thumbnailUri"]);
        Assert.NotEmpty(await service.Client.GetByteArrayAsync((string)projects[0]!["thumbnailUri"]!, TestService.Cancel));
    }

    [Fact]
    public async Task A_project_has_one_negative_tag_and_one_general_product()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        var shelves = await service.NewV3ProjectAsync("&domainId=3780a898-81c3-4516-81ae-3a139614e1f3", "shelves");
        var red = await service.NewV3TagAsync(project, "red");
        var none = await service.NewV3TagAsync(project, "none", "&type=negative");
        await service.NewV3TagAsync(shelves, "product", "&type=GeneralProduct");

        Assert.Equal("BadRequestMultipleNegativeTag", (await service.V3ErrorAsync(400, "PATCH", $"projects/{project}/tags/{red}", """{"type":"Negative"}""")).Code);
        Assert.Equal("BadRequestMultipleGeneralProductTag", (await service.V3ErrorAsync(400, "POST", $"projects/{shelves}/tags?name=other&type=GeneralProduct")).Code);
        Assert.Equal("BadRequestUnsupportedDomain", (await service.V3ErrorAsync(400, "POST", $"projects/{project}/tags?name=other&type=GeneralProduct")).Code);
        Assert.Equal("BadRequestTagType", (await service.V3ErrorAsync(400, "POST", $"projects/{shelves}/tags?name=other&type=GeneralProduct", version: "3.2")).Code);
        // 3.2 doesn't have the type.
        Assert.Equal("Regular", (string)(await service.V3Async("GET", $"projects/{shelves}/tags", version: "3.2"))[0]!["type"]!);
        // AzureVision makes a tag negative that is there already.
        await service.V3Async("PATCH", $"projects/{project}/tags/{none}", """{"name":"none","type":"Regular"}""");
        Assert.Equal("Negative", (string)(await service.V3Async("PATCH", $"projects/{project}/tags/{red}", """{"name":"red","type":"Negative"}"""))["type"]!);
        var image = (await service.UploadV3Async(project, "red", 1, red))[0];
        Assert.Equal("BadRequestNegativeAndRegularTagOnSameImage", (await service.V3ErrorAsync(
            400, "POST", $"projects/{project}/images/tags", $$"""{"tags":[{"imageId":"{{image}}","tagId":"{{none}}"}]}""")).Code);
    }

    [Fact]
    public async Task Todays_gateway_answers_a_wrong_key_and_too_many_calls()
    {
        await using var service = await TestService.StartAsync(with: options => options with { Settings = options.Settings with { Profile = QuotaProfile.F0 with { Calls = 1 } } });
        using var client = new HttpClient();

        using var denied = await client.GetAsync($"{service.Endpoint}/customvision/v3.3/training/projects", TestService.Cancel);
        using var first = await service.SendV3Async("GET", "projects", version: "3.4-preview");
        using var second = await service.SendV3Async("GET", "domains", version: "3.4-preview");
        using var xml = await service.SendV3Async("GET", "domains", version: "3.4-preview", accept: "text/xml");

        Assert.Equal((401, "Access Denied"), ((int)denied.StatusCode, denied.ReasonPhrase));
        Assert.Equal(
            """{"error":{"code":"401","message":"Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource."}}""",
            await denied.Content.ReadAsStringAsync(TestService.Cancel));
        Assert.Equal((200, 429), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal(
            """{"error":{"code":"429","message":"Requests to the GetDomains Operation under Custom_Vision_Training_3.4-preview have exceeded rate limit of your current Custom_Vision.Training F0 pricing tier. Please retry after 1 second. To increase your rate limit switch to a paid tier."}}""",
            await second.Content.ReadAsStringAsync(TestService.Cancel));
        Assert.StartsWith("<GatewayError><error><code>429</code>", await xml.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Faults_know_the_operations_of_3()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewV3ProjectAsync();
        await service.AddFaultAsync("""{"operation":"CreateImageRegions","status":500,"code":"ErrorUnknown","message":"Broken"}""");
        await service.AddFaultAsync("""{"operation":"CreateImagesFromFiles","reorder":true,"seed":1}""");

        var error = await service.V3ErrorAsync(500, "POST", $"projects/{project}/images/regions", "{}");
        var summary = await service.V3Async("POST", $"projects/{project}/images/files", V3Requests.FilesBody(Enumerable.Range(0, 4).Select(_ => TrainingSteps.Coloured("red")), ""));

        Assert.Equal(("ErrorUnknown", "Broken"), error);
        var names = summary["images"]!.AsArray().Select(image => (string)image!["sourceUrl"]!).ToArray();
        Assert.NotEqual(names.Order(), names);
        Assert.Equal(["CreateProject", "CreateImageRegions", "CreateImagesFromFiles"], (await service.RequestsAsync()).Select(request => (string)request!["operation"]!));
    }

    [Theory]
    [InlineData("/CUSTOMVISION/V3.3/Training/Projects")]
    [InlineData("//customvision/v3.4-PREVIEW/training/projects")]
    [InlineData("///customvision/v3.0/TRAINING/projects/")]
    public async Task Addresses_are_taken_in_any_case_and_with_slashes_too_many(string path)
    {
        await using var service = await TestService.StartAsync();

        Assert.Empty((await service.JsonAsync("GET", service.Endpoint + path)).AsArray());
    }

    [Fact]
    public async Task A_body_in_json_may_be_empty_and_names_and_values_are_taken_in_any_case()
    {
        await using var service = await TestService.StartAsync();
        using var empty = TestService.Body("application/json; charset=utf-8");
        var project = (string)(await service.V3Async("POST", "projects?NAME=a&ClassificationType=MULTICLASS", empty))["id"]!;
        var tag = await service.NewV3TagAsync(project, "red");

        var changed = await service.V3Async("PATCH", $"projects/{project}/tags/{tag}", "\uFEFF{'Name' : 'crimson', 'TYPE':'negative', 'Unknown':[{}], 'description':null}");

        Assert.Equal("""{"name":"crimson","description":null,"type":"Negative"}""", new JsonObject(changed.AsObject().Where(member => member.Key is "name" or "description" or "type").Select(member => KeyValuePair.Create(member.Key, member.Value?.DeepClone()))).ToJsonString());
        Assert.Equal("BadRequest", (await service.V3ErrorAsync(400, "PATCH", $"projects/{project}/tags/{tag}", "{'name'")).Code);
        Assert.Equal("BadRequest", (await service.V3ErrorAsync(400, "PATCH", $"projects/{project}/tags/{tag}", "[1]")).Code);
        Assert.Equal("BadRequest", (await service.V3ErrorAsync(400, "PATCH", $"projects/{project}/tags/{tag}", string.Concat(Enumerable.Repeat("{\"a\":", 100)))).Code);
    }
}
