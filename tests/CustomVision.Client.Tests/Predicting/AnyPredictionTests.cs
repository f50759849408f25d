using CsCheck;

namespace CustomVision.Client.Tests.Predicting;

/// <summary>
/// Over any mix of images, limits and failures: each input comes out once, in order, with the prediction that the
/// service made of this very image.
/// </summary>
public sealed class AnyPredictionTests : IDisposable
{
    private const int Images = 40;
    private const int LargestImage = 400;

    private static readonly Gen<Kind[]> AnyImages =
        Gen.Frequency((12, Gen.Const(Kind.Good)), (1, Gen.Enum<Kind>())).Array[0, Images];

    private static readonly Gen<PredictionSetup> AnyOptions =
        Gen.Select(Gen.Int[1, 6], Gen.Int[1, 30], Gen.Int[0, int.MaxValue]).Select((throttle, window, seed) => new PredictionSetup
        {
            ThrottleLimit = throttle,
            Window = window,
            LargestImage = LargestImage,
            RetryTimeout = TimeSpan.FromDays(1_000),
            Clock = new FakeClock(runs: true) { Dice = new Random(seed).NextDouble },
        });

    private readonly TemporaryFolder folder = new();
    private readonly string[] good;
    private readonly string[] culprits;
    private readonly string empty;
    private readonly string large;

    public AnyPredictionTests()
    {
        good = [.. Enumerable.Range(0, Images).Select(i => folder.Write($"{i}/{i % 3}.jpg", UploadRuns.Content(i, 20 + i * 37 % (LargestImage - 20))))];
        culprits = [.. Enumerable.Range(0, Images).Select(i => folder.Write($"{i}/culprit.jpg", [.. "CULPRIT"u8, .. UploadRuns.Content(i, 20)]))];
        empty = folder.Write("empty.jpg", []);
        large = folder.Write("large.jpg", new byte[LargestImage + 1]);
    }

    private enum Kind
    {
        Good,
        Missing,
        Empty,
        TooLarge,
        Culprit,
    }

    private enum Fault
    {
        None,
        TooMany,
        TooManyFor20Seconds,
        OutOfTime,
        Error,
        Unavailable,
        Drop,
        Slow,
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task With_retries_enough_everything_that_can_be_predicted_is() =>
        Gen.Select(AnyImages, AnyOptions, Gen.Enum<Fault>().Array[0, 40]).SampleAsync(
            async (images, options, faults) =>
            {
                var results = await RunAsync(images, options with { MaxRetry = 1_000 }, faults);

                for (var i = 0; i < images.Length; i++)
                    AssertFate(images[i], results[i]);
            },
            iter: 80,
            threads: 2);

    [Fact]
    public Task With_few_retries_what_is_not_predicted_says_which_request_failed() =>
        Gen.Select(AnyImages, AnyOptions, Gen.Enum<Fault>().Array[0, 60], Gen.Int[0, 2]).SampleAsync(
            async (images, options, faults, most) =>
            {
                var results = await RunAsync(images, options with { MaxRetry = most }, faults);

                for (var i = 0; i < images.Length; i++)
                    if (results[i].Status == ImageStatus.ErrorRequest)
                        Assert.True(results[i].Error is CustomVisionException && results[i].Attempts > 0);
                    else
                        AssertFate(images[i], results[i]);
            },
            iter: 80,
            threads: 2);

    [Fact]
    public Task Until_a_key_is_refused_what_was_answered_comes_out_in_order() =>
        Gen.Select(AnyImages.Where(images => images.Length > 0), AnyOptions, Gen.Int[0, 12]).SampleAsync(
            async (images, options, answered) =>
            {
                var results = new List<ImagePredictionResult>();
                var turn = 0;
                await using var server = new ScriptedServer(request =>
                    Interlocked.Increment(ref turn) > answered ? ServerReply.Empty(401) : Answer(request));
                var paths = images.Select(PathOf).ToArray();
                try
                {
                    await server.NewPredictor(results.Add, options).PredictAsync(Predictions.Input(paths), TestContext.Current.CancellationToken);
                    Assert.Equal(paths, results.Select(result => result.Path));
                }
                catch (AbandonedException end)
                {
                    Assert.Equal(end.Finished, results.Count);
                    Assert.True(turn > answered);
                }

                var rest = new Queue<string>(paths);
                foreach (var result in results)
                    while (rest.Dequeue() != result.Path)
                    {
                        // This one has no result.
                    }
            },
            iter: 60,
            threads: 2);

    private static void AssertFate(Kind kind, ImagePredictionResult result)
    {
        if (kind == Kind.Good)
        {
            Predictions.AssertPredicted(result, result.Attempts);
            Assert.True(result.Attempts > 0);
            return;
        }

        var expected = kind switch
        {
            Kind.Missing => ImageStatus.ErrorSource,
            Kind.TooLarge => ImageStatus.ErrorImageSize,
            _ => ImageStatus.ErrorImageFormat,
        };
        Assert.Equal(expected, result.Status);
        Assert.Equal(kind == Kind.Culprit, result.Attempts > 0);
    }

    private static ServerReply Answer(ReceivedRequest request) => request.BodyText.Contains("CULPRIT")
        ? ServerReply.Json("""{"Code":"BadRequestImageFormat","Message":"No"}""", 400)
        : Predictions.Ok(request);

    private async Task<IReadOnlyList<ImagePredictionResult>> RunAsync(Kind[] images, PredictionSetup options, Fault[] faults)
    {
        var turn = -1;
        await using var server = new ScriptedServer(request =>
        {
            var now = Interlocked.Increment(ref turn);
            return (now < faults.Length ? faults[now] : Fault.None) switch
            {
                Fault.TooMany => ServerReply.Empty(429),
                Fault.TooManyFor20Seconds => ServerReply.Empty(429, "Retry-After: 20\r\n"),
                Fault.OutOfTime => ServerReply.Empty(408),
                Fault.Error => ServerReply.Json("""{"Code":"ErrorUnknown","Message":"Try again"}""", 500),
                Fault.Unavailable => ServerReply.Text("text/html", "<h1>Busy</h1>", 503),
                Fault.Drop => ServerReply.Drop,
                Fault.Slow => Answer(request).After(Task.Delay(TimeSpan.FromMilliseconds(3))),
                _ => Answer(request),
            };
        });
        return await server.PredictAsync([.. images.Select(PathOf)], options);
    }

    private string PathOf(Kind kind, int i) => kind switch
    {
        Kind.Missing => folder.PathOf($"missing{i}.jpg"),
        Kind.Empty => empty,
        Kind.TooLarge => large,
        Kind.Culprit => culprits[i],
        _ => good[i],
    };
}
