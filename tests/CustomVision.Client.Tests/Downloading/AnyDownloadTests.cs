using CsCheck;

namespace CustomVision.Client.Tests.Downloading;

/// <summary>Over any mix of images and failures: each input comes out once, in order, and a file is there only whole.</summary>
public sealed class AnyDownloadTests
{
    private static readonly Gen<DownloadSetup> AnyOptions =
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 30], Gen.Int[0, int.MaxValue]).Select((throttle, window, seed) => new DownloadSetup
        {
            ThrottleLimit = throttle,
            Window = window,
            RetryTimeout = TimeSpan.FromDays(1_000),
            Clock = new FakeClock(runs: true) { Dice = new Random(seed).NextDouble },
        });

    private enum Fault
    {
        None,
        TooMany,
        Error,
        Drop,
        CutOff,
        Expired,
        NoImage,
    }

    [Fact]
    public Task What_is_there_is_whole_and_a_second_run_completes_it() =>
        Gen.Select(Gen.Int[0, 20].Array[0, 30], AnyOptions, Gen.Enum<Fault>().Array[0, 30], Gen.Int[0, 3]).SampleAsync(
            async (numbers, options, faults, most) =>
            {
                using var folder = new TemporaryFolder();
                var turn = -1;
                await using var server = new ScriptedServer(request =>
                {
                    var now = Interlocked.Increment(ref turn);
                    return Answer(request, now < faults.Length ? faults[now] : Fault.None);
                });
                ImageDownload[] downloads =
                [
                    .. numbers.Select(number => new ImageDownload(
                        new Image { Id = new Guid(number, 0, 0, new byte[8]), OriginalImageUri = new Uri(server.Endpoint, $"p/{number}").AbsoluteUri },
                        folder.PathOf($"{number}"))),
                ];

                var first = await ImageDownloaderTests.RunAsync(downloads, options with { MaxRetry = most });
                AssertWhole(folder, first);
                Volatile.Write(ref turn, faults.Length);
                var second = await ImageDownloaderTests.RunAsync(downloads, options);

                AssertWhole(folder, second);
                Assert.All(second, result => Assert.True(result.IsSaved));
                Assert.Equal(numbers.Distinct().Count(), Directory.GetFiles(folder.Path).Length);
                var saved = first.Concat(second).Where(result => result.Status == DownloadStatus.Saved).Select(result => result.Path).ToArray();
                Assert.Equal(saved.Distinct(), saved);
            },
            iter: 60,
            threads: 2);

    private static void AssertWhole(TemporaryFolder folder, IReadOnlyList<ImageDownloadResult> results)
    {
        var there = results.Where(result => result.IsSaved).Select(result => result.Path!).ToHashSet();
        Assert.Equal(there.Order(), Directory.GetFiles(folder.Path).Order());
        Assert.All(there, path => Assert.Equal(ImageDownloaderTests.JpegOf($"/p/{Path.GetFileNameWithoutExtension(path)}"), File.ReadAllBytes(path)));
    }

    private static ServerReply Answer(ReceivedRequest request, Fault fault) => fault switch
    {
        Fault.TooMany => ServerReply.Empty(429),
        Fault.Error => ServerReply.Empty(500),
        Fault.Drop => ServerReply.Drop,
        Fault.CutOff => ServerReply.Raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\u00FF\u00D8\u00FF"),
        Fault.Expired => ServerReply.Empty(403),
        Fault.NoImage => ServerReply.Text("text/html", "<html/>"),
        _ => ImageDownloaderTests.Jpeg(request),
    };
}
