using System.Diagnostics;
using CustomVision.Api;

namespace CustomVision.Benches.Module;

/// <summary>What one run took.</summary>
/// <param name="ImagesPerSecond">By the clock.</param>
/// <param name="ProcessorPerImage">Processor time of the uploading process in microseconds; a busy machine disturbs it less.</param>
internal sealed record Run(double ImagesPerSecond, double ProcessorPerImage)
{
    /// <summary>Uploads files to a project of their own, where none of them is a duplicate, and checks that all arrived.</summary>
    public static async Task<Run> OfAsync(Contender upload, ServiceProcess service, IReadOnlyList<string> files)
    {
        var project = await service.Client.Training.CreateProjectAsync(new NewProject("bench"));
        GC.Collect();
        var processor = Environment.CpuUsage.TotalTime;
        var clock = Stopwatch.StartNew();
        await upload(project.Id, files);
        var elapsed = clock.Elapsed;
        processor = Environment.CpuUsage.TotalTime - processor;

        var arrived = await service.Client.Training.CountImagesAsync(project.Id, new ImageFilter { Status = TaggingStatus.Untagged });
        if (arrived != files.Count)
            throw new InvalidOperationException($"{arrived} of {files.Count} images arrived.");
        await service.Client.Training.DeleteProjectAsync(project.Id);
        return new Run(files.Count / elapsed.TotalSeconds, processor.TotalMicroseconds / files.Count);
    }

    public static Run Median(IReadOnlyCollection<Run> runs) =>
        new(Statistics.Median(runs.Select(run => run.ImagesPerSecond)), Statistics.Median(runs.Select(run => run.ProcessorPerImage)));
}
