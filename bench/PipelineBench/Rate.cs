using System.Diagnostics;

namespace PipelineBench;

/// <summary>What a run has taken.</summary>
/// <param name="PerSecond">Pictures, by the clock.</param>
/// <param name="ProcessorPerPicture">Processor time of this program and of the service together, in milliseconds.</param>
internal sealed record Rate(double PerSecond, double ProcessorPerPicture)
{
    public static async Task<Rate> OfAsync(ServiceProcess service, int pictures, Func<Task> run)
    {
        GC.Collect();
        var processor = Environment.CpuUsage.TotalTime + service.ProcessorTime;
        var clock = Stopwatch.StartNew();
        await run();
        var elapsed = clock.Elapsed;
        processor = Environment.CpuUsage.TotalTime + service.ProcessorTime - processor;
        return new Rate(pictures / elapsed.TotalSeconds, processor.TotalMilliseconds / pictures);
    }

    public static Rate Median(IReadOnlyCollection<Rate> rates) =>
        new(Statistics.Median(rates.Select(rate => rate.PerSecond)), Statistics.Median(rates.Select(rate => rate.ProcessorPerPicture)));
}
