using System.Diagnostics;

namespace CustomVision.Benches.Service;

/// <summary>What a run has taken.</summary>
/// <param name="PerSecond">Images, by the clock.</param>
/// <param name="ProcessorPerImage">Processor time of the server in microseconds; a busy machine disturbs it less.</param>
internal sealed record Rate(double PerSecond, double ProcessorPerImage)
{
    public static Rate Median(IReadOnlyCollection<Rate> rates) =>
        new(Statistics.Median(rates.Select(rate => rate.PerSecond)), Statistics.Median(rates.Select(rate => rate.ProcessorPerImage)));
}

/// <summary>Sends bodies to one address, so many at once, and reads the answers to their end.</summary>
internal sealed class Sending(Uri address, string key, int senders) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    public async Task<Rate> RunAsync(IReadOnlyCollection<Func<HttpContent>> bodies, int images, Func<TimeSpan> processorTime)
    {
        GC.Collect();
        var processor = processorTime();
        var clock = Stopwatch.StartNew();
        await AllAsync(bodies);
        var elapsed = clock.Elapsed;
        return new Rate(images / elapsed.TotalSeconds, (processorTime() - processor).TotalMicroseconds / images);
    }

    public Task AllAsync(IEnumerable<Func<HttpContent>> bodies) => Parallel.ForEachAsync(
        bodies, new ParallelOptions { MaxDegreeOfParallelism = senders }, async (body, _) => await SendAsync(body()));

    /// <returns>The answer.</returns>
    public async Task<byte[]> SendAsync(HttpContent body, Uri? to = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, to ?? address) { Content = body };
        request.Headers.Add("Training-key", key);
        request.Headers.Add("Accept", "application/json");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => http.Dispose();
}
