using System.Xml.Linq;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>How answers are written, in JSON and in XML. What is in them, <see cref="PublishedOperationTests"/> shows.</summary>
public sealed class PublishedShapeTests
{
    [Theory]
    [InlineData("projects/{project}/images?imageIds={image}")]
    [InlineData("projects/{project}/tags/{tag}")]
    [InlineData("projects/{project}")]
    public async Task A_deletion_answers_204_without_a_body(string path)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "brick");
        var image = (string)(await service.UploadAsync(project, TestImages.New(), tag))["Image"]!["Id"]!;

        using var response = await service.SendAsync("DELETE", path
            .Replace("{project}", project, StringComparison.Ordinal)
            .Replace("{tag}", tag, StringComparison.Ordinal)
            .Replace("{image}", image, StringComparison.Ordinal));

        Assert.Equal(204, (int)response.StatusCode);
        Assert.Null(response.Content.Headers.ContentType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestService.Cancel));
    }

    [Fact]
    public async Task A_failed_image_has_a_null_image_in_json_and_none_in_xml()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var json = await service.UploadAsync(project, TestService.Text("no image"));
        using var response = await service.SendAsync("POST", $"projects/{project}/images/image", TestService.Raw(TestService.Text("none")), "text/xml");
        var xml = XElement.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel));

        Assert.Equal("""{"SourceUrl":"image0.png","Image":null,"Status":"ErrorImageFormat"}""", json.ToJsonString());
        Assert.Equal(["SourceUrl", "Status"], xml.Element("Images")!.Elements().Single().Elements().Select(element => element.Name.LocalName));
    }

    [Fact]
    public async Task Times_are_utc_with_z_and_milliseconds()
    {
        var clock = new SettableClock(new DateTimeOffset(2017, 5, 18, 21, 47, 30, 90, TimeSpan.FromHours(2)));
        await using var service = await TestService.StartAsync(clock: clock);

        var project = await service.JsonAsync("POST", "projects?name=clock");
        var id = (string)project["Id"]!;
        var image = await service.UploadAsync(id, TestImages.New(), await service.NewTagAsync(id, "a"));

        Assert.Equal("2017-05-18T19:47:30.090Z", (string)project["Created"]!);
        Assert.Equal("2017-05-18T19:47:30.090Z", (string)project["LastModified"]!);
        Assert.Equal("2017-05-18T19:47:30.090Z", (string)image["Image"]!["Created"]!);
        Assert.Equal("2017-05-18T19:47:30.090Z", (string)image["Image"]!["Labels"]![0]!["Created"]!);
    }

    [Fact]
    public async Task Names_are_escaped_as_each_format_needs_and_no_more()
    {
        await using var service = await TestService.StartAsync();
        var name = "<a> & \"b\" 'ü' \u0001 +";

        using var json = await service.SendAsync("POST", $"projects?name={Uri.EscapeDataString(name)}");
        using var xml = await service.SendAsync("GET", "projects", accept: "application/xml");

        Assert.Contains("\"Name\":\"<a> & \\\"b\\\" 'ü' \\u0001 +\"", await json.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
        Assert.Equal("<a> & \"b\" 'ü' \ufffd +", XElement.Parse(await xml.Content.ReadAsStringAsync(TestService.Cancel)).Descendants("Name").Single().Value);
    }

    [Theory]
    [InlineData(null, "application/json")]
    [InlineData("*/*", "application/json")]
    [InlineData("text/*", "text/json")]
    [InlineData("application/*", "application/json")]
    [InlineData("application/xml;q=0.5, text/json;q=0.6", "text/json")]
    [InlineData("application/json;q=0.1, text/xml", "text/xml")]
    [InlineData("*/*, application/xml", "application/xml")]
    [InlineData("text/html, application/xml;q=0.9, */*;q=0.8", "application/xml")]
    [InlineData("application/json;q=0, */*", "text/json")]
    [InlineData("image/png", "application/json")]
    [InlineData("APPLICATION/XML", "application/xml")]
    [InlineData("nonsense;;;", "application/json")]
    public async Task The_format_follows_accept(string? accept, string expected)
    {
        await using var service = await TestService.StartAsync();

        using var response = await service.SendAsync("GET", "projects", accept: accept);

        Assert.Equal(expected, response.Content.Headers.ContentType!.MediaType);
    }
}
