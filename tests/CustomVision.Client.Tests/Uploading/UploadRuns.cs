using System.Threading.Channels;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Runs the uploader over a list of paths and checks what must hold for every upload.</summary>
internal static class UploadRuns
{
    public static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    public static readonly Guid Tag = new("a1111111-1111-4111-8111-111111111111");

    /// <summary>So long that no test meets it by accident, and an upload that hangs still ends its test.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Uploads these, one request at a time and each once, and sees to it that each came out exactly once and in order.</summary>
    public static async Task<IReadOnlyList<ImageCreateResult>> UploadAsync(
        this ScriptedServer server, IReadOnlyList<string> paths, UploadSetup? options = null)
    {
        var results = await server.UploadFreelyAsync(paths, OneByOne(options));
        Assert.All(results, result => Assert.Equal([Tag], result.TagId));
        Assert.All(results, result => Assert.Equal(result.Status == ImageStatus.OK, result.Message is null));
        return results;
    }

    /// <summary>Uploads these as the options say, and sees to it that each came out exactly once and in order.</summary>
    public static async Task<IReadOnlyList<ImageCreateResult>> UploadFreelyAsync(
        this ScriptedServer server,
        IReadOnlyList<string> paths,
        UploadSetup options,
        Func<RetryRecord, Task>? onRetry = null,
        Func<string, IReadOnlyList<Guid>>? tagsOf = null)
    {
        var results = new List<ImageCreateResult>();
        using var uploader = server.NewFreeUploader(results.Add, options, onRetry);
        await uploader.UploadAsync(new LazyPaths(paths, tagsOf), Token).WaitAsync(Patience, Token);

        Assert.Equal(paths, results.Select(result => result.Path));
        return results;
    }

    /// <summary>One request at a time, and each once.</summary>
    public static ImageUploader NewUploader(
        this ScriptedServer server, Action<ImageCreateResult> onResult, UploadSetup? options = null) =>
        server.NewFreeUploader(onResult, OneByOne(options));

    /// <summary>As the options say, but for the head start: most tests want requests under way, and not one before the others.</summary>
    public static ImageUploader NewFreeUploader(
        this ScriptedServer server, Action<ImageCreateResult> onResult, UploadSetup options, Func<RetryRecord, Task>? onRetry = null) =>
        server.NewExactUploader(onResult, options with { HeadStart = TimeSpan.Zero }, onRetry);

    public static ImageUploader NewExactUploader(
        this ScriptedServer server, Action<ImageCreateResult> onResult, UploadSetup options, Func<RetryRecord, Task>? onRetry = null) =>
        new(
            new CustomVisionClient(server.NewConnection(), options.Requests, onRetry: onRetry),
            Project,
            result =>
            {
                onResult(result);
                return Task.CompletedTask;
            },
            options.Options);

    /// <summary>Nobody holds any of these files open any more.</summary>
    public static void AssertFree(IEnumerable<string> paths)
    {
        foreach (var path in paths)
            new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    /// <summary>The service has this image, and the result is about this image and no other.</summary>
    public static void AssertStored(ImageCreateResult result, int attempts = 1)
    {
        Assert.Null(result.Message);
        Assert.True(result.IsStored);
        Assert.Equal(UploadAnswer.IdOf(File.ReadAllBytes(result.Path!)), result.Image!.Id);
        Assert.Equal(Project, result.Image.ProjectId);
        Assert.Equal(attempts, result.Attempts);
    }

    /// <summary>The names of the images in each request.</summary>
    public static IReadOnlyList<string[]> SentNames(this ScriptedServer server) =>
        [.. server.Requests.Where(request => request.Method == "POST").Select(request => MultipartParts.Of(request).Select(part => part.FileName!).ToArray())];

    /// <summary>How many images each request held.</summary>
    public static IEnumerable<int> BatchSizes(this ScriptedServer server) => server.SentNames().Select(names => names.Length);

    /// <summary>Files whose content is unique and starts like a BMP image.</summary>
    public static string[] WriteImages(this TemporaryFolder folder, int count, int size = 100) =>
        [.. Enumerable.Range(1, count).Select(i => folder.Write($"image_{i:000}.jpg", Content(i, size)))];

    public static byte[] Content(int seed, int size = 100)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        "BM"u8[..Math.Min(2, size)].CopyTo(content);
        return content;
    }

