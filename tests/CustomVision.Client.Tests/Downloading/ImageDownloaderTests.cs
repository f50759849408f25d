using System.Threading.Channels;

namespace CustomVision.Client.Tests.Downloading;

/// <summary>Images become files, whole or not at all, and nothing is fetched twice.</summary>
public sealed class ImageDownloaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("FFD8FFE000104A46", ".jpg")]
    [InlineData("89504E470D0A1A0A00", ".png")]
    [InlineData("474946383961", ".gif")]
    [InlineData("424D3600", ".bmp")]
    public async Task An_image_is_saved_with_the_extension_of_what_it_is(string content, string extension)
    {
        await using var server = new ScriptedServer(ServerReply.Of(200, "application/octet-stream", Convert.FromHexString(content)));
        var download = NewDownload(server, 1);

        var result = Assert.Single(await RunAsync([download]));

        Assert.Equal((DownloadStatus.Saved, download.Target + extension, 1, true), (result.Status, result.Path, result.Attempts, result.IsSaved));
        Assert.Equal(content, Convert.ToHexString(File.ReadAllBytes(result.Path!)));
        Assert.Equal(content.Length / 2, result.Length);
        Assert.Same(download.Image, result.Image);
        Assert.Equal([result.Path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task The_request_holds_nothing_but_the_address()
    {
        await using var server = new ScriptedServer(Jpeg);

        await RunAsync([NewDownload(server, 1)]);

        var request = Assert.Single(server.Requests);
        Assert.Equal("GET /p/1?sig=s%2Fecret", request.Line);
        Assert.Equal(["Host"], request.Headers.Select(header => header.Key));
    }

    [Fact]
    public async Task What_is_there_is_not_fetched_again_and_what_is_missing_is()
    {
        await using var server = new ScriptedServer(Jpeg);
        ImageDownload[] downloads = [.. Enumerable.Range(1, 5).Select(i => NewDownload(server, i))];
        await RunAsync(downloads);
        File.Delete(downloads[2].Target + ".jpg");
        File.WriteAllBytes(downloads[3].Target + ".jpg", []); // a whole image is not empty, so this is none

        var results = await RunAsync(downloads);

        Assert.Equal(["AlreadyThere", "AlreadyThere", "Saved", "Saved", "AlreadyThere"], results.Select(result => result.Status));
        Assert.Equal([0, 0, 1, 1, 0], results.Select(result => result.Attempts));
        Assert.Equal(7, server.Requests.Count);
        Assert.All(results, result => Assert.Equal(File.ReadAllBytes(result.Path!).Length, result.Length));
    }

    [Fact]
    public async Task A_file_there_is_replaced_only_when_told()
    {
        await using var server = new ScriptedServer(Jpeg);
        var download = NewDownload(server, 1);
        File.WriteAllText(download.Target + ".jpg", "mine");

        Assert.Equal(DownloadStatus.AlreadyThere, Assert.Single(await RunAsync([download])).Status);
        Assert.Equal("mine", File.ReadAllText(download.Target + ".jpg"));

        Assert.Equal(DownloadStatus.Saved, Assert.Single(await RunAsync([download], new DownloadSetup { Overwrite = true })).Status);
        Assert.Equal(JpegOf("/p/1"), File.ReadAllBytes(download.Target + ".jpg"));
        Assert.Single(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task What_a_killed_run_has_left_is_written_over()
    {
        await using var server = new ScriptedServer(Jpeg);
        var download = NewDownload(server, 1);
        File.WriteAllBytes(download.Target + ".partial", new byte[100_000]);

        var result = Assert.Single(await RunAsync([download]));

        Assert.Equal(JpegOf("/p/1"), File.ReadAllBytes(result.Path!));
        Assert.Equal([result.Path], Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task An_image_that_was_cut_off_is_fetched_again()
    {
        var whole = JpegOf("/p/1");
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn == 1
            ? ServerReply.Raw($"HTTP/1.1 200 OK\r\nContent-Length: {whole.Length}\r\n\r\n\u00FF\u00D8\u00FF")
            : Jpeg(request));

        var result = Assert.Single(await RunAsync([NewDownload(server, 1)]));

        Assert.Equal((DownloadStatus.Saved, 2), (result.Status, result.Attempts));
        Assert.Equal(whole, File.ReadAllBytes(result.Path!));
    }

    [Fact]
    public async Task An_image_that_is_cut_off_every_time_leaves_nothing()
    {
        await using var server = new ScriptedServer(ServerReply.Raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\u00FF\u00D8\u00FF"));

        var result = Assert.Single(await RunAsync([NewDownload(server, 1)], new DownloadSetup { MaxRetry = 1 }));

        Assert.Equal((DownloadStatus.ErrorRequest, 2, false), (result.Status, result.Attempts, result.IsSaved));
        Assert.IsType<ConnectionFailedException>(result.Error);
        Assert.Null(result.Path);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(404)]
    [InlineData(410)]
    public async Task A_link_that_has_expired_is_told_and_costs_the_others_nothing(int status)
    {
        await using var server = new ScriptedServer(request => request.Target.StartsWith("/p/2?", StringComparison.Ordinal)
            ? ServerReply.Text("application/xml", "<Error><Code>AuthenticationFailed</Code></Error>", status)
            : Jpeg(request));

        var results = await RunAsync([.. Enumerable.Range(1, 3).Select(i => NewDownload(server, i))]);

        Assert.Equal(["Saved", "ErrorLinkExpired", "Saved"], results.Select(result => result.Status));
        Assert.Equal(1, results[1].Attempts);
        Assert.Contains($"(DownloadImage: {status}", results[1].Message);
        Assert.Contains("AuthenticationFailed", results[1].Message);
    }

    [Fact]
    public async Task What_is_no_image_is_not_kept()
    {
        await using var server = new ScriptedServer(ServerReply.Text("text/html", "<html>Sign in to the network</html>"));

        var result = Assert.Single(await RunAsync([NewDownload(server, 1)]));

        Assert.Equal((DownloadStatus.ErrorImageFormat, 1), (result.Status, result.Attempts));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("Content-Length: 2000\r\n")]
    [InlineData("")]
    public async Task What_is_too_large_is_not_kept(string header)
    {
        await using var server = new ScriptedServer(ServerReply.Raw($"HTTP/1.1 200 OK\r\n{header}\r\n\u00FF\u00D8\u00FF{new string('x', 1997)}"));

        var result = Assert.Single(await RunAsync([NewDownload(server, 1)], new DownloadSetup { LargestImage = 1999 }));

        Assert.Equal((DownloadStatus.ErrorImageSize, 1), (result.Status, result.Attempts));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\u00FF\u00D8\u00FF")]
    [InlineData("")]
    public async Task An_answer_that_does_not_end_is_given_up_in_time(string begins)
    {
        await using var server = new ScriptedServer(ServerReply.Raw(begins).Unfinished);

        var result = Assert.Single(await RunAsync(
            [NewDownload(server, 1)], new DownloadSetup { MaxRetry = 0, RequestTimeout = TimeSpan.FromMilliseconds(200) }));

        Assert.Equal(DownloadStatus.ErrorRequest, result.Status);
        Assert.True(Assert.IsType<ConnectionFailedException>(result.Error).TimedOut);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task Trouble_that_passes_is_waited_out()
    {
        var turn = 0;
        await using var server = new ScriptedServer(request => ++turn switch
        {
            1 => ServerReply.Raw("HTTP/1.1 200 "), // where nothing at all comes, .NET asks again by itself
            2 => ServerReply.Empty(429, "Retry-After: 7\r\n"),
            3 => ServerReply.Empty(503),
            _ => Jpeg(request),
        });

        var result = Assert.Single(await RunAsync([NewDownload(server, 1)]));

        Assert.Equal((DownloadStatus.Saved, 4), (result.Status, result.Attempts));
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(302, "Location: http://127.0.0.1:1/elsewhere\r\n"));

        var result = Assert.Single(await RunAsync([NewDownload(server, 1)]));

        Assert.Equal(DownloadStatus.ErrorRequest, result.Status);
        Assert.Contains("302", result.Message);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not an address")]
    [InlineData("file:///etc/hostname")]
    public async Task Without_an_address_of_the_web_nothing_is_read(string? uri)
    {
        var download = new ImageDownload(new Image { Id = Guid.NewGuid(), OriginalImageUri = uri }, folder.PathOf("a"));

        var result = Assert.Single(await RunAsync([download]));

        Assert.Equal((DownloadStatus.ErrorRequest, 0), (result.Status, result.Attempts));
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    [Fact]
    public async Task An_image_listed_twice_is_fetched_once()
    {
        await using var server = new ScriptedServer(Jpeg);
        var download = NewDownload(server, 1);

        var results = await RunAsync([.. Enumerable.Repeat(download, 8)]);

        Assert.Equal([DownloadStatus.Saved, .. Enumerable.Repeat(DownloadStatus.AlreadyThere, 7)], results.Select(result => result.Status).OrderDescending());
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_a_result()
    {
        await using var server = new ScriptedServer(Jpeg);
        var occupied = folder.Write("occupied", [1]);

        var results = await RunAsync([NewDownload(server, 1) with { Target = Path.Combine(occupied, "1") }, NewDownload(server, 2)]);

        Assert.Equal(["ErrorFile", "Saved"], results.Select(result => result.Status));
        Assert.StartsWith("The file cannot be written: ", results[0].Message);
        Assert.Equal([1], File.ReadAllBytes(occupied));
    }

    [Fact]
    public async Task Another_run_at_the_same_image_is_left_alone()
    {
        await using var server = new ScriptedServer(Jpeg);
        var download = NewDownload(server, 1);
        ImageDownloadResult result;

        using (new FileStream(download.Target + ".partial", FileMode.Create, FileAccess.Write, FileShare.None))
            result = Assert.Single(await RunAsync([download]));

        Assert.Equal(DownloadStatus.ErrorFile, result.Status);
        Assert.True(File.Exists(download.Target + ".partial"), "The file of the other run is not ours to delete.");
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task No_message_repeats_what_opens_the_image()
    {
        var turn = 0;
        await using var server = new ScriptedServer(_ => ++turn == 1 ? ServerReply.Empty(403) : ServerReply.Drop);

        var results = await RunAsync([NewDownload(server, 1), NewDownload(server, 2)], new DownloadSetup { ThrottleLimit = 1, MaxRetry = 0 });

        Assert.All(results, result => Assert.DoesNotContain("ecret", $"{result.Message} {result.Error}"));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_stop_returns_at_once_and_leaves_neither_halves_nor_open_files()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = new ScriptedServer(ServerReply.Raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\u00FF\u00D8\u00FF").Unfinished);
        var running = new ImageDownloader(new DownloadSetup().Client, _ => Task.CompletedTask)
            .DownloadAsync(Input(Enumerable.Range(1, 10).Select(i => NewDownload(server, i))), stop.Token);
        for (var i = 0; i < 4; i++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        Assert.Empty(Directory.GetFiles(folder.Path));
    }

    internal static byte[] JpegOf(string path) => [0xFF, 0xD8, 0xFF, .. System.Text.Encoding.ASCII.GetBytes(path), .. UploadRuns.Content(path.Length, 500)];

    internal static ServerReply Jpeg(ReceivedRequest request) => ServerReply.Of(200, "image/jpeg", JpegOf(request.Target.Split('?')[0]));

    internal static ChannelReader<ImageDownload> Input(IEnumerable<ImageDownload> downloads)
    {
        var channel = Channel.CreateUnbounded<ImageDownload>();
        foreach (var download in downloads)
            channel.Writer.TryWrite(download);
        channel.Writer.Complete();
        return channel.Reader;
    }

    /// <summary>Fetches these, with time that passes by itself, and sees to it that each came out exactly once and in order.</summary>
    internal static async Task<IReadOnlyList<ImageDownloadResult>> RunAsync(IReadOnlyList<ImageDownload> downloads, DownloadSetup? options = null)
    {
        var results = new List<ImageDownloadResult>();
        var setup = (options ?? new DownloadSetup()) with { Clock = options?.Clock as FakeClock ?? new FakeClock(runs: true) };
        var downloader = new ImageDownloader(
            setup.Client,
            result =>
            {
                results.Add(result);
                return Task.CompletedTask;
            },
            setup.Options);

        await downloader.DownloadAsync(Input(downloads), TestContext.Current.CancellationToken)
            .WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);

        Assert.Equal(downloads.Select(download => download.Image.Id), results.Select(result => result.Image!.Id));
        Assert.All(results, result => Assert.Equal(result.IsSaved, result.Message is null));
        Assert.All(results, result => Assert.Equal(result.IsSaved, result.Path is not null));
        Assert.Equal(downloads.Count, downloader.Counters.Done);
        return results;
    }

    private ImageDownload NewDownload(ScriptedServer server, int number) => new(
        new Image { Id = new Guid(number, 0, 0, new byte[8]), OriginalImageUri = new Uri(server.Endpoint, $"p/{number}?sig=s%2Fecret").AbsoluteUri },
        folder.PathOf($"{number}"));
}

/// <summary>The options of downloads and of their requests in one place.</summary>
internal sealed record DownloadSetup
{
    public int ThrottleLimit { get; init; } = 4;

    public int MaxRetry { get; init; } = RequestOptions.DefaultMaxRetry;

    public TimeSpan RetryTimeout { get; init; } = RequestOptions.DefaultRetryTimeout;

    public TimeSpan RequestTimeout { get; init; } = CustomVisionConnection.DefaultTimeout;

    public IClock Clock { get; init; } = SystemClock.Instance;

    public int Window { get; init; } = 1024;

    public bool Overwrite { get; init; }

    public long LargestImage { get; init; } = new ImageDownloaderOptions().LargestImage;

    public CustomVisionClient Client => new(
        new CustomVisionConnection(null, timeout: RequestTimeout),
        new RequestOptions { ThrottleLimit = ThrottleLimit, MaxRetry = MaxRetry, RetryTimeout = RetryTimeout, Clock = Clock });

    public ImageDownloaderOptions Options => new() { Window = Window, Overwrite = Overwrite, LargestImage = LargestImage };
}
