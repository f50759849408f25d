using System.Text;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

/// <summary>The bodies of CreateImagesFromUrls and CreateImagesFromPredictions, in each format of the published description.</summary>
public sealed class BatchBodyTests
{
    private const string Id = "11111111-2222-3333-4444-555555555555";
    private const string Other = "AAAAAAAA-bbbb-cccc-dddd-eeeeeeeeeeee";

    [Theory]
    [InlineData("application/json", """{"TagIds":["TAG"],"Ids":["ID","OTHER"]}""")]
    [InlineData("text/json; charset=utf-8", """{"Ids":["ID","OTHER"],"TagIds":["TAG"]}""")]
    [InlineData(null, """{"ids":["ID","OTHER"],"tagIds":["TAG"],"metadata":{"a":1}}""")]
    [InlineData("application/json", "\ufeff{\"TagIds\":[\"{TAG}\"],/* all */\"Ids\":[\"ID\",\"OTHER\",]}")]
    [InlineData("application/xml", "<ImageIdCreateBatch><TagIds>TAG</TagIds><Ids>ID</Ids><Ids>OTHER</Ids></ImageIdCreateBatch>")]
    [InlineData("text/xml", """<?xml version="1.0" encoding="utf-8"?><ImageIdCreateBatch xmlns="urn:a" xmlns:b="urn:b"><Ids><b:guid>ID</b:guid><b:guid> OTHER </b:guid></Ids><TagIds><b:guid>TAG</b:guid></TagIds></ImageIdCreateBatch>""")]
    [InlineData("application/x-www-form-urlencoded", "TagIds=TAG&Ids=ID&Ids=OTHER")]
    [InlineData("application/x-www-form-urlencoded", "tagIds%5B%5D=TAG&Ids[0]=ID&Ids[1]=OTHER&a=b")]
    public async Task Each_format_is_read_with_tags_and_items(string? contentType, string body)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "a");

        var answer = await PostAsync(service, "predictions", project, contentType, Filled(body, tag));
        var missing = await service.ErrorAsync(404, "POST", $"projects/{project}/images/predictions", Content(contentType, Filled(body, Id)));

        Assert.False((bool)answer["IsBatchSuccessful"]!);
        Assert.Equal(
            [(Id, "ErrorSource", true), (Other.ToLowerInvariant(), "ErrorSource", true)],
            answer["Images"]!.AsArray().Select(result => ((string)result!["SourceUrl"]!, (string)result["Status"]!, result["Image"] is null)));
        Assert.Equal("NotFoundTag", missing);
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded", "Urls=a%3Fb%3Dc%26d+e&TagIds=", "a?b=c&d e")]
    [InlineData("application/xml", "<a><TagIds/><Urls><string>a?b=c&amp;d</string></Urls></a>", "a?b=c&d")]
    [InlineData("application/json", """{"TagIds":null,"Urls":["gr\u00fcn/\ud83d\ude00"]}""", "grün/😀")]
    public async Task An_item_is_what_it_was_before_it_was_escaped_and_no_tags_are_none(string contentType, string body, string url)
    {
        await using var service = await TestService.StartAsync();

        var answer = await PostAsync(service, "url", await service.NewProjectAsync(), contentType, body);

        Assert.Equal(url, (string)answer["Images"]![0]!["SourceUrl"]!);
    }

    [Theory]
    [InlineData("application/json", "", "JSON")]
    [InlineData("application/json", "{\"Urls\":[", "JSON")]
    [InlineData("application/json", "[\"http://127.0.0.1/\"]", "JSON object")]
    [InlineData("application/json", "{\"Urls\":\"http://127.0.0.1/\"}", "Urls must be an array")]
    [InlineData("application/json", "{\"Urls\":[1]}", "Urls must be an array")]
    [InlineData("application/json", "{\"Urls\":[\"\\ud800\"]}", "JSON")]
    [InlineData("application/json", "{\"\\ud800\":[]}", "JSON")]
    [InlineData("application/json", "{\"Urls\":[\"a\"],\"TagIds\":{}}", "TagIds must be an array")]
    [InlineData("application/xml", "<a><Urls>", "XML")]
    [InlineData("application/xml", "{}", "XML")]
    [InlineData("application/xml", "<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/hostname'>]><a><Urls>&b;</Urls></a>", "XML")]
    [InlineData("multipart/form-data; boundary=a", "--a--", "Content-Type")]
    [InlineData("nonsense", "{}", "Content-Type")]
    public async Task Garbage_is_refused_and_the_message_says_what_is_wrong_with_it(string contentType, string body, string named)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        using var response = await service.SendAsync("POST", $"projects/{project}/images/url", Content(contentType, body), accept: "application/json");
        var error = JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!;

        Assert.Equal((400, "BadRequest"), ((int)response.StatusCode, (string)error["Code"]!));
        Assert.Contains(named, (string)error["Message"]!, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("url", "{}", 400, "BadRequestImageBatch")]
    [InlineData("url", "{\"Urls\":[]}", 400, "BadRequestImageBatch")]
    [InlineData("url", "{\"Urls\":null}", 400, "BadRequestImageBatch")]
    [InlineData("predictions", "{\"Urls\":[\"a\"]}", 400, "BadRequestImageBatch")]
    [InlineData("url", "{\"Urls\":[\"a\"],\"TagIds\":[\"brick\"]}", 400, "BadRequestInvalidIds")]
    [InlineData("url", "{\"Urls\":[\"a\"],\"TagIds\":[null]}", 400, "BadRequestInvalidIds")]
    [InlineData("predictions", "{\"Ids\":[\"a\"]}", 400, "BadRequestInvalidIds")]
    [InlineData("predictions", "{\"Ids\":[null]}", 400, "BadRequestInvalidIds")]
    [InlineData("url", "{\"Urls\":[\"a\"],\"TagIds\":[\"" + Id + "\"]}", 404, "NotFoundTag")]
    [InlineData("predictions", "{\"Ids\":[\"" + Id + "\"],\"TagIds\":[\"" + Id + "\"]}", 404, "NotFoundTag")]
    public async Task A_batch_is_refused_as_a_whole_for_what_is_wrong_with_it(string path, string body, int status, string code)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        Assert.Equal(code, await service.ErrorAsync(status, "POST", $"projects/{project}/images/{path}", Content("application/json", body)));
    }

    [Theory]
    [InlineData("url", "Urls")]
    [InlineData("predictions", "Ids")]
    public async Task A_batch_has_at_most_64_items_and_a_project(string path, string items)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        string Batch(int count) => $$"""{"{{items}}":[{{string.Join(',', Enumerable.Repeat($"\"{Id}\"", count))}}]}""";

        var answer = await PostAsync(service, path, project, "application/json", Batch(64));

        Assert.Equal(64, answer["Images"]!.AsArray().Count);
        Assert.Equal("BadRequestExceededBatchSize", await service.ErrorAsync(400, "POST", $"projects/{project}/images/{path}", Content("application/json", Batch(65))));
        Assert.Equal("NotFoundProject", await service.ErrorAsync(404, "POST", $"projects/{Id}/images/{path}", Content("application/json", Batch(1))));
        Assert.Equal("BadRequestInvalidIds", await service.ErrorAsync(400, "POST", $"projects/textures/images/{path}", Content("application/json", Batch(1))));
        Assert.Equal("BadRequest", await service.ErrorAsync(400, "POST", $"projects/{project}/images/{path}", Content("application/json", new string(' ', 1024 * 1024 + 1))));
    }

    private static string Filled(string body, string tag) => body
        .Replace("TAG", tag, StringComparison.Ordinal)
        .Replace("OTHER", Other, StringComparison.Ordinal)
        .Replace("\"ID\"", $"\"{Id}\"", StringComparison.Ordinal)
        .Replace(">ID<", $">{Id}<", StringComparison.Ordinal)
        .Replace("=ID", $"={Id}", StringComparison.Ordinal);

    private static ByteArrayContent Content(string? contentType, string body) => TestService.Body(contentType, Encoding.UTF8.GetBytes(body));

    private static Task<JsonNode> PostAsync(TestService service, string path, string project, string? contentType, string body) =>
        service.JsonAsync("POST", $"projects/{project}/images/{path}", Content(contentType, body));
}