    // Time stands still, so that on a busy machine no image waits long enough for company to be sent without it.
    private static UploadSetup OneByOne(UploadSetup? options) =>
        (options ?? new UploadSetup()) with { ThrottleLimit = 1, MaxRetry = 0, Clock = new FakeClock() };
}

/// <summary>An input whose paths are made when they are asked for, and not before.</summary>
internal sealed class LazyPaths(IEnumerable<string> paths, Func<string, IReadOnlyList<Guid>>? tagsOf = null) : ChannelReader<ImageUpload>
{
    private readonly IEnumerator<string> source = paths.GetEnumerator();
    private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly object sync = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> waiting = [];
    private int handedIn;

    /// <summary>How many were handed in so far.</summary>
    public int HandedIn => Volatile.Read(ref handedIn);

    /// <summary>Done when more is asked for than there is, so that all there was has been taken in.</summary>
    public Task End => end.Task;

    /// <summary>Waits until so many were handed in.</summary>
    public Task ReachedAsync(int count)
    {
        lock (sync)
        {
            if (handedIn >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            waiting.Add((count, reached));
            return reached.Task.WaitAsync(TimeSpan.FromSeconds(40), TestContext.Current.CancellationToken);
        }
    }

    public override bool TryRead(out ImageUpload item)
    {
        if (End.IsCompleted || !source.MoveNext())
        {
            end.TrySetResult();
            item = new ImageUpload("", []);
            return false;
        }

        item = new ImageUpload(source.Current, tagsOf is null ? [UploadRuns.Tag] : tagsOf(source.Current));
        lock (sync)
        {
            handedIn++;
            foreach (var (_, reached) in waiting.Where(wait => wait.Count <= handedIn))
                reached.TrySetResult();
            waiting.RemoveAll(wait => wait.Count <= handedIn);
        }

        return true;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(!End.IsCompleted);
    }
}

/// <summary>The options of an upload and of its requests in one place.</summary>
internal sealed record UploadSetup
{
    private static readonly ImageUploaderOptions UploadDefaults = new();
    private static readonly RequestOptions RequestDefaults = new();

    public int BatchSize { get; init; } = UploadDefaults.BatchSize;

    public long BatchBytes { get; init; } = UploadDefaults.BatchBytes;

    public long LargestImage { get; init; } = UploadDefaults.LargestImage;

    public bool CreateTags { get; init; }

    public bool TagDuplicates { get; init; }

    public IImageResizer? Resizer { get; init; }

    public string? JournalPath { get; init; }

    public int Window { get; init; } = UploadDefaults.Window;

    public TimeSpan Linger { get; init; } = UploadDefaults.Linger;

    public TimeSpan HeadStart { get; init; } = UploadDefaults.HeadStart;

    public int ThrottleLimit { get; init; } = RequestDefaults.ThrottleLimit;

    public int MaxRetry { get; init; } = RequestDefaults.MaxRetry;

    public TimeSpan RetryTimeout { get; init; } = RequestDefaults.RetryTimeout;

    public IClock Clock { get; init; } = RequestDefaults.Clock;

    public RequestOptions Requests => new() { ThrottleLimit = ThrottleLimit, MaxRetry = MaxRetry, RetryTimeout = RetryTimeout, Clock = Clock };

    public ImageUploaderOptions Options => new()
    {
        BatchSize = BatchSize,
        BatchBytes = BatchBytes,
        LargestImage = LargestImage,
        CreateTags = CreateTags,
        TagDuplicates = TagDuplicates,
        JournalPath = JournalPath,
        Window = Window,
        Linger = Linger,
        HeadStart = HeadStart,
        Resizer = Resizer,
    };
}
