using System.Globalization;
using System.Security.Cryptography;
using System.Threading.Channels;

namespace CustomVision.Client.Tests.Predicting;

/// <summary>Runs the predictor over a list of paths and checks what must hold whatever happens.</summary>
internal static class Predictions
{
    public static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    public static readonly Guid Iteration = new("b2222222-2222-4222-8222-222222222222");
    public static readonly Guid Brick = new("a1111111-1111-4111-8111-111111111111");

    /// <summary>So long that no test meets it by accident, and a run that hangs still ends its test.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>One request at a time, and each once.</summary>
    public static PredictionSetup OneByOne => new() { ThrottleLimit = 1, MaxRetry = 0, Clock = new FakeClock() };

    public static ImagePredictor NewPredictor(
        this ScriptedServer server,
        Action<ImagePredictionResult> onResult,
        PredictionSetup? options = null,
        Func<RetryRecord, Task>? onRetry = null) => new(
            new CustomVisionClient(
                new CustomVisionConnection(null, predictionEndpoint: server.Endpoint, predictionKey: Secret.From(ServerConnections.Key)) { Version = ApiVersion.V1 },
                (options ?? OneByOne).Requests,
                onRetry: onRetry),
            Project,
            result =>
            {
                onResult(result);
                return Task.CompletedTask;
            },
            (options ?? OneByOne).Options);

    /// <summary>Predicts these, and sees to it that each came out exactly once and in order.</summary>
    public static async Task<IReadOnlyList<ImagePredictionResult>> PredictAsync(
        this ScriptedServer server, IReadOnlyList<string> paths, PredictionSetup? options = null, Func<RetryRecord, Task>? onRetry = null)
    {
        var results = new List<ImagePredictionResult>();
        var predictor = server.NewPredictor(results.Add, options, onRetry);

        await predictor.PredictAsync(Input(paths), Token).WaitAsync(Patience, Token);

        Assert.Equal(paths, results.Select(result => result.Path));
        Assert.All(results, result => Assert.Equal(result.IsPredicted, result.Message is null));
        Assert.All(results, result => Assert.Equal(Project, result.ProjectId));
        Assert.Equal((paths.Count, paths.Count), (predictor.Counters.Seen, predictor.Counters.Done));
        Assert.Equal(predictor.Counters.SeenBytes, predictor.Counters.DoneBytes);
        return results;
    }

    public static ChannelReader<ImageToPredict> Input(IEnumerable<string> paths)
    {
        var channel = Channel.CreateUnbounded<ImageToPredict>();
        foreach (var path in paths)
            channel.Writer.TryWrite(Image(path));
        channel.Writer.Complete();
        return channel.Reader;
    }

    public static ImageToPredict Image(string path) => new(path, path.StartsWith("http", StringComparison.Ordinal));

    /// <summary>The prediction is of this image and no other.</summary>
    public static void AssertPredicted(ImagePredictionResult result, int attempts = 1)
    {
        Assert.Equal(ImageStatus.OK, result.Status);
        Assert.Equal(IdOf(File.ReadAllBytes(result.Path!)), result.Id);
        Assert.Equal((Brick, "brick", 0.75), (result.TagId, result.Tag, result.Probability));
        Assert.Equal(Iteration, result.IterationId);
        Assert.Equal(attempts, result.Attempts);
        Assert.Null(result.Error);
    }

    /// <summary>An answer whose id follows from the image, with the best tag in the middle.</summary>
    public static ServerReply Ok(ReceivedRequest request) => Answer(IdOf(Assert.Single(MultipartParts.Of(request)).Content));

    public static ServerReply Answer(Guid id) => ServerReply.Json(string.Create(CultureInfo.InvariantCulture, $$"""
        {"Id":"{{id}}","Project":"{{Project}}","Iteration":"{{Iteration}}","Created":"2017-05-18T19:47:30.093Z","Predictions":[
        {"TagId":"{{Guid.Empty}}","Tag":"grass","Probability":0.25},{"TagId":"{{Brick}}","Tag":"brick","Probability":0.75},{"TagId":"{{Project}}","Tag":"gravel","Probability":0.001}]}
        """));

    public static Guid IdOf(byte[] content) => new(SHA256.HashData(content)[..16]);
}

/// <summary>The options of predictions and of their requests in one place.</summary>
internal sealed record PredictionSetup
{
    public int ThrottleLimit { get; init; } = 4;

    public int MaxRetry { get; init; } = RequestOptions.DefaultMaxRetry;

    public TimeSpan RetryTimeout { get; init; } = RequestOptions.DefaultRetryTimeout;

    public int Window { get; init; } = 1024;

    public long LargestImage { get; init; } = new ImagePredictorOptions().LargestImage;

    public IClock Clock { get; init; } = SystemClock.Instance;

    public Guid? IterationId { get; init; }

    public string? Application { get; init; }

    public IImageResizer? Resizer { get; init; }

    public RequestOptions Requests => new() { ThrottleLimit = ThrottleLimit, MaxRetry = MaxRetry, RetryTimeout = RetryTimeout, Clock = Clock };

    public ImagePredictorOptions Options => new()
    {
        Window = Window,
        LargestImage = LargestImage,
        Prediction = new PredictionOptions { IterationId = IterationId, Application = Application },
        Resizer = Resizer,
    };
}
