using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>What can be changed of projects and tags, and labels of images that are there.</summary>
public sealed class UpdateTests
{
    private const string Food = "c151d5b5-dd07-472a-acc8-15d29dea8518";
    private const string Unknown = "11111111-2222-3333-4444-555555555555";

    [Fact]
    public async Task A_project_takes_over_name_description_and_domain_and_keeps_the_rest()
    {
        var clock = new SettableClock(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        await using var service = await TestService.StartAsync(clock: clock);
        var project = await service.NewProjectAsync("old");
        var before = await service.JsonAsync("GET", $"projects/{project}");
        clock.Now += TimeSpan.FromHours(1);

        var after = await service.JsonAsync("PATCH", $"projects/{project}", Json(
            $$$"""{"Id":"{{{Unknown}}}","Name":"new","Description":"all new","Created":"1999-01-01T00:00:00Z","Settings":{"DomainId":"{{{Food}}}"}}"""));

        Assert.Equal("new", (string)after["Name"]!);
        Assert.Equal("all new", (string)after["Description"]!);
        Assert.Equal(Food, (string)after["Settings"]!["DomainId"]!);
        Assert.Equal("2026-01-02T04:04:05.000Z", (string)after["LastModified"]!);
        foreach (var name in new[] { "Id", "Created", "CurrentIterationId" })
            Assert.Equal((string)before[name]!, (string)after[name]!);
        Assert.Equal(after.ToJsonString(), (await service.JsonAsync("GET", $"projects/{project}")).ToJsonString());
    }

    [Theory]
    [InlineData("application/json", """{"name":"renamed","description":null,"ThumbnailUri":null}""")]
    [InlineData("text/xml", "<ProjectModel xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><Name>renamed</Name><Description i:nil=\"true\" /><Settings /></ProjectModel>")]
    [InlineData("application/x-www-form-urlencoded", "Name=renamed&Settings.DomainId=")]
    public async Task What_is_left_out_stays_in_every_format(string contentType, string body)
    {
        await using var service = await TestService.StartAsync();
        var project = (string)(await service.JsonAsync("POST", $"projects?name=old&description=kept&domainId={Food}"))["Id"]!;

        var after = await service.JsonAsync("PATCH", $"projects/{project}", TestService.Body(contentType, TestService.Text(body)));

        Assert.Equal("renamed", (string)after["Name"]!);
        Assert.Equal("kept", (string)after["Description"]!);
        Assert.Equal(Food, (string)after["Settings"]!["DomainId"]!);
    }

    [Theory]
    [InlineData("text/xml", $"<ProjectModel><Settings><DomainId>{Food}</DomainId></Settings></ProjectModel>")]
    [InlineData("application/x-www-form-urlencoded", $"settings.domainId={Food}")]
    public async Task A_domain_is_read_in_every_format(string contentType, string body)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var after = await service.JsonAsync("PATCH", $"projects/{project}", TestService.Body(contentType, TestService.Text(body)));

        Assert.Equal(Food, (string)after["Settings"]!["DomainId"]!);
    }

    [Fact]
    public async Task A_project_renamed_to_a_taken_name_gets_a_number_and_to_its_own_none()
    {
        await using var service = await TestService.StartAsync();
        await service.NewProjectAsync("taken");
        var project = await service.NewProjectAsync("other");

        var renamed = await service.JsonAsync("PATCH", $"projects/{project}", Json("""{"Name":"taken"}"""));
        var again = await service.JsonAsync("PATCH", $"projects/{project}", Json("""{"Name":"taken (1)"}"""));

        Assert.Equal("taken (1)", (string)renamed["Name"]!);
        Assert.Equal("taken (1)", (string)again["Name"]!);
    }

    [Theory]
    [InlineData("""{"Name":""}""", "BadRequestProjectName")]
    [InlineData("""{"Name":" "}""", "BadRequestProjectName")]
    [InlineData("""{"Name":{"a":1}}""", "BadRequest")]
    [InlineData("""{"Settings":{"DomainId":"11111111-2222-3333-4444-555555555555"}}""", "BadRequestProjectUnknownDomain")]
    [InlineData("""{"Settings":{"DomainId":"General"}}""", "BadRequestInvalidIds")]
    [InlineData("[]", "BadRequest")]
    [InlineData("{", "BadRequest")]
    [InlineData("", "BadRequest")]
    public async Task A_change_of_a_project_that_cannot_be_is_refused(string body, string code)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var before = await service.JsonAsync("GET", $"projects/{project}");

