using System.Net.Http.Headers;

namespace CustomVision.Benches.Module;

/// <summary>
/// What a short program with .NET's HttpClient does: the same requests, no look at what the answers say, and no second
/// try when something fails.
/// </summary>
internal sealed class BareClient(ServiceProcess service) : IDisposable
{
    private const int BatchSize = 64;
    private const long BatchBytes = 32 * 1024 * 1024;

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    /// <summary>Batches as the uploader makes them, so many at once.</summary>
    public Contender InBatches(int parallel) => (projectId, files) => Parallel.ForEachAsync(
        Batches(files), new ParallelOptions { MaxDegreeOfParallelism = parallel }, async (batch, _) => await SendAsync(projectId, batch));

    /// <summary>A loop, with one image in a request and one request at a time.</summary>
    public async Task OneByOneAsync(Guid projectId, IReadOnlyList<string> files)
    {
        foreach (var file in files)
            await SendAsync(projectId, [file]);
    }

    public async Task SendAsync(Guid projectId, IEnumerable<string> batch)
    {
        using var body = new MultipartFormDataContent();
        foreach (var file in batch)
        {
            var image = new StreamContent(File.OpenRead(file));
            image.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
            body.Add(image, "imageData", Path.GetFileName(file));
        }

        using var request = new HttpRequestMessage(
            HttpMethod.Post, new Uri(service.Endpoint, $"customvision/v3.3/training/projects/{projectId}/images"))
        {
            Content = body,
        };
        request.Headers.Add("Training-key", service.TrainingKey);
        request.Headers.Add("Accept", "application/json");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => http.Dispose();

    private static IEnumerable<List<string>> Batches(IReadOnlyList<string> files)
    {
        var batch = new List<string>();
        var bytes = 0L;
        foreach (var file in files)
        {
            var length = new FileInfo(file).Length;
            if (batch.Count == BatchSize || (batch.Count > 0 && bytes + length > BatchBytes))
            {
                yield return batch;
                (batch, bytes) = ([], 0);
            }

            batch.Add(file);
            bytes += length;
        }

        if (batch.Count > 0)
            yield return batch;
    }
}
