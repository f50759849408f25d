using System.Threading.Channels;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Runs the uploader over a list of paths and checks what must hold for every upload.</summary>
internal static class Uploads
{
    public static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    public static readonly Guid Tag = new("a1111111-1111-4111-8111-111111111111");

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Uploads these and sees to it that each came out exactly once and in order.</summary>
    public static async Task<IReadOnlyList<ImageCreateResult>> UploadAsync(
        this ScriptedServer server, IReadOnlyList<string> paths, ImageUploaderOptions? options = null)
    {
        var results = new List<ImageCreateResult>();
        await server.NewUploader(results.Add, options).UploadAsync(new LazyPaths(paths), Token);

        Assert.Equal(paths, results.Select(result => result.Path));
        Assert.All(results, result => Assert.Equal([Tag], result.TagId));
        Assert.All(results, result => Assert.Equal(result.IsStored, result.Message is null));
        return results;
    }

    public static ImageUploader NewUploader(
        this ScriptedServer server, Action<ImageCreateResult> onResult, ImageUploaderOptions? options = null) =>
        new(
            server.NewClient(),
            Project,
            [Tag],
            result =>
            {
                onResult(result);
                return Task.CompletedTask;
            },
            options);

    /// <summary>The service has this picture, and the result is about this picture and no other.</summary>
    public static void AssertStored(ImageCreateResult result, int attempts = 1)
    {
        Assert.Null(result.Message);
        Assert.True(result.IsStored);
        Assert.Equal(UploadAnswer.IdOf(File.ReadAllBytes(result.Path!)), result.Image!.Id);
        Assert.Equal(Project, result.Image.ProjectId);
        Assert.Equal(attempts, result.Attempts);
    }

    /// <summary>The names of the pictures in each request.</summary>
    public static IReadOnlyList<string[]> SentNames(this ScriptedServer server) =>
        [.. server.Requests.Select(request => MultipartParts.Of(request).Select(part => part.FileName!).ToArray())];

    /// <summary>How many pictures each request held.</summary>
    public static IEnumerable<int> BatchSizes(this ScriptedServer server) => server.SentNames().Select(names => names.Length);

    /// <summary>Files whose content is their own.</summary>
    public static string[] WritePictures(this TemporaryFolder folder, int count, int size = 100) =>
        [.. Enumerable.Range(1, count).Select(i => folder.Write($"picture_{i:000}.jpg", Content(i, size)))];

    public static byte[] Content(int seed, int size = 100)
    {
        var content = new byte[size];
        new Random(seed).NextBytes(content);
        return content;
    }
}

/// <summary>An input whose paths are made when they are asked for, and not before.</summary>
internal sealed class LazyPaths(IEnumerable<string> paths) : ChannelReader<string>
{
    private readonly IEnumerator<string> source = paths.GetEnumerator();
    private bool ended;

    /// <summary>How many were handed in so far.</summary>
    public int HandedIn { get; private set; }

    public override bool TryRead(out string item)
    {
        TestContext.Current.CancellationToken.ThrowIfCancellationRequested(); // some inputs have no end of their own
        ended = ended || !source.MoveNext();
        item = ended ? "" : source.Current;
        HandedIn += ended ? 0 : 1;
        return !ended;
    }

    public override ValueTask<bool> WaitToReadAsync(CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new(!ended);
    }
}
