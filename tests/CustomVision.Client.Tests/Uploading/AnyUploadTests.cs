using CsCheck;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>
/// The promise, over any mix of images, tags, sizes and failures: each input comes out once, in order, with its own
/// tags, and the service holds what was reported stored, under those tags.
/// </summary>
public sealed class AnyUploadTests : IDisposable
{
    private const int Images = 48;
    private const int LargestImage = 400;

    private static readonly Guid[] Tags = [.. Enumerable.Range(1, 3).Select(i => new Guid(i, 0, 0, new byte[8]))];
    private static readonly IReadOnlyList<Guid>[] TagSets = [[], [Tags[0]], [Tags[1]], [Tags[0], Tags[1]], [Tags[1], Tags[0]], [Tags[2]]];

    private static readonly Gen<Image> AnyImage =
        Gen.Select(Gen.Frequency((12, Gen.Const(Kind.Good)), (1, Gen.Enum<Kind>())), Gen.Int[0, TagSets.Length - 1]).Select((kind, tags) => new Image(kind, tags));

    private static readonly Gen<UploadSetup> AnyOptions =
        Gen.Select(Gen.Int[1, 9], Gen.Int[100, 3_000], Gen.Int[1, 5], Gen.Int[1, 60], Gen.Int[0, int.MaxValue]).Select((size, bytes, throttle, window, seed) =>
            new UploadSetup
            {
                BatchSize = size,
                BatchBytes = bytes,
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

    public AnyUploadTests()
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
        DropBefore,
        DropAfter,
        Reorder,
        LoseNames,
        Slow,
    }

    public void Dispose() => folder.Dispose();

    [Fact]
    public Task With_retries_enough_everything_that_can_be_stored_is() =>
        Gen.Select(AnyImage.Array[0, Images], AnyOptions, Gen.Enum<Fault>().Array[0, 40]).SampleAsync(async (images, options, faults) =>
        {
            var (results, service) = await RunAsync(images, options with { MaxRetry = 1_000 }, faults);

            for (var i = 0; i < images.Length; i++)
                AssertFate(images[i], results[i], service);
            Assert.Equal(images.Count(image => image.Kind == Kind.Good), service.Held.Count);
        }, iter: 100, threads: 2);

    // Where an answer is lost, or a name in it, the client is left in doubt, so that is not among these.
    [Fact]
    public Task With_few_retries_what_is_not_reported_stored_is_not_there() =>
        Gen.Select(AnyImage.Array[0, Images], AnyOptions, Gen.Enum<Fault>().Where(fault => fault is not (Fault.DropAfter or Fault.LoseNames)).Array[0, 60], Gen.Int[0, 2]).SampleAsync(
            async (images, options, faults, most) =>
            {
                var (results, service) = await RunAsync(images, options with { MaxRetry = most }, faults);

                for (var i = 0; i < images.Length; i++)
                    if (results[i].Status == ImageStatus.ErrorRequest)
                        Assert.True(results[i].Error is CustomVisionException && results[i].Attempts > 0);
                    else
                        AssertFate(images[i], results[i], service);
                Assert.Equal(results.Count(result => result.IsStored), service.Held.Count);
            },
            iter: 100,
            threads: 2);

    [Fact]
    public Task Until_a_key_is_refused_everything_is_reported_that_was_acknowledged_and_in_order() =>
        Gen.Select(AnyImage.Array[1, Images], AnyOptions, Gen.Int[0, 8]).SampleAsync(async (images, options, answered) =>
        {
            var results = new List<ImageCreateResult>();
            var service = new Service([]);
            var turn = 0;
            await using var server = new ScriptedServer(request =>
                Interlocked.Increment(ref turn) > answered ? ServerReply.Empty(401) : service.Answer(request));
            var paths = images.Select(PathOf).ToArray();
            try
            {
                await server.NewFreeUploader(results.Add, options).UploadAsync(new LazyPaths(paths), TestContext.Current.CancellationToken);
                Assert.Equal(paths, results.Select(result => result.Path));
            }
            catch (AbandonedException end)
            {
                Assert.Equal(end.Finished, results.Count);
                Assert.True(turn > answered);
            }

            // What is missing is missing; what is there is in order, once each.
            var rest = new Queue<string>(paths);
            foreach (var result in results)
                while (rest.Dequeue() != result.Path)
                {
                    // This one has no result.
                }

            Assert.All(results.Where(result => result.IsStored), result => Assert.Contains(result.Image!.Id, service.Held.Keys));
        }, iter: 60, threads: 2);

    private static void AssertFate(Image image, ImageCreateResult result, Service service)
    {
        var expected = image.Kind switch
        {
            Kind.Missing => ImageStatus.ErrorSource,
            Kind.Empty => ImageStatus.ErrorImageFormat,
            Kind.TooLarge => ImageStatus.ErrorImageSize,
            Kind.Culprit => ImageStatus.ErrorRequest,
            _ => ImageStatus.OK,
        };
        if (image.Kind == Kind.Good && result.Status == ImageStatus.OKDuplicate)
            expected = ImageStatus.OKDuplicate; // the answer to an earlier try was lost
        Assert.Equal(expected, result.Status);
        Assert.Equal(image.Kind is Kind.Good or Kind.Culprit, result.Attempts > 0);
        if (image.Kind != Kind.Good)
            return;
        var id = UploadAnswer.IdOf(File.ReadAllBytes(result.Path!));
        Assert.Equal(id, result.Image!.Id);
        Assert.Equal(result.TagId.Order(), service.Held[id].Order());
    }

    private async Task<(IReadOnlyList<ImageCreateResult> Results, Service Service)> RunAsync(
        Image[] images, UploadSetup options, Fault[] faults)
    {
        var service = new Service(faults);
        await using var server = new ScriptedServer(service.Answer);
        var input = images.Select((image, i) => new KeyValuePair<string, IReadOnlyList<Guid>>(PathOf(image, i), TagSets[image.Tags])).ToArray();
        var turn = 0;

        var results = await server.UploadFreelyAsync([.. input.Select(one => one.Key)], options, tagsOf: _ => input[turn++].Value);

        for (var i = 0; i < input.Length; i++)
            Assert.Equal(input[i].Value, results[i].TagId);
        foreach (var request in server.Requests)
        {
            var parts = MultipartParts.Of(request);
            Assert.InRange(parts.Count, 1, options.BatchSize);
            Assert.True(parts.Count == 1 || parts.Sum(part => part.Content.Length) <= options.BatchBytes);
        }

        return (results, service);
    }

    private string PathOf(Image image, int i) => image.Kind switch
    {
        Kind.Missing => folder.PathOf($"missing{i}.jpg"),
        Kind.Empty => empty,
        Kind.TooLarge => large,
        Kind.Culprit => culprits[i],
        _ => good[i],
    };

    private sealed record Image(Kind Kind, int Tags);

    /// <summary>Keeps what it takes, and does to its requests, as they come, what it is told.</summary>
    private sealed class Service(Fault[] faults)
    {
        private readonly object sync = new();
        private readonly Random random = new(faults.Length);
        private TaskCompletionSource next = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int turn;

        public Dictionary<Guid, IReadOnlyList<Guid>> Held { get; } = [];

        public ServerReply Answer(ReceivedRequest request)
        {
            lock (sync)
            {
                // An answer that was held back is overtaken by this one; if no request comes, it goes out all the same.
                next.TrySetResult();
                var fault = turn < faults.Length ? faults[turn] : Fault.None;
                turn++;
                switch (fault)
                {
                    case Fault.TooMany:
                        return ServerReply.Empty(429);
                    case Fault.TooManyFor20Seconds:
                        return ServerReply.Empty(429, "Retry-After: 20\r\n");
                    case Fault.OutOfTime:
                        return ServerReply.Empty(408);
                    case Fault.Error:
                        return ServerReply.Json("""{"Code":"ErrorUnknown","Message":"Try again"}""", 500);
                    case Fault.Unavailable:
                        return ServerReply.Text("text/html", "<h1>Busy</h1>", 503);
                    case Fault.DropBefore:
                        return ServerReply.Drop;
                }

                if (request.BodyText.Contains("CULPRIT"))
                    return ServerReply.Json("""{"Code":"BadRequestImageBatch","Message":"No"}""", 400);
                var tags = request.Target.Split("tagIds=").Skip(1).Select(part => Guid.Parse(part.Split('&')[0])).ToArray();
                var outcomes = UploadAnswer.Outcomes(request)
                    .Select(outcome => outcome with { Status = Held.TryAdd(outcome.ImageId!.Value, tags) ? ImageStatus.OK : ImageStatus.OKDuplicate })
                    .ToArray();
                if (fault == Fault.Reorder)
                    random.Shuffle(outcomes);
                if (fault == Fault.LoseNames)
                    outcomes = [.. outcomes.Select(outcome => random.Next(3) == 0 ? outcome with { SourceUrl = null } : outcome)];
                if (fault == Fault.DropAfter)
                    return ServerReply.Drop;
                var answer = UploadAnswer.Of(outcomes);
                if (fault != Fault.Slow)
                    return answer;
                next = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                return answer.After(Task.WhenAny(next.Task, Task.Delay(TimeSpan.FromMilliseconds(5))));
            }
        }
    }
}
