using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

/// <summary>Where images are fetched from, and what becomes of what is found there.</summary>
public sealed class UrlImportTests
{
    private const int MaxImageBytes = 6 * 1024 * 1024;

    [Fact]
    public async Task Images_of_this_machine_are_stored_with_their_tags_under_their_urls()
    {
        await using var service = await TestService.StartAsync();
        await using var source = new ImageSource();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "a");
        var image = TestImages.Png(30, 20);
        var (first, same) = (source.Add("/a.png?sig=1", image), source.Add("/b.png", image));

        var answer = await ImportAsync(service, project, [first, source.Add("/c", TestImages.New()), same], tag);

        Assert.Equal(["IsBatchSuccessful", "Images"], answer.AsObject().Select(member => member.Key));
        Assert.False((bool)answer["IsBatchSuccessful"]!);
        var results = answer["Images"]!.AsArray();
        Assert.Equal(["OK", "OK", "OKDuplicate"], results.Select(result => (string)result!["Status"]!));
        Assert.Equal([first, source.Url("/c"), same], results.Select(result => (string)result!["SourceUrl"]!));
        Assert.Equal(tag, (string)results[0]!["Image"]!["Labels"]![0]!["TagId"]!);
        Assert.Equal(30, (int)results[0]!["Image"]!["Width"]!);
        Assert.Equal(2, (int)(await service.JsonAsync("GET", $"projects/{project}/tags/{tag}"))["ImageCount"]!);
        Assert.All(source.Requests, request => Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase));
        Assert.All(source.Requests, request => Assert.DoesNotContain("key", request, StringComparison.OrdinalIgnoreCase));
        Assert.Equal(("CreateImagesFromUrls", 3), (await service.RequestsAsync()) is [_, _, var noted, ..] ? ((string)noted!["operation"]!, (int)noted["imageCount"]!) : default);
    }

    [Fact]
    public async Task What_is_no_image_or_cannot_be_had_says_so_and_its_neighbours_are_stored()
    {
        await using var service = await TestService.StartAsync();
        await using var source = new ImageSource();
        var project = await service.NewProjectAsync();
        var cases = new (string Url, string Status)[]
        {
            (source.Add("/good", TestImages.New()), "OK"),
            (source.Add("/text", TestService.Text("no image")), "ErrorImageFormat"),
            (source.Add("/empty", []), "ErrorImageFormat"),
            (source.Add("/wide", TestImages.Bmp(10_001)), "ErrorImageSize"),
            (source.Add("/large", Padded(MaxImageBytes + 1)), "ErrorImageSize"),
            (source.Add("/largest", Padded(MaxImageBytes)), "OK"),
            (source.Add("/missing", TestImages.New(), "404 Not Found"), "ErrorSource"),
            (source.Add("/partial", TestImages.New(), "206 Partial Content"), "ErrorSource"),
            (source.Add("/nonsense", (stream, cancel) => stream.WriteAsync("nonsense\r\n\r\n"u8.ToArray(), cancel).AsTask()), "ErrorSource"),
            (source.Add("/cut", (stream, cancel) => stream.WriteAsync("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nBM"u8.ToArray(), cancel).AsTask()), "ErrorSource"),
            ("http://127.0.0.1:1/refused", "ErrorSource"),
            ("file:///etc/hostname", "ErrorSource"),
            ("ftp://127.0.0.1/a.png", "ErrorSource"),
            ("/a.png", "ErrorSource"),
            ("http://", "ErrorSource"),
            ("", "ErrorSource"),
            (source.Add("/last", TestImages.New()), "OK"),
        };

        var results = (await ImportAsync(service, project, cases.Select(item => item.Url)))["Images"]!.AsArray();

        Assert.Equal(cases, results.Select(result => ((string)result!["SourceUrl"]!, (string)result["Status"]!)));
        Assert.All(results, result => Assert.Equal(((string)result!["Status"]!).StartsWith("OK", StringComparison.Ordinal), result["Image"] is not null));
        Assert.Equal(3, (int)(await service.JsonAsync("GET", $"projects/{project}/tags"))["TotalUntaggedImages"]!);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_cut_off_when_it_is_too_large()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        await using var source = new ImageSource();
        var project = await service.NewProjectAsync();
        var sent = new TaskCompletionSource<long>();
        var url = source.Add("/endless", async (stream, cancel) =>
        {
            long count = 0;
            try
            {
                await stream.WriteAsync("HTTP/1.1 200 OK\r\n\r\n"u8.ToArray(), cancel);
                for (var piece = new byte[64 * 1024]; ; count += piece.Length)
                    await stream.WriteAsync(piece, cancel);
            }
            finally
            {
                sent.SetResult(count);
            }
        });

        Assert.Equal("ErrorImageSize", await StatusAsync(service, project, url));

        // What the system's buffers took in comes on top.
        Assert.InRange(await sent.Task.WaitAsync(TestService.Cancel), MaxImageBytes - 64 * 1024, 4 * MaxImageBytes);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nBM")]
    public async Task A_source_that_says_no_more_is_left_after_ten_seconds(string beginning)
    {
        var clock = new HeldClock();
        await using var service = await TestService.StartAsync(clock: clock);
        await using var source = new ImageSource();
        var project = await service.NewProjectAsync();
        var said = new TaskCompletionSource();
        var url = source.Add("/silent", async (stream, cancel) =>
        {
            await stream.WriteAsync(TestService.Text(beginning), cancel);
            said.SetResult();
            await Task.Delay(Timeout.Infinite, cancel);
        });

        var status = StatusAsync(service, project, url);
        await said.Task.WaitAsync(TestService.Cancel);
        clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(status.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Equal("ErrorSource", await status);
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_fetching()
    {
        await using var service = await TestService.StartAsync();
        await using var source = new ImageSource();
        var project = await service.NewProjectAsync();
        var (asked, left) = (new TaskCompletionSource(), new TaskCompletionSource());
        var url = source.Add("/silent", async (stream, cancel) =>
        {
            asked.SetResult();
            // The connection ends when the service lets go of it.
            Assert.Equal(0, await stream.ReadAsync(new byte[1], cancel));
            left.SetResult();
        });
        using var going = CancellationTokenSource.CreateLinkedTokenSource(TestService.Cancel);

        var import = service.Client.PostAsync($"projects/{project}/images/url", Batch([url]), going.Token);
        await asked.Task.WaitAsync(TestService.Cancel);
        await going.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => import);
        await left.Task.WaitAsync(TestService.Cancel);
    }

    [Theory]
    [InlineData(3, "OK")]
    [InlineData(4, "ErrorSource")]
    public async Task Three_redirects_are_followed_and_no_more(int redirects, string status)
    {
        await using var service = await TestService.StartAsync();
        await using var source = new ImageSource();
        var project = await service.NewProjectAsync();
        source.Add("/0", TestImages.New());
        for (var hop = 1; hop <= redirects; hop++)
            source.Add($"/{hop}", [], "302 Found", source.Url($"/{hop - 1}"));

        Assert.Equal(status, await StatusAsync(service, project, source.Url($"/{redirects}")));
        Assert.All(source.Requests, request => Assert.DoesNotContain("Cookie", request, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_host_that_is_not_allowed_gets_no_connection_and_one_that_is_gets_one()
    {
        // 0.0.0.0 is no loopback address, and still leads here.
        await using var source = new ImageSource(IPAddress.Any);
        var url = source.Url("/a", "0.0.0.0");
        source.Add("/a", TestImages.New());
        source.Add("/away", [], "302 Found", url);

        await using (var closed = await TestService.StartAsync())
        {
            var project = await closed.NewProjectAsync();
            Assert.Equal("ErrorSource", await StatusAsync(closed, project, url));
            Assert.Empty(source.Requests);
            Assert.Equal("ErrorSource", await StatusAsync(closed, project, source.Url("/away")));
            Assert.StartsWith("GET /away ", Assert.Single(source.Requests), StringComparison.Ordinal);
            Assert.Equal("ErrorSource", await StatusAsync(closed, project, "http://192.0.2.1/a.png"));
        }

        Assert.SkipWhen(OperatingSystem.IsWindows(), "0.0.0.0 cannot be connected to on Windows.");
        await using var open = await TestService.StartAsync(with: options => options with { AllowedUrlHosts = [new AllowedHost("0.0.0.0", source.Port)] });
        Assert.Equal("OK", await StatusAsync(open, await open.NewProjectAsync(), source.Url("/away")));
    }

    [Theory]
    [InlineData("301 Moved Permanently", "OK")]
    [InlineData("302 Found", "OK")]
    [InlineData("303 See Other", "OK")]
    [InlineData("307 Temporary Redirect", "OK")]
    [InlineData("308 Permanent Redirect", "OK")]
    [InlineData("300 Multiple Choices", "ErrorSource")]
    [InlineData("304 Not Modified", "ErrorSource")]
    public async Task A_redirect_may_leave_out_the_host_and_has_one_of_five_statuses(string answered, string status)
    {
        await using var service = await TestService.StartAsync();
        await using var source = new ImageSource();
        source.Add("/folder/a.png?size=2", TestImages.New());
        source.Add("/folder/old", [], answered, "a.png?size=2");

        Assert.Equal(status, await StatusAsync(service, await service.NewProjectAsync(), source.Url("/folder/old")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("http://")]
    public async Task A_redirect_to_nowhere_is_no_source(string location)
    {
        await using var service = await TestService.StartAsync();
        await using var source = new ImageSource();
        source.Add("/a", [], "302 Found", location);

        Assert.Equal("ErrorSource", await StatusAsync(service, await service.NewProjectAsync(), source.Url("/a")));
    }

    [Fact]
    public async Task A_redirect_from_a_host_that_is_allowed_to_one_that_is_not_gets_no_connection()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "0.0.0.0 cannot be connected to on Windows.");
        await using var allowed = new ImageSource(IPAddress.Any);
        await using var other = new ImageSource(IPAddress.Any);
        other.Add("/a", TestImages.New());
        allowed.Add("/a", TestImages.New());
        allowed.Add("/away", [], "302 Found", other.Url("/a", "0.0.0.0"));
        await using var service = await TestService.StartAsync(with: options => options with { AllowedUrlHosts = [new AllowedHost("0.0.0.0", allowed.Port)] });
        var project = await service.NewProjectAsync();

        Assert.Equal("ErrorSource", await StatusAsync(service, project, allowed.Url("/away", "0.0.0.0")));

        Assert.Single(allowed.Requests);
        Assert.Empty(other.Requests);
        Assert.Equal("OK", await StatusAsync(service, project, allowed.Url("/a", "0.0.0.0")));
    }

    [Theory]
    [InlineData("http://0:{0}/a")]
    [InlineData("http://0.0.0.0:{0}/a")]
    [InlineData("http://0x0:{0}/a")]
    [InlineData("http://[::]:{0}/a")]
    [InlineData("http://[::ffff:0.0.0.0]:{0}/a")]
    [InlineData("http://[::ffff:169.254.169.254]/a")]
    [InlineData("http://169.254.169.254/latest/meta-data")]
    [InlineData("http://0xa9fea9fe/a")]
    [InlineData("http://2852039166/a")]
    [InlineData("http://192.0.2.1#@127.0.0.1:{0}/a")]
    [InlineData("http://127.0.0.1:{0}@192.0.2.1/a")]
    [InlineData("file://127.0.0.1/etc/hostname")]
    [InlineData("\\\\127.0.0.1\\a")]
    [InlineData("file:///etc/hostname")]
    [InlineData("ftp://127.0.0.1:{0}/a")]
    [InlineData("gopher://127.0.0.1:{0}/a")]
    [InlineData("ws://127.0.0.1:{0}/a")]
    [InlineData("wss://127.0.0.1:{0}/a")]
    [InlineData("unix:/a")]
    [InlineData("data:image/png;base64,iVBORw0KGgo=")]
    public async Task An_address_in_disguise_is_not_fetched_neither_at_once_nor_by_a_redirect(string disguised)
    {
        await using var source = new ImageSource(IPAddress.Any);
        source.Add("/a", TestImages.New());
        var url = string.Format(CultureInfo.InvariantCulture, disguised, source.Port);
        source.Add("/redirect", [], "302 Found", url);
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        Assert.Equal("ErrorSource", await StatusAsync(service, project, url));
        Assert.Equal("ErrorSource", await StatusAsync(service, project, source.Url("/redirect")));
        Assert.StartsWith("GET /redirect ", Assert.Single(source.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task More_images_than_are_fetched_at_once_all_come()
    {
        await using var service = await TestService.StartAsync();
        await using var source = new ImageSource();
        var project = await service.NewProjectAsync();
        string[] urls = [.. Enumerable.Range(0, 64).Select(number => source.Add($"/{number}", TestImages.New()))];

        var answer = await ImportAsync(service, project, urls);

        Assert.True((bool)answer["IsBatchSuccessful"]!);
        Assert.Equal(urls, answer["Images"]!.AsArray().Select(result => (string)result!["SourceUrl"]!));
    }

    private static ByteArrayContent Batch(IEnumerable<string> urls, params string[] tagIds) => TestService.Body(
        "application/json",
        TestService.Text(new JsonObject
        {
            ["TagIds"] = new JsonArray([.. tagIds.Select(id => JsonValue.Create(id))]),
            ["Urls"] = new JsonArray([.. urls.Select(url => JsonValue.Create(url))]),
        }.ToJsonString()));

    private static Task<JsonNode> ImportAsync(TestService service, string project, IEnumerable<string> urls, params string[] tagIds) =>
        service.JsonAsync("POST", $"projects/{project}/images/url", Batch(urls, tagIds));

    private static async Task<string> StatusAsync(TestService service, string project, string url) =>
        (string)(await ImportAsync(service, project, [url]))["Images"]!.AsArray().Single()!["Status"]!;

    private static byte[] Padded(int length)
    {
        var image = TestImages.Jpeg(64, 64);
        Array.Resize(ref image, length);
        return image;
    }
}
