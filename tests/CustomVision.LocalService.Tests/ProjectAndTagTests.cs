using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

public sealed class ProjectAndTagTests
{
    private const string Unknown = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public async Task Domains_are_the_five_of_the_first_version()
    {
        await using var service = await TestService.StartAsync();

        var domains = (await service.JsonAsync("GET", "domains")).AsArray();

        Assert.Equal(["General", "Food", "Landmarks", "Retail", "Adult"], domains.Select(domain => (string)domain!["Name"]!));
        Assert.Equal("ee85a74c-405e-4adc-bb47-ffa8ca0c9f31", (string)domains[0]!["Id"]!);
    }

    [Fact]
    public async Task A_project_is_made_found_listed_and_deleted()
    {
        await using var service = await TestService.StartAsync();

        var made = await service.JsonAsync("POST", "projects?name=birds&description=of%20Europe&domainId={c151d5b5-dd07-472a-acc8-15d29dea8518}&classifier=MultiLabel&useNegativeSet=true");
        var id = (string)made["Id"]!;
        var found = await service.JsonAsync("GET", $"projects/{id}");
        var listed = await service.JsonAsync("GET", "projects");

        Assert.Equal("birds", (string)made["Name"]!);
        Assert.Equal("of Europe", (string)made["Description"]!);
        Assert.Equal("c151d5b5-dd07-472a-acc8-15d29dea8518", (string)made["Settings"]!["DomainId"]!);
        Assert.True(Guid.TryParse((string)made["CurrentIterationId"]!, out _));
        Assert.Equal(made.ToJsonString(), found.ToJsonString());
        Assert.Equal($"[{made.ToJsonString()}]", listed.ToJsonString());

        using var deletion = await service.SendAsync("DELETE", $"projects/{id}");
        Assert.Equal(204, (int)deletion.StatusCode);
        Assert.Equal("NotFoundProject", await service.ErrorAsync(404, "GET", $"projects/{id}"));
        Assert.Equal("NotFoundProject", await service.ErrorAsync(404, "DELETE", $"projects/{id}"));
        Assert.Equal("[]", (await service.JsonAsync("GET", "projects")).ToJsonString());
    }

    [Fact]
    public async Task A_project_by_default_is_general_and_described_by_an_empty_text()
    {
        await using var service = await TestService.StartAsync();

        var project = await service.JsonAsync("POST", "projects?name=plain&domainId=", new ByteArrayContent([]));

        Assert.Equal("", (string)project["Description"]!);
        Assert.Equal("ee85a74c-405e-4adc-bb47-ffa8ca0c9f31", (string)project["Settings"]!["DomainId"]!);
        Assert.Null(project["ThumbnailUri"]);
    }

    [Fact]
    public async Task A_project_name_that_is_taken_gets_a_number()
    {
        await using var service = await TestService.StartAsync();

        var names = new List<string>();
        for (var time = 0; time < 3; time++)
            names.Add((string)(await service.JsonAsync("POST", "projects?name=Test%20Project"))["Name"]!);

        Assert.Equal(["Test Project", "Test Project (1)", "Test Project (2)"], names);
    }

