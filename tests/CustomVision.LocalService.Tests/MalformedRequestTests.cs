using System.Text.Json.Nodes;
using System.Xml.Linq;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>What malformed requests have once made fail.</summary>
public sealed class MalformedRequestTests
{
    [Theory]
    [InlineData("a")]
    [InlineData("a%5D%5D%3E")]
    [InlineData("%F5%F5%F5%F5")]
    [InlineData("")]
    [InlineData("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")]
    public async Task A_signature_that_is_none_is_refused(string signature)
    {
        await using var service = await TestService.StartAsync();
        var image = (await service.UploadAsync(await service.NewProjectAsync(), TestImages.New()))["Image"]!;

        using var answer = await service.SendAsync("GET", $"{service.Endpoint}/_local/images/{image["Id"]}/image?sig={signature}");

        Assert.Equal(403, (int)answer.StatusCode);
    }

    [Fact]
    public async Task The_request_log_comes_as_XML_too()
    {
        await using var service = await TestService.StartAsync();
        await service.NewProjectAsync();

        using var answer = await service.SendAsync("GET", $"{service.Endpoint}/_local/requests", accept: "application/xml");
        var requests = XElement.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel));

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains(requests.Descendants(), element => element.Value == "CreateProject");
    }

    [Theory]
    [InlineData("/customvision/v2.2/Training/projects", "version 2.2 of the API Training. It has 1.0, 3.0, 3.1, 3.2, 3.3, 3.4-preview")]
    [InlineData("/CustomVision/V1.2/training/domains?x=/customvision/v1.0/", "version 1.2 of the API training. It has 1.0")]
    [InlineData("/customvision/v1.1/Prediction/a/image", "It has 1.0, 3.0, 3.1: use paths that begin with /customvision/v3.1/")]
    [InlineData("/customvision/v1.0/Training/nothing", "Resource not found")]
    [InlineData("/customvision/v/Training", "Resource not found")]
    [InlineData("/customvision", "Resource not found")]
    [InlineData("/other/v3.3/Training", "Resource not found")]
    public async Task A_path_of_a_version_that_the_service_does_not_have_says_which_it_has(string path, string words)
    {
        await using var service = await TestService.StartAsync();

        using var answer = await service.SendAsync("GET", service.Endpoint + path);
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!;

        Assert.Equal((404, 404), ((int)answer.StatusCode, (int)error["statusCode"]!));
        Assert.Contains(words, (string)error["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "v3.5/training/projects", "version 3.5 of the API training. It has 1.0")]
    [InlineData("GET", "v3.3/prediction/projects", "version 3.3 of the API prediction. It has 1.0, 3.0, 3.1")]
    [InlineData("GET", "v3.0/training/nothing", "Resource not found")]
    [InlineData("PUT", "v3.3/training/projects", "Resource not found")]
    [InlineData("GET", "v3.2/training/projects/a/images", "Resource not found")]
    public async Task A_path_of_3_that_does_not_exist_is_not_found_in_the_form_of_todays_gateway(string method, string path, string words)
    {
        await using var service = await TestService.StartAsync();

        using var answer = await service.SendAsync(method, $"{service.Endpoint}/customvision/{path}");
        var error = JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!["error"]!;

        Assert.Equal((404, "404"), ((int)answer.StatusCode, (string)error["code"]!));
        Assert.Contains(words, (string)error["message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(100_000, false)]
    [InlineData(66, true)]
    public async Task XML_that_is_too_deep_is_refused_at_once(int depth, bool isClosed)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var body = string.Concat(Enumerable.Repeat("<a>", depth)) + (isClosed ? string.Concat(Enumerable.Repeat("</a>", depth)) : "");

        using var refused = await service.SendAsync("PATCH", $"projects/{project}", TestService.Body("application/xml", TestService.Text(body)));
        var message = await refused.Content.ReadAsStringAsync(TestService.Cancel);

        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("deep", message, StringComparison.Ordinal);
        Assert.True(message.Length < 1000, message);
    }
}