        Assert.Equal(code, await service.ErrorAsync(400, "PATCH", $"projects/{project}", Json(body)));
        Assert.Equal(before.ToJsonString(), (await service.JsonAsync("GET", $"projects/{project}")).ToJsonString());
    }

    [Fact]
    public async Task A_tag_takes_over_name_and_description()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "brik");
        await service.UploadAsync(project, TestImages.New(), tag);

        var renamed = await service.JsonAsync("PATCH", $"projects/{project}/tags/{tag}", Json("""{"Name":"brick","Description":"red","ImageCount":9}"""));
        var kept = await service.JsonAsync("PATCH", $"projects/{project}/tags/{tag}", Json("""{"Name":"brick"}"""));
        var emptied = await service.JsonAsync("PATCH", $"projects/{project}/tags/{tag}", Json("""{"Description":""}"""));

        Assert.Equal($$"""{"Id":"{{tag}}","Name":"brick","Description":"red","ImageCount":1}""", renamed.ToJsonString());
        Assert.Equal(renamed.ToJsonString(), kept.ToJsonString());
        Assert.Equal($$"""{"Id":"{{tag}}","Name":"brick","Description":null,"ImageCount":1}""", emptied.ToJsonString());
        Assert.Equal(emptied.ToJsonString(), (await service.JsonAsync("GET", $"projects/{project}/tags/{tag}")).ToJsonString());
    }

    [Fact]
    public async Task A_change_of_a_tag_that_cannot_be_is_refused()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "brick");
        await service.NewTagAsync(project, "grass");

        Assert.Equal("BadRequestTagNameNotUnique", await RefusedAsync(400, tag, """{"Name":"grass"}"""));
        Assert.Equal("BadRequestTagName", await RefusedAsync(400, tag, """{"Name":""}"""));
        Assert.Equal("BadRequestTagName", await RefusedAsync(400, tag, $$"""{"Name":"{{new string('t', 513)}}"}"""));
        Assert.Equal("BadRequestTagDescription", await RefusedAsync(400, tag, $$"""{"Description":"{{new string('d', 4097)}}"}"""));
        Assert.Equal("NotFoundTag", await RefusedAsync(404, Unknown, """{"Name":"a"}"""));

        Task<string> RefusedAsync(int status, string id, string body) =>
            service.ErrorAsync(status, "PATCH", $"projects/{project}/tags/{id}", Json(body));
    }

    [Fact]
    public async Task Labels_are_put_on_images_and_taken_off()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var (brick, grass) = (await service.NewTagAsync(project, "brick"), await service.NewTagAsync(project, "grass"));
        var image = (string)(await service.UploadAsync(project, TestImages.New()))["Image"]!["Id"]!;

        var one = await service.JsonAsync("POST", $"projects/{project}/images/{image}/label?tagId={brick}");
        var two = await service.JsonAsync("POST", $"projects/{project}/images/{image}/label?tagId={grass}", new ByteArrayContent([]));
        var same = await service.JsonAsync("POST", $"projects/{project}/images/{image}/label?tagId={grass}");
        Assert.Equal([brick], TagsOf(one));
        Assert.Equal([brick, grass], TagsOf(two));
        Assert.Equal(two.ToJsonString(), same.ToJsonString());
        Assert.Equal(two.ToJsonString(), Assert.Single((await service.JsonAsync("GET", $"projects/{project}/images/tagged?tagIds={grass}")).AsArray())!.ToJsonString());
        Assert.Empty((await service.JsonAsync("GET", $"projects/{project}/images/untagged")).AsArray());

        var left = await service.JsonAsync("DELETE", $"projects/{project}/images/{image}/label/{two["Labels"]![0]!["LabelId"]}");
        var none = await service.JsonAsync("DELETE", $"projects/{project}/images/{image}/label/{two["Labels"]![1]!["LabelId"]}");
        Assert.Equal([grass], TagsOf(left));
        Assert.Empty(TagsOf(none));
        Assert.Empty((await service.JsonAsync("GET", $"projects/{project}/images/tagged/all")).AsArray());
        Assert.Single((await service.JsonAsync("GET", $"projects/{project}/images/untagged")).AsArray());
    }

    [Fact]
    public async Task Labels_that_cannot_be_are_refused()
    {
        await using var service = await TestService.StartAsync();
        var (project, other) = (await service.NewProjectAsync(), await service.NewProjectAsync("other"));
        var (tag, foreign) = (await service.NewTagAsync(project, "a"), await service.NewTagAsync(other, "a"));
        var image = (string)(await service.UploadAsync(project, TestImages.New(), tag))["Image"]!["Id"]!;

        Assert.Equal("BadRequestRequiredParamIsNull", await service.ErrorAsync(400, "POST", $"projects/{project}/images/{image}/label"));
        Assert.Equal("NotFoundTag", await service.ErrorAsync(404, "POST", $"projects/{project}/images/{image}/label?tagId={foreign}"));
        Assert.Equal("NotFoundImage", await service.ErrorAsync(404, "POST", $"projects/{project}/images/{Unknown}/label?tagId={tag}"));
        Assert.Equal("NotFoundImage", await service.ErrorAsync(404, "POST", $"projects/{other}/images/{image}/label?tagId={foreign}"));
        Assert.Equal("NotFoundImage", await service.ErrorAsync(404, "DELETE", $"projects/{project}/images/{Unknown}/label/{Unknown}"));
        Assert.Equal("NotFound", await service.ErrorAsync(404, "DELETE", $"projects/{project}/images/{image}/label/{Unknown}"));
    }

    private static ByteArrayContent Json(string body) => TestService.Body("application/json", TestService.Text(body));

    private static IEnumerable<string> TagsOf(JsonNode image) => image["Labels"]!.AsArray().Select(label => (string)label!["TagId"]!);
}
