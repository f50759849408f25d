using System.Text;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>What happens to a request that meets a fault.</summary>
public sealed class FaultTests
{
    [Theory]
    [InlineData("""{"status":429}""", "retry after 1 second.", null)]
    [InlineData("""{"status":429,"retryAfter":1}""", "retry after 1 second.", "1")]
    [InlineData("""{"status":429,"retryAfter":7}""", "retry after 7 seconds.", "7")]
    public async Task Too_many_requests_are_told_so_in_the_words_of_the_real_service(string rule, string when, string? retryAfter)
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync(rule);

        using var response = await service.SendAsync("GET", "domains");
        var body = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!;

        Assert.Equal(429, (int)response.StatusCode);
        Assert.Equal(retryAfter, response.Headers.RetryAfter?.ToString());
        Assert.Equal(429, (int)body["statusCode"]!);
        Assert.Equal(
            "Requests to the GetDomains Operation under Custom_Vision_Training_1.0 have exceeded rate limit of your current "
            + $"Custom_Vision.Training F0 pricing tier. Please {when} To increase your rate limit switch to a paid tier.",
            (string)body["message"]!);
    }

    [Theory]
    [InlineData("""{"status":503}""", 503, """{"statusCode":503,"message":"Service Unavailable"}""")]
    [InlineData("""{"status":408,"message":"slow"}""", 408, """{"statusCode":408,"message":"slow"}""")]
    [InlineData("""{"status":400,"code":"BadRequestImageBatch","message":"no"}""", 400, """{"Code":"BadRequestImageBatch","Message":"no"}""")]
    [InlineData("""{"status":500,"code":"ErrorUnknown"}""", 500, """{"Code":"ErrorUnknown","Message":"Internal Server Error"}""")]
    [InlineData("""{"status":599}""", 599, """{"statusCode":599,"message":"The request was refused."}""")]
    public async Task A_status_is_answered_by_the_gateway_or_with_a_code_by_the_service(string rule, int status, string body)
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync(rule);

        using var response = await service.SendAsync("GET", "domains");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(body, await response.Content.ReadAsStringAsync(TestService.Cancel));
    }

    [Theory]
    [InlineData("""{"operation":"DownloadImage","status":429}""", 429, 200)]
    [InlineData("""{"operation":"download*","status":503}""", 503, 200)]
    [InlineData("""{"operation":"*","status":503}""", 200, 503)]
    [InlineData("""{"status":429}""", 200, 429)]
    [InlineData("""{"operation":"DownloadModel","status":503}""", 200, 200)]
    public async Task Downloads_from_links_meet_the_faults_that_name_them_and_no_others(string rule, int download, int list)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var link = (string)(await service.UploadAsync(project, TestImages.New()))["Image"]!["ImageUri"]!;
        await service.AddFaultAsync(rule);

        using var downloaded = await service.Client.GetAsync(link, TestService.Cancel);
        using var listed = await service.SendAsync("GET", $"projects/{project}/tags");

        Assert.Equal((download, list), ((int)downloaded.StatusCode, (int)listed.StatusCode));
    }

    [Fact]
    public async Task What_is_refused_is_not_carried_out()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        await service.AddFaultAsync("""{"operation":"CreateImages*","status":500,"count":1}""");

        using var response = await service.SendAsync("POST", $"projects/{project}/images/image", TestService.Raw(TestImages.New()));

        Assert.Equal(500, (int)response.StatusCode);
        Assert.Equal(0, await StoredAsync(service, project));
    }

    [Fact]
    public async Task Delays_add_up_and_come_before_the_handling()
    {
        var clock = new HeldClock();
        await using var service = await TestService.StartAsync(clock: clock);
        var project = await service.NewProjectAsync();
        await service.AddFaultAsync("""{"operation":"CreateImagesFromData","delay":20000,"status":503,"count":1}""");
        await service.AddFaultAsync("""{"operation":"CreateImagesFromData","delay":40000}""");

        var refused = service.SendAsync("POST", $"projects/{project}/images/image", TestService.Raw(TestImages.New()));
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(60));
        Assert.False(refused.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(60));
        Assert.Equal(503, (int)(await refused).StatusCode);

        var slow = service.SendAsync("POST", $"projects/{project}/images/image", TestService.Raw(TestImages.New()));
        await clock.WaitForTimerAsync(TimeSpan.FromSeconds(40));
        Assert.Equal(0, await StoredAsync(service, project));
        clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal(200, (int)(await slow).StatusCode);
    }

    [Fact]
    public async Task A_connection_dropped_before_the_body_stores_nothing_and_takes_no_body()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        await service.AddFaultAsync("""{"operation":"CreateImagesFromData","drop":"beforeBody","count":1}""");

        // The body never comes: who waited for it would wait for ever.
        await Assert.ThrowsAsync<IOException>(() => RawHttp.SendAsync(service.Port, UploadHead(project, 1000)));

        Assert.Equal(0, await StoredAsync(service, project));
        await AssertUnansweredAsync(service);
    }

    [Fact]
    public async Task A_connection_dropped_after_the_body_has_stored_the_image()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        await service.AddFaultAsync("""{"operation":"CreateImagesFromData","drop":"afterBody","count":1}""");
        var image = TestImages.New();

        string answer;
        try
        {
            answer = await RawHttp.SendAsync(service.Port, Encoding.ASCII.GetBytes(UploadHead(project, image.Length)), image);
        }
        catch (IOException)
        {
            // Whether the end comes as a reset is up to the system.
            answer = "";
        }

        Assert.Equal("", answer);
        Assert.Equal(1, await StoredAsync(service, project));
        Assert.Equal("OKDuplicate", (string)(await service.UploadAsync(project, image))["Status"]!);
        await AssertUnansweredAsync(service);
    }

    [Fact]
    public async Task An_error_is_dropped_like_any_answer()
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync("""{"operation":"GetProject","drop":"afterBody"}""");

        await Assert.ThrowsAsync<HttpRequestException>(() => service.SendAsync("GET", $"projects/{Guid.NewGuid()}"));

        await AssertUnansweredAsync(service, "GetProject");
    }

    [Fact]
    public async Task A_truncated_answer_ends_in_the_middle_of_what_was_done()
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync("""{"operation":"*","truncate":true,"count":2}""");

        var answer = await RawHttp.SendAsync(service.Port, Request("POST", "projects?name=a"));
        await Assert.ThrowsAsync<HttpIOException>(async () =>
        {
            using var response = await service.Client.GetAsync("domains", HttpCompletionOption.ResponseHeadersRead, TestService.Cancel);
            Assert.Equal(200, (int)response.StatusCode);
            await using var body = await response.Content.ReadAsStreamAsync(TestService.Cancel);
            await body.CopyToAsync(Stream.Null, TestService.Cancel);
        });
        var whole = Assert.Single((await service.JsonAsync("GET", "projects")).AsArray())!.ToJsonString();

        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer, StringComparison.Ordinal);
        Assert.EndsWith(whole[..(whole.Length / 2)], answer, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"html":true}""", 200)]
    [InlineData("""{"html":true,"status":502,"retryAfter":3}""", 502)]
    public async Task A_page_comes_instead_of_json(string rule, int status)
    {
        await using var service = await TestService.StartAsync();
        await service.AddFaultAsync($$"""{"operation":"CreateProject",{{rule[1..]}}""");

        using var response = await service.SendAsync("POST", "projects?name=a");

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("text/html", response.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("<!DOCTYPE html>", await response.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
        Assert.Equal(status == 502 ? "3" : null, response.Headers.RetryAfter?.ToString());
        Assert.Empty((await service.JsonAsync("GET", "projects")).AsArray());
    }

    [Fact]
    public async Task Results_come_in_another_order_that_the_seed_decides()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        byte[][] images = [.. Enumerable.Range(0, 16).Select(_ => TestImages.New())];
        await service.UploadAsync(project, images);
        var plain = await NamesAsync();
        var orders = new List<string[]>();
        foreach (var seed in new[] { 5, 5, 6 })
        {
            await service.AddFaultAsync($$"""{"operation":"CreateImagesFromData","reorder":true,"count":2,"seed":{{seed}}}""");
            orders.Add([.. await NamesAsync(), .. await NamesAsync()]);
        }

        Assert.Equal(orders[0], orders[1]);
        Assert.NotEqual(orders[0], orders[2]);
        Assert.NotEqual(plain, orders[0][..16]);
        Assert.NotEqual(orders[0][..16], orders[0][16..]);
        Assert.All(orders, order => Assert.Equal(plain.Order(), order[..16].Order()));

        async Task<string[]> NamesAsync() =>
            [.. (await service.UploadAsync(project, images))["Images"]!.AsArray().Select(result => (string)result!["SourceUrl"]!)];
    }

    [Fact]
    public async Task Two_results_always_change_places_in_json_and_xml()
    {
        await using var service = await TestService.StartAsync();
        await service.NewProjectAsync("a");
        await service.NewProjectAsync("b");
        await service.AddFaultAsync("""{"operation":"GetProjects","reorder":true}""");

        for (var turn = 0; turn < 8; turn++)
        {
            Assert.Equal(["b", "a"], (await service.JsonAsync("GET", "projects")).AsArray().Select(project => (string)project!["Name"]!));
            using var xml = await service.SendAsync("GET", "projects", accept: "application/xml");
            var projects = XElement.Parse(await xml.Content.ReadAsStringAsync(TestService.Cancel));
            Assert.Equal(["b", "a"], projects.Elements().Select(project => project.Element("Name")!.Value));
        }
    }

    [Fact]
    public async Task Tags_are_reordered_within_their_list_and_one_or_no_result_stays()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        await service.AddFaultAsync("""{"reorder":true}""");
        Assert.Empty((await service.JsonAsync("GET", $"projects/{project}/tags"))["Tags"]!.AsArray());
        await service.NewTagAsync(project, "a");
        await service.NewTagAsync(project, "b");

        var tags = (await service.JsonAsync("GET", $"projects/{project}/tags"))["Tags"]!.AsArray();

        Assert.Equal(["b", "a"], tags.Select(tag => (string)tag!["Name"]!));
        Assert.Single((await service.JsonAsync("GET", "projects")).AsArray());
    }

    private static string UploadHead(string project, int length) =>
        Request("POST", $"projects/{project}/images/image", $"Content-Type: application/octet-stream\r\nContent-Length: {length}\r\n");

    private static string Request(string method, string path, string headers = "Content-Length: 0\r\n") =>
        $"{method} /customvision/v1.0/Training/{path} HTTP/1.1\r\nHost: localhost\r\nTraining-key: {TestService.TrainingKey}\r\n{headers}\r\n";

    private static async Task<int> StoredAsync(TestService service, string project) =>
        (int)(await service.JsonAsync("GET", $"projects/{project}/tags"))["TotalUntaggedImages"]!;

    private static async Task AssertUnansweredAsync(TestService service, string operation = "CreateImagesFromData")
    {
        var request = Assert.Single(await service.RequestsAsync(), request => request!["faults"] is not null)!;
        Assert.Equal(operation, (string)request["operation"]!);
        Assert.Null(request["status"]);
    }
}
