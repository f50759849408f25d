using System.Text.Json.Nodes;
using System.Xml.Linq;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>Each operation, as JSON and as XML, against member names and order of the published description.</summary>
public sealed class PublishedShapeTests
{
    private static readonly Dictionary<string, string[]> Published = new()
    {
        ["DomainModel"] = ["Id", "Name"],
        ["ProjectModel"] = ["Id", "Name", "Description", "CurrentIterationId", "Created", "LastModified", "Settings", "ThumbnailUri"],
        ["Settings"] = ["DomainId"],
        ["ImageTagModel"] = ["Id", "Name", "Description", "ImageCount"],
        ["ImageTagListModel"] = ["Tags", "TotalTaggedImages", "TotalUntaggedImages"],
        ["CreateImageSummaryModel"] = ["IsBatchSuccessful", "Images"],
        ["CreateImageResultModel"] = ["SourceUrl", "Image", "Status"],
        ["ImageModel"] = ["Id", "Created", "Width", "Height", "ImageUri", "ThumbnailUri", "Labels", "Predictions"],
        ["ImageLabelModel"] = ["LabelId", "Created", "TagId"],
    };

    private static readonly Dictionary<string, string> ItemsOf = new()
    {
        ["Tags"] = "ImageTagModel",
        ["Images"] = "CreateImageResultModel",
        ["Labels"] = "ImageLabelModel",
        ["Predictions"] = "PredictionTagModel",
    };

    [Theory]
    [InlineData("GET", "domains", "DomainModel", true)]
    [InlineData("GET", "projects", "ProjectModel", true)]
    [InlineData("GET", "projects/{project}", "ProjectModel", false)]
    [InlineData("POST", "projects?name=another", "ProjectModel", false)]
    [InlineData("GET", "projects/{project}/tags", "ImageTagListModel", false)]
    [InlineData("GET", "projects/{project}/tags/{tag}", "ImageTagModel", false)]
    [InlineData("POST", "projects/{project}/tags?name=gravel", "ImageTagModel", false)]
    [InlineData("POST", "projects/{project}/images/image?tagIds={tag}", "CreateImageSummaryModel", false)]
    [InlineData("GET", "projects/{project}/images/tagged?tagIds={tag}", "ImageModel", true)]
    [InlineData("GET", "projects/{project}/images/tagged/all", "ImageModel", true)]
    [InlineData("GET", "projects/{project}/images/untagged", "ImageModel", true)]
    public async Task Json_and_xml_have_the_published_members_in_order(string method, string path, string model, bool isArray)
    {
        foreach (var accept in new[] { "application/json", "text/json", "application/xml", "text/xml" })
        {
            await using var service = await TestService.StartAsync();
            var project = await service.NewProjectAsync();
            var tag = await service.NewTagAsync(project, "brick");
            await service.UploadAsync(project, Pictures.New(), tag);
            await service.UploadAsync(project, Pictures.New());

            using var response = await service.SendAsync(
                method,
                path.Replace("{project}", project, StringComparison.Ordinal).Replace("{tag}", tag, StringComparison.Ordinal),
                path.Contains("/image?", StringComparison.Ordinal) ? TestService.Multipart([Pictures.New()]) : null,
                accept);
            var body = await response.Content.ReadAsStringAsync(TestService.Cancel);

            Assert.Equal(200, (int)response.StatusCode);
            Assert.Equal($"{accept}; charset=utf-8", response.Content.Headers.ContentType!.ToString());
            if (accept.EndsWith("json", StringComparison.Ordinal))
            {
                Assert.DoesNotContain("\n", body, StringComparison.Ordinal);
                CheckJson(model, JsonNode.Parse(body)!, isArray);
            }
            else
            {
                CheckXml(model, body, isArray);
            }
        }
    }

    [Theory]
    [InlineData("projects/{project}/images?imageIds={image}")]
    [InlineData("projects/{project}/tags/{tag}")]
    [InlineData("projects/{project}")]
    public async Task A_deletion_answers_204_without_a_body(string path)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "brick");
        var image = (string)(await service.UploadAsync(project, Pictures.New(), tag))["Image"]!["Id"]!;

        using var response = await service.SendAsync("DELETE", path
            .Replace("{project}", project, StringComparison.Ordinal)
            .Replace("{tag}", tag, StringComparison.Ordinal)
            .Replace("{image}", image, StringComparison.Ordinal));

        Assert.Equal(204, (int)response.StatusCode);
        Assert.Null(response.Content.Headers.ContentType);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestService.Cancel));
    }

    [Fact]
    public async Task A_failed_picture_has_a_null_image_in_json_and_none_in_xml()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var json = await service.UploadAsync(project, TestService.Text("no picture"));
        using var response = await service.SendAsync("POST", $"projects/{project}/images/image", TestService.Raw(TestService.Text("none")), "text/xml");
        var xml = XElement.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel));

        Assert.Equal("""{"SourceUrl":"picture0.png","Image":null,"Status":"ErrorImageFormat"}""", json.ToJsonString());
        Assert.Equal(["SourceUrl", "Status"], xml.Element("Images")!.Elements().Single().Elements().Select(element => element.Name.LocalName));
    }

    [Fact]
    public async Task Times_are_utc_with_z_and_milliseconds()
    {
        var clock = new SettableClock(new DateTimeOffset(2017, 5, 18, 21, 47, 30, 90, TimeSpan.FromHours(2)));
        await using var service = await TestService.StartAsync(clock: clock);

        var project = await service.JsonAsync("POST", "projects?name=clock");
        var id = (string)project["Id"]!;
        var image = await service.UploadAsync(id, Pictures.New(), await service.NewTagAsync(id, "a"));

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

    private static void CheckJson(string model, JsonNode node, bool isArray)
    {
        if (isArray)
        {
            Assert.NotEmpty(node.AsArray());
            foreach (var item in node.AsArray())
                CheckJson(model, item!, isArray: false);
            return;
        }
        Assert.Equal(Published[model], node.AsObject().Select(member => member.Key));
        foreach (var (name, value) in node.AsObject())
        {
            if (value is JsonArray items && ItemsOf.TryGetValue(name, out var itemModel) && items.Count > 0)
                CheckJson(itemModel, items, isArray: true);
            if (value is JsonObject inner)
                CheckJson(name == "Image" ? "ImageModel" : name, inner, isArray: false);
        }
    }

    private static void CheckXml(string model, string body, bool isArray)
    {
        Assert.StartsWith(isArray ? $"<ArrayOf{model}>" : $"<{model}>", body, StringComparison.Ordinal);
        Assert.DoesNotContain("xmlns", body, StringComparison.Ordinal);
        foreach (var element in XElement.Parse(body).DescendantsAndSelf().Where(element => element.HasElements))
        {
            var name = element.Name.LocalName;
            var names = element.Elements().Select(child => child.Name.LocalName).ToList();
            if (name.StartsWith("ArrayOf", StringComparison.Ordinal))
                Assert.All(names, item => Assert.Equal(model, item));
            else if (ItemsOf.TryGetValue(name, out var itemModel))
                Assert.All(names, item => Assert.Equal(itemModel, item));
            else // Nulls have no element; the others keep their order.
                Assert.Equal(Published[name == "Image" ? "ImageModel" : name].Where(names.Contains), names);
        }
    }
}
