using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Web;
using CustomVision.Tests;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace CustomVision.LocalService.Tests;

/// <summary>Attacks, and that nothing comes of them. More of them are in the tests of refusals, of binding and of URLs.</summary>
public sealed class ClosedTests
{
    private static readonly string[] Open = ["/_local/health", "/_local/images/{imageId}/{view}", "/_local/images/{exportId}/model"];

    [Fact]
    public async Task Every_path_of_the_API_and_of_its_own_is_closed_to_all_but_its_own_key()
    {
        await using var service = await TestService.StartAsync();
        using var stranger = new HttpClient();
        var tried = 0;

        foreach (var route in service.Routes.OfType<RouteEndpoint>().Where(route => IsClosed(route.RoutePattern.RawText!)))
        {
            var kind = route.Metadata.GetMetadata<RequiredKeyMetadata>()?.Kind;
            var (own, other) = kind == KeyKind.Prediction
                ? (TestService.PredictionKey, TestService.TrainingKey)
                : (TestService.TrainingKey, TestService.PredictionKey);
            (string Name, string? Value)[] attempts =
            [
                ("Training-key", null), ("Training-key", other), ("Prediction-key", other),
                (kind == KeyKind.Prediction ? "Training-key" : "Prediction-key", own),
                ("Ocp-Apim-Subscription-Key", own), ("Authorization", $"Bearer {own}"),
                ("Training-key", own[..^1]), ("Prediction-key", own[..^1]), ("Training-key", own + "x"), ("Prediction-key", own + "x"),
            ];
            foreach (var (name, value) in attempts)
                foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods)
                {
                    using var request = new HttpRequestMessage(new HttpMethod(method), $"{service.Endpoint}/{PathOf(route)}?key={own}");
                    if (value is not null)
                        request.Headers.TryAddWithoutValidation(name, value);
                    using var answer = await stranger.SendAsync(request, TestService.Cancel);
                    Assert.True(401 == (int)answer.StatusCode, $"{method} {route.RoutePattern.RawText} with {name}: {(int)answer.StatusCode}");
                    tried++;
                }
        }

        Assert.True(tried > 300, $"{tried}");

        // The pages for people have a sign-in of their own, and tests of it.
        static bool IsClosed(string path) =>
            path is not (PagePaths.Home or PagePaths.Favicon) && !path.StartsWith(PagePaths.Root, StringComparison.Ordinal) && !Open.Contains(path);

