using System.Diagnostics;

namespace ServiceBench;

/// <summary>What a run has taken.</summary>
/// <param name="PerSecond">Pictures, by the clock.</param>
/// <param name="ProcessorPerPicture">Processor time of the server in microseconds; a busy machine disturbs it less.</param>
internal sealed record Rate(double PerSecond, double ProcessorPerPicture)
{
    public static Rate Median(IReadOnlyCollection<Rate> rates) =>
        new(Statistics.Median(rates.Select(rate => rate.PerSecond)), Statistics.Median(rates.Select(rate => rate.ProcessorPerPicture)));
}

/// <summary>Sends bodies that are ready, so many at once, and reads the answers to their end.</summary>
internal sealed class Sending(int senders) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });

    public async Task<Rate> RunAsync(Uri address, string key, Batches batches, Func<TimeSpan> processorTime)
    {
        GC.Collect();
        var processor = processorTime();
        var clock = Stopwatch.StartNew();
        await Parallel.ForEachAsync(batches.Bodies, new ParallelOptions { MaxDegreeOfParallelism = senders }, async (body, cancellation) =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
            request.Content.Headers.TryAddWithoutValidation("Content-Type", batches.ContentType);
            request.Headers.Add("Training-key", key);
            request.Headers.Add("Accept", "application/json");
            using var answer = await http.SendAsync(request, cancellation);
            answer.EnsureSuccessStatusCode();
        });
        var elapsed = clock.Elapsed;
        return new Rate(batches.Pictures / elapsed.TotalSeconds, (processorTime() - processor).TotalMicroseconds / batches.Pictures);
    }

    public void Dispose() => http.Dispose();
}
