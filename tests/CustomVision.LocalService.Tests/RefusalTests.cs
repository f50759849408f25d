using System.Text.Json.Nodes;
using System.Xml.Linq;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;
using Microsoft.AspNetCore.Http;

namespace CustomVision.LocalService.Tests;

public sealed class RefusalTests
{
    private const string Denied =
        "Access denied due to invalid subscription key. Make sure to provide a valid key for an active subscription.";

    [Theory]
    [InlineData(null)]
    [InlineData("Training-key: ")]
    [InlineData("Training-key: training-key-of-the-test")]
    [InlineData("Training-key: TRAINING-KEY-OF-THE-TESTS")]
    [InlineData("Training-key: prediction-key-of-the-tests")]
    [InlineData("Prediction-key: training-key-of-the-tests")]
    [InlineData("Training-key: training-key-of-the-tests\r\nTraining-key: training-key-of-the-tests")]
    public async Task A_request_without_the_right_key_is_denied_as_the_gateway_does_it(string? header)
    {
        await using var service = await TestService.StartAsync();

        var answer = await GetAsync(service, "/customvision/v1.0/Training/projects", header);

        Assert.StartsWith("HTTP/1.1 401 Access Denied\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith($$"""{"statusCode":401,"message":"{{Denied}}"}""", answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("training-key")]
    [InlineData("TRAINING-KEY")]
    [InlineData("Training-Key")]
    public async Task The_header_of_the_key_may_be_in_any_case(string name)
    {
        await using var service = await TestService.StartAsync();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await GetAsync(service, "/CustomVision/V1.0/TRAINING/Projects", $"{name}: {TestService.TrainingKey}"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Training-key", "t", KeyKind.Training, true)]
    [InlineData("Training-key", "p", KeyKind.Training, false)]
    [InlineData("Prediction-key", "p", KeyKind.Prediction, true)]
    [InlineData("Prediction-key", "t", KeyKind.Prediction, false)]
    [InlineData("Training-key", "p", KeyKind.Prediction, false)]
    internal void One_key_does_not_stand_in_for_the_other(string header, string key, KeyKind kind, bool isAdmitted)
    {
        var keys = new AccessKeys(new LocalServiceOptions { TrainingKey = "t", PredictionKey = "p" });
        var context = new DefaultHttpContext();
        context.Request.Headers[header] = key;

        Assert.Equal(isAdmitted, keys.IsAuthorized(context.Request, kind));
    }

    [Theory]
    [InlineData("/nothing")]
    [InlineData("/customvision/v1.0/Training")]
    [InlineData("/customvision/v1.0/Training/nothing")]
    [InlineData("/customvision/v1.0/Training/../../../etc/passwd")]
    [InlineData("/_local/nothing")]
    public async Task An_unknown_path_is_not_found_with_and_without_a_key(string path)
    {
        await using var service = await TestService.StartAsync();

        foreach (var header in new[] { null, $"Training-key: {TestService.TrainingKey}" })
        {
            var answer = await GetAsync(service, path, header);
            Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", answer, StringComparison.Ordinal);
            Assert.EndsWith("""{"statusCode":404,"message":"Resource not found"}""", answer, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_method_that_a_path_does_not_have_is_405_and_says_which_it_has()
    {
        await using var service = await TestService.StartAsync();

        using var response = await service.SendAsync("PUT", "projects");

        Assert.Equal(405, (int)response.StatusCode);
        Assert.Equal(["GET", "POST"], response.Content.Headers.Allow.Order());
        Assert.Equal(405, (int)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["statusCode"]!);
    }

    [Theory]
    [InlineData("GET", "projects/xyz", "projectId", "xyz")]
    [InlineData("DELETE", "projects/xyz", "projectId", "xyz")]
    [InlineData("GET", "projects/{project}/tags/1", "tagId", "1")]
    [InlineData("GET", "projects/{project}/tags?iterationId=new", "iterationId", "new")]
    [InlineData("GET", "projects/{project}/images/tagged?tagIds=brick", "tagIds", "brick")]
    [InlineData("POST", "projects/{project}/images/image?tagIds=brick", "tagIds", "brick")]
    [InlineData("DELETE", "projects/{project}/images?imageIds=a", "imageIds", "a")]
    [InlineData("POST", "projects?name=a&domainId=food", "domainId", "food")]
    public async Task A_malformed_id_is_refused_by_name_and_value_in_json_and_xml(string method, string path, string name, string value)
    {
        await using var service = await TestService.StartAsync();
        path = path.Replace("{project}", await service.NewProjectAsync(), StringComparison.Ordinal);

        using var json = await service.SendAsync(method, path);
        using var xml = await service.SendAsync(method, path, accept: "application/xml");
        var message = (string)JsonNode.Parse(await json.Content.ReadAsStringAsync(TestService.Cancel))!["Message"]!;
        var error = XElement.Parse(await xml.Content.ReadAsStringAsync(TestService.Cancel));

        Assert.Equal(400, (int)json.StatusCode);
        Assert.Equal(400, (int)xml.StatusCode);
        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains($"'{value}'", message, StringComparison.Ordinal);
        Assert.Equal("Error", error.Name);
        Assert.Equal(["Code", "Message"], error.Elements().Select(element => element.Name.LocalName));
        Assert.Equal("BadRequestInvalidIds", error.Element("Code")!.Value);
        Assert.Equal(message, error.Element("Message")!.Value);
    }

    [Theory]
    [InlineData("GET", "")]
    [InlineData("DELETE", "")]
    [InlineData("GET", "/tags")]
    [InlineData("POST", "/tags?name=a")]
    [InlineData("GET", "/tags/11111111-2222-3333-4444-555555555555")]
    [InlineData("DELETE", "/tags/11111111-2222-3333-4444-555555555555")]
    [InlineData("POST", "/images/image")]
    [InlineData("GET", "/images/tagged")]
    [InlineData("GET", "/images/tagged/all")]
    [InlineData("GET", "/images/untagged")]
    [InlineData("DELETE", "/images?imageIds=11111111-2222-3333-4444-555555555555")]
    public async Task An_unknown_project_is_not_found(string method, string path)
    {
        await using var service = await TestService.StartAsync();

        Assert.Equal("NotFoundProject", await service.ErrorAsync(404, method, $"projects/{Guid.NewGuid()}{path}", method == "POST" ? TestService.Raw(TestImages.New()) : null));
    }

    [Fact]
    public async Task The_gateways_errors_come_in_xml_too()
    {
        await using var service = await TestService.StartAsync();
        service.Client.DefaultRequestHeaders.Remove("Training-key");

        using var response = await service.SendAsync("GET", "projects", accept: "text/xml");

        Assert.Equal("text/xml; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal($"<Error><statusCode>401</statusCode><message>{Denied}</message></Error>", await response.Content.ReadAsStringAsync(TestService.Cancel));
    }

    [Fact]
    public async Task Every_answer_has_a_request_id_of_its_own_and_nosniff()
    {
        await using var service = await TestService.StartAsync();
        var ids = new HashSet<Guid>();

        foreach (var (method, path) in new[] { ("GET", "projects"), ("GET", "nothing"), ("PUT", "projects"), ("GET", "projects/x"), ("GET", "../../../_local/health") })
        {
            using var response = await service.SendAsync(method, path);
            Assert.True(ids.Add(Guid.Parse(response.Headers.GetValues("apim-request-id").Single())));
            Assert.Equal("nosniff", response.Headers.GetValues("x-content-type-options").Single());
            Assert.False(response.Headers.Contains("Server"));
        }
    }

    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.0.0.1:80", true)]
    [InlineData("LocalHost:1234", true)]
    [InlineData("[::1]:5", true)]
    [InlineData("evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("localhost.evil.example:80", false)]
    [InlineData("", false)]
    public async Task Only_names_of_loopback_are_served(string host, bool isServed)
    {
        await using var service = await TestService.StartAsync();

        var answer = await RawHttp.SendAsync(service.Port, $"GET /_local/health HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith(isServed ? "HTTP/1.1 200 " : "HTTP/1.1 400 ", answer, StringComparison.Ordinal);
        Assert.Equal(isServed, answer.Contains("\"status\":\"ok\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_over_the_limit_is_413_with_a_body_that_says_so()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var answer = await RawHttp.SendAsync(
            service.Port,
            $"POST /customvision/v1.0/Training/projects/{project}/images/image HTTP/1.1\r\nHost: localhost\r\nTraining-key: {TestService.TrainingKey}\r\n" +
            $"Content-Length: {LocalServiceOptions.MaxRequestBytes + 1}\r\nConnection: close\r\n\r\nbegin");

        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("\"statusCode\":413", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_fails_inside_is_500_without_the_inside()
    {
        using var folder = new CustomVision.Tests.TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var project = await service.NewProjectAsync();
        await service.Store.Database.WriteAsync(session => session.Execute("DROP TABLE labels"));

        using var response = await service.SendAsync("GET", $"projects/{project}/tags");
        var body = await response.Content.ReadAsStringAsync(TestService.Cancel);

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal("ErrorUnknown", (string)JsonNode.Parse(body)!["Code"]!);
        Assert.DoesNotContain(folder.Path, body, StringComparison.Ordinal);
        Assert.DoesNotContain("labels", body, StringComparison.Ordinal);
        Assert.DoesNotContain("Exception", body, StringComparison.Ordinal);
    }

    private static Task<string> GetAsync(TestService service, string path, string? header) => RawHttp.SendAsync(
        service.Port, $"GET {path} HTTP/1.1\r\nHost: localhost\r\n{(header is null ? "" : header + "\r\n")}Connection: close\r\n\r\n");
}