        static string PathOf(RouteEndpoint route) => string.Join('/', route.RoutePattern.PathSegments.Select(segment =>
            segment.Parts[0] switch
            {
                RoutePatternLiteralPart literal => literal.Content,
                RoutePatternParameterPart { Name: "version" } => $"v{route.Metadata.GetMetadata<ApiMetadata>()!.Versions[^1]}",
                _ => Guid.NewGuid().ToString(),
            }));
    }

    [Fact]
    public async Task A_web_page_is_given_no_leave_to_read_answers()
    {
        await using var service = await TestService.StartAsync();

        var asked = await RawHttp.SendAsync(
            service.Port,
            "OPTIONS /customvision/v1.0/Training/projects HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\n" +
            "Access-Control-Request-Method: GET\r\nAccess-Control-Request-Headers: training-key\r\nConnection: close\r\n\r\n");
        var got = await RawHttp.SendAsync(
            service.Port, "GET /_local/health HTTP/1.1\r\nHost: localhost\r\nOrigin: http://evil.example\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 405 ", asked, StringComparison.Ordinal);
        Assert.DoesNotContain("Access-Control", asked + got, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("long line", 414)]
    [InlineData("long header", 431)]
    [InlineData("many headers", 431)]
    [InlineData("two hosts", 400)]
    [InlineData("no version", 400)]
    [InlineData("both lengths", 400)]
    public async Task A_head_that_is_too_large_or_means_two_things_is_refused_before_anything_is_done(string what, int status)
    {
        await using var service = await TestService.StartAsync();
        var line = what == "long line" ? $"POST /customvision/v1.0/Training/projects?name={new string('a', 70_000)} HTTP/1.1" : "POST /customvision/v1.0/Training/projects?name=a HTTP/1.1";
        var more = what switch
        {
            "long header" => $"X: {new string('a', 33_000)}\r\n",
            "many headers" => string.Concat(Enumerable.Range(0, 101).Select(number => $"X-{number.ToString(CultureInfo.InvariantCulture)}: a\r\n")),
            "two hosts" => "Host: evil.example\r\n",
            "both lengths" => "Content-Length: 5\r\nContent-Length: 6\r\n",
            _ => "",
        };
        if (what == "no version")
            line = "POST /customvision/v1.0/Training/projects?name=a";

        var answer = await RawHttp.SendAsync(service.Port, $"{line}\r\nHost: localhost\r\n{more}Training-key: {TestService.TrainingKey}\r\nConnection: close\r\n\r\n");

        Assert.StartsWith($"HTTP/1.1 {status} ", answer, StringComparison.Ordinal);
        Assert.Empty((await service.JsonAsync("GET", "projects")).AsArray());
    }

    [Theory]
    [InlineData("X: {0}\r\n", 33 * 1024)]
    [InlineData("Content-Disposition: form-data; filename=\"{0}\"\r\n", 33 * 1024)]
    public async Task The_head_of_a_part_is_limited(string header, int length)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var head = string.Format(CultureInfo.InvariantCulture, header, new string('a', length));

        var code = await service.ErrorAsync(400, "POST", $"projects/{project}/images/image", Form(head, TestImages.New()));

        Assert.Equal("BadRequestImageBatch", code);
    }

    [Fact]
    public async Task A_part_has_a_limited_number_of_headers()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var head = string.Concat(Enumerable.Range(0, 100).Select(number => $"X-{number.ToString(CultureInfo.InvariantCulture)}: a\r\n"));

        Assert.Equal("BadRequestImageBatch", await service.ErrorAsync(400, "POST", $"projects/{project}/images/image", Form(head, TestImages.New())));
    }

    [Theory]
    [InlineData(60, true)]
    [InlineData(65, false)]
    [InlineData(100_000, false)]
    public async Task Bodies_are_nested_no_deeper_than_64(int depth, bool isRead)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var json = $$"""{"Name":"read","a":{{new string('[', depth)}}{{new string(']', depth)}}}""";
        var xml = $"<P><Name>read</Name>{string.Concat(Enumerable.Repeat("<a>", depth))}{string.Concat(Enumerable.Repeat("</a>", depth))}</P>";

        foreach (var (type, body) in new[] { ("application/json", json), ("application/xml", xml) })
        {
            var content = TestService.Body(type, TestService.Text(body));
            if (isRead)
                await service.JsonAsync("PATCH", $"projects/{project}", content);
            else
                Assert.Equal("BadRequest", await service.ErrorAsync(400, "PATCH", $"projects/{project}", content));
        }
        Assert.Equal(isRead ? "read" : "textures", (string)(await service.JsonAsync("GET", $"projects/{project}"))["Name"]!);
        var fault = TestService.Body("application/json", TestService.Text(new string('[', depth)));
        Assert.Equal("BadRequest", await service.ErrorAsync(400, "POST", $"{service.Endpoint}/_local/faults", fault));
    }

    [Theory]
    [InlineData("""<!DOCTYPE P [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><P><Name>&b;</Name></P>""")]
    [InlineData("""<!DOCTYPE P SYSTEM "http://127.0.0.1:1/a.dtd"><P><Name>a</Name></P>""")]
    public async Task Xml_defines_nothing_and_fetches_nothing(string body)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        Assert.Equal("BadRequest", await service.ErrorAsync(400, "PATCH", $"projects/{project}", TestService.Body("text/xml", TestService.Text(body))));
    }

    [Theory]
    [InlineData("projects/{project}", "PATCH")]
    [InlineData("projects/{project}/images/url", "POST")]
    [InlineData("/_local/faults", "POST")]
    [InlineData("/_local/settings", "PATCH")]
    [InlineData("/_local/reset", "POST")]
    public async Task A_body_that_is_read_as_a_whole_has_at_most_a_megabyte(string path, string method)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        path = path.StartsWith('/') ? service.Endpoint + path : path.Replace("{project}", project, StringComparison.Ordinal);
        var body = TestService.Text($$"""{"a":"{{new string('a', 1024 * 1024)}}"}""");

        Assert.Equal("BadRequest", await service.ErrorAsync(400, method, path, TestService.Body("application/json", body)));
    }

    [Fact]
    public async Task What_is_too_much_at_once_is_503_uploads_that_are_still_arriving_included()
    {
        await using var service = await TestService.StartAsync(with: options => options with { MaxConcurrentRequests = 2 });
        var project = await service.NewProjectAsync();
        using var first = await BeginUploadAsync(service, project);
        using var second = await BeginUploadAsync(service, project);
        await StatusBecomesAsync(service, 503);

        using var refused = await service.SendAsync("POST", $"projects/{project}/images/image", TestService.Multipart([TestImages.Png(700, 700), TestImages.New()]));
        using var health = await service.SendAsync("GET", $"{service.Endpoint}/_local/health");
        Assert.Equal(
            """{"statusCode":503,"message":"The local service is already processing 2 requests. Please retry after 1 second."}""",
            await refused.Content.ReadAsStringAsync(TestService.Cancel));
        Assert.Equal((503, "1"), ((int)refused.StatusCode, refused.Headers.RetryAfter!.ToString()));
        Assert.Equal(200, (int)health.StatusCode);

        // The two were not disturbed, and when they have been answered there is room again.
        foreach (var upload in new[] { first, second })
            Assert.Contains("\"IsBatchSuccessful\":true", await EndUploadAsync(upload), StringComparison.Ordinal);
        await StatusBecomesAsync(service, 200);
        Assert.Equal(2, (int)(await service.JsonAsync("GET", $"projects/{project}/tags"))["TotalUntaggedImages"]!);
    }

    [Fact]
    public async Task Connections_beyond_the_limit_are_closed_and_the_others_go_on()
    {
        await using var service = await TestService.StartAsync(with: options => options with { MaxConcurrentRequests = 1 });
        var connections = new List<TcpClient>();
        try
        {
            for (var number = 0; number < 9; number++)
            {
                var client = new TcpClient();
                connections.Add(client);
                await client.ConnectAsync(IPAddress.Loopback, service.Port, TestService.Cancel);
                Assert.Equal(number < 8, await IsAnsweredAsync(client));
            }
            Assert.True(await IsAnsweredAsync(connections[0]));
        }
        finally
        {
            connections.ForEach(client => client.Dispose());
        }

        static async Task<bool> IsAnsweredAsync(TcpClient client)
        {
            try
            {
                await client.GetStream().WriteAsync("GET /_local/health HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray(), TestService.Cancel);
                return await client.GetStream().ReadAsync(new byte[4096], TestService.Cancel) > 0;
            }
            catch (IOException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task No_name_of_a_file_and_no_path_reaches_the_file_system()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("a", "b", "data");
        await using var service = await TestService.StartAsync(data);
        var project = await service.NewProjectAsync();
        string[] names =
        [
            "../../../evil.png", "..\\..\\evil.png", "/etc/evil.png", folder.PathOf("evil.png"), "C:\\evil.png", "\\\\evil\\share\\evil.png",
            "....//....//evil.png", "%2e%2e%2fevil.png", "evil.png\0.png", "CON", "~/evil.png", "store.db", "../store.db", "evil.png/",
        ];
        foreach (var (name, image) in names.SelectMany(name => (byte[][])[TestImages.New(), Large()], (name, image) => (name, image)))
        {
            var answer = await service.JsonAsync(
                "POST", $"projects/{project}/images/image", Form($"Content-Disposition: form-data; name=\"{name}\"; filename=\"{name}\"\r\n", image));
            Assert.Equal("OK", (string)answer["Images"]![0]!["Status"]!);
        }
        foreach (var path in (string[])["..%2f..%2fstore.db/image", "..%5c..%5cstore.db/image", "%2e%2e/%2e%2e/lock", $"{Guid.NewGuid()}/..%2f..%2f..%2fstore.db", "%00/image"])
        {
            var answer = await RawHttp.SendAsync(
                service.Port, $"GET /_local/images/{path}?sig=a HTTP/1.1\r\nHost: localhost\r\nTraining-key: {TestService.TrainingKey}\r\nConnection: close\r\n\r\n");
            Assert.Matches("^HTTP/1.1 40[034] ", answer);
            Assert.DoesNotContain("SQLite", answer, StringComparison.Ordinal);
        }

        var files = Directory.EnumerateFiles(folder.Path, "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(folder.Path, file).Replace('\\', '/'))
            .Where(file => !file.StartsWith("a/b/data/store.db", StringComparison.Ordinal) && file is not ("a/b/data/lock" or "a/b/data/reserve"));
        Assert.Empty(files);
        Assert.Equal(2 * names.Length, StoredImages.In(data).Count);

        static byte[] Large()
        {
            var image = TestImages.New();
            Array.Resize(ref image, 100_000);
            return image;
        }
    }

    private static ByteArrayContent Form(string head, byte[] image) => TestService.Body(
        "multipart/form-data; boundary=xyz", TestService.Text($"--xyz\r\n{head}\r\n"), image, TestService.Text("\r\n--xyz--\r\n"));

    private static async Task StatusBecomesAsync(TestService service, int status)
    {
        var limit = Stopwatch.StartNew();
        var seen = 0;
        while (seen != status && limit.Elapsed < TimeSpan.FromSeconds(30))
        {
            using var answer = await service.SendAsync("GET", "domains");
            seen = (int)answer.StatusCode;
        }
        Assert.Equal(status, seen);
    }

    /// <summary>Sends all of an upload but its end.</summary>
    private static async Task<TcpClient> BeginUploadAsync(TestService service, string project)
    {
        var image = TestImages.New();
        var head = Encoding.ASCII.GetBytes(
            $"POST /customvision/v1.0/Training/projects/{project}/images/image HTTP/1.1\r\nHost: localhost\r\n" +
            $"Training-key: {TestService.TrainingKey}\r\nContent-Type: application/octet-stream\r\nContent-Length: {image.Length + 1}\r\nConnection: close\r\n\r\n");
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Port, TestService.Cancel);
        await client.GetStream().WriteAsync((byte[])[.. head, .. image], TestService.Cancel);
        return client;
    }

    private static async Task<string> EndUploadAsync(TcpClient client)
    {
        await client.GetStream().WriteAsync(new byte[1], TestService.Cancel);
        using var reader = new StreamReader(client.GetStream());
        return await reader.ReadToEndAsync(TestService.Cancel);
    }
}
