using System.Diagnostics;

namespace CustomVision.Benches.Module;

/// <summary>What a run has taken.</summary>
/// <param name="PerSecond">Images, by the clock.</param>
/// <param name="ProcessorPerImage">Processor time of this program and of the service together, in milliseconds.</param>
internal sealed record Rate(double PerSecond, double ProcessorPerImage)
{
    public static async Task<Rate> OfAsync(ServiceProcess service, int images, Func<Task> run)
    {
        GC.Collect();
        var processor = Environment.CpuUsage.TotalTime + service.ProcessorTime;
        var clock = Stopwatch.StartNew();
        await run();
        var elapsed = clock.Elapsed;
        processor = Environment.CpuUsage.TotalTime + service.ProcessorTime - processor;
        return new Rate(images / elapsed.TotalSeconds, processor.TotalMilliseconds / images);
    }

    public static Rate Median(IReadOnlyCollection<Rate> rates) =>
        new(Statistics.Median(rates.Select(rate => rate.PerSecond)), Statistics.Median(rates.Select(rate => rate.ProcessorPerImage)));
}
