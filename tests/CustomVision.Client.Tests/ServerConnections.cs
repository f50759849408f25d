namespace CustomVision.Client.Tests;

/// <summary>Connections to a scripted server, with a key that tests can look for.</summary>
internal static class ServerConnections
{
    public const string Key = "4f9d1c7a0b3e48d2a6c58e91f7b2d340";

    /// <summary>So long that no test meets it by accident, and a hanging one still ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static CustomVisionConnection NewConnection(this ScriptedServer server, TimeSpan? timeout = null, ApiVersion? version = null) =>
        new(server.Endpoint, Secret.From(Key), timeout: timeout ?? Patience) { Version = version ?? ApiVersion.V1 };

    /// <summary>The training operations, each request sent once.</summary>
    public static ITrainingApi NewClient(
        this ScriptedServer server, TimeSpan? timeout = null, Func<RequestRecord, Task>? onRequest = null) =>
        new CustomVisionClient(server.NewConnection(timeout), new RequestOptions { MaxRetry = 0 }, onRequest).Training;

    /// <summary>Uploads the content of a file in one request.</summary>
    public static async Task<ImageCreateResult?> CreateImageAsync(
        this ITrainingApi api, byte[] content, IReadOnlyList<Guid>? tagIds = null, CancellationToken cancellation = default)
    {
        using var folder = new TemporaryFolder();
        var results = await api.CreateImagesAsync(UploadRuns.Project, [new ImageEntry(ImageSource.File, folder.Write("a.jpg", content), tagIds)], cancellation);
        return Assert.Single(results);
    }

    /// <summary>All items of a list.</summary>
    public static async Task<List<T>> ToListAsync<T>(this PagedList<T> list)
    {
        var all = new List<T>();
        while (await list.NextPageAsync(TestContext.Current.CancellationToken) is { } page)
            all.AddRange(page);
        return all;
    }

    /// <summary>A client with the default retries, whose delays take no time unless the clock says otherwise.</summary>
    public static CustomVisionClient NewRetryingClient(
        this ScriptedServer server, IClock? clock = null, Func<RetryRecord, Task>? onRetry = null) =>
        new(server.NewConnection(), new RequestOptions { Clock = clock ?? new FakeClock(runs: true) }, onRequest: null, onRetry);
}