    [Theory]
    [InlineData("projects", "BadRequestProjectName")]
    [InlineData("projects?name=", "BadRequestProjectName")]
    [InlineData("projects?name=%20", "BadRequestProjectName")]
    [InlineData("projects?name=a&domainId=" + Unknown, "BadRequestProjectUnknownDomain")]
    [InlineData("projects?name=a&domainId=General", "BadRequestInvalidIds")]
    public async Task A_project_that_cannot_be_is_refused(string path, string code)
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal(code, await service.ErrorAsync(400, "POST", path));
        Assert.Equal("[]", (await service.JsonAsync("GET", "projects")).ToJsonString());
    }

    [Fact]
    public async Task Names_that_are_too_long_are_refused()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync(new string('p', 512));

        Assert.Equal("BadRequestProjectName", await service.ErrorAsync(400, "POST", $"projects?name={new string('p', 513)}"));
        Assert.Equal("BadRequestProjectDescription", await service.ErrorAsync(400, "POST", $"projects?name=a&description={new string('d', 4097)}"));
        Assert.Equal("BadRequestTagName", await service.ErrorAsync(400, "POST", $"projects/{project}/tags?name={new string('t', 513)}"));
        Assert.Equal("BadRequestTagDescription", await service.ErrorAsync(400, "POST", $"projects/{project}/tags?name=a&description={new string('d', 4097)}"));
    }

    [Fact]
    public async Task A_tag_is_made_found_listed_and_deleted()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var made = await service.JsonAsync("POST", $"projects/{project}/tags?name=brick&description=");
        var id = (string)made["Id"]!;

        Assert.Equal($$"""{"Id":"{{id}}","Name":"brick","Description":null,"ImageCount":0}""", made.ToJsonString());
        Assert.Equal(made.ToJsonString(), (await service.JsonAsync("GET", $"projects/{project}/tags/{id}")).ToJsonString());
        Assert.Equal("BadRequestTagNameNotUnique", await service.ErrorAsync(400, "POST", $"projects/{project}/tags?name=brick"));
        Assert.Equal("BadRequestTagName", await service.ErrorAsync(400, "POST", $"projects/{project}/tags"));

        using var deletion = await service.SendAsync("DELETE", $"projects/{project}/tags/{id}");
        Assert.Equal("NotFoundTag", await service.ErrorAsync(404, "GET", $"projects/{project}/tags/{id}"));
        Assert.Equal("NotFoundTag", await service.ErrorAsync(404, "DELETE", $"projects/{project}/tags/{id}"));
        await service.NewTagAsync(project, "brick");
    }

    [Fact]
    public async Task The_tag_list_counts_images()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var brick = await service.NewTagAsync(project, "brick");
        var grass = await service.NewTagAsync(project, "grass");
        await service.UploadAsync(project, [TestImages.New(), TestImages.New()], brick);
        await service.UploadAsync(project, TestImages.New(), brick, grass);
        await service.UploadAsync(project, TestImages.New());

        var list = await service.JsonAsync("GET", $"projects/{project}/tags");

        Assert.Equal([("brick", 3), ("grass", 1)], Counts(list));
        Assert.Equal(3, (int)list["TotalTaggedImages"]!);
        Assert.Equal(1, (int)list["TotalUntaggedImages"]!);
    }

    [Fact]
    public async Task Deleting_a_tag_takes_its_labels_off_the_images()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var brick = await service.NewTagAsync(project, "brick");
        var grass = await service.NewTagAsync(project, "grass");
        await service.UploadAsync(project, TestImages.New(), brick);
        await service.UploadAsync(project, TestImages.New(), brick, grass);

        using var deletion = await service.SendAsync("DELETE", $"projects/{project}/tags/{brick}");
        var list = await service.JsonAsync("GET", $"projects/{project}/tags");
        var tagged = await service.JsonAsync("GET", $"projects/{project}/images/tagged/all");
        var untagged = await service.JsonAsync("GET", $"projects/{project}/images/untagged");

        Assert.Equal([("grass", 1)], Counts(list));
        Assert.Equal(1, (int)list["TotalUntaggedImages"]!);
        Assert.Equal(grass, (string)Assert.Single(Assert.Single(tagged.AsArray())!["Labels"]!.AsArray())!["TagId"]!);
        Assert.Empty(Assert.Single(untagged.AsArray())!["Labels"]!.AsArray());
    }

    [Fact]
    public async Task A_tag_belongs_to_its_project()
    {
        await using var service = await TestService.StartAsync();
        var one = await service.NewProjectAsync("one");
        var two = await service.NewProjectAsync("two");
        var tag = await service.NewTagAsync(one, "brick");

        Assert.Equal("NotFoundTag", await service.ErrorAsync(404, "GET", $"projects/{two}/tags/{tag}"));
        Assert.Equal("NotFoundTag", await service.ErrorAsync(404, "DELETE", $"projects/{two}/tags/{tag}"));
        await service.NewTagAsync(two, "brick");
    }

    [Fact]
    public async Task The_open_iteration_may_be_named_and_no_other()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "brick");
        var iteration = (string)(await service.JsonAsync("GET", $"projects/{project}"))["CurrentIterationId"]!;

        foreach (var path in new[] { "tags", $"tags/{tag}", "images/tagged", "images/tagged/all", "images/untagged" })
        {
            await service.JsonAsync("GET", $"projects/{project}/{path}?iterationId={iteration}");
            Assert.Equal("NotFoundIteration", await service.ErrorAsync(404, "GET", $"projects/{project}/{path}?iterationId={Unknown}"));
        }
    }

    private static IEnumerable<(string, int)> Counts(JsonNode list) =>
        list["Tags"]!.AsArray().Select(tag => ((string)tag!["Name"]!, (int)tag["ImageCount"]!));
}
