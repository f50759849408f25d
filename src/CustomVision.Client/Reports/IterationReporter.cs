using System.Text;
using CustomVision.Api;
using CustomVision.Downloads;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Reports;

/// <summary>How a report is made.</summary>
public sealed record IterationReporterOptions
{
    /// <summary>The probability from which a tag counts as predicted, 0 to 1. Default: 0.5.</summary>
    public double Threshold { get; init; } = 0.5;

    /// <summary>The overlap of boxes from which an object counts as found, 0 to 1. Default: 0.3, as the portal of the service shows first.</summary>
    public double OverlapThreshold { get; init; } = 0.3;

    /// <summary>The largest number of images with mistakes in the report. Default: 60.</summary>
    public int LargestImageCount { get; init; } = 60;
}

/// <summary>
/// Writes the performance of an iteration to one HTML file that needs no other: curves by threshold, figures by tag, the confusion
/// matrix, and the images with mistakes.
/// </summary>
public sealed class IterationReporter
{
    private const int Steps = 20; // of the curves

    private readonly CustomVisionClient client;
    private readonly ITrainingApi api;
    private readonly IterationReporterOptions options;
    private readonly Func<string, Task>? onStep;
    private readonly Func<string, Task>? onWarning;

    /// <summary>Creates a reporter. No request is sent.</summary>
    /// <param name="client">The service.</param>
    /// <param name="options">Thresholds and limits; null for the defaults.</param>
    /// <param name="onStep">Receives what is done next.</param>
    /// <param name="onWarning">Receives what the report lacks, such as an image that could not be downloaded.</param>
    public IterationReporter(
        CustomVisionClient client, IterationReporterOptions? options = null, Func<string, Task>? onStep = null, Func<string, Task>? onWarning = null)
    {
        this.client = client;
        this.options = options ?? new IterationReporterOptions();
        this.onStep = onStep;
        this.onWarning = onWarning;
        api = client.Training;
    }

    /// <summary>Writes the report.</summary>
    /// <param name="iteration">The iteration, with status Completed.</param>
    /// <param name="path">The path of the HTML file.</param>
    /// <param name="overwrite">Whether to replace an existing file.</param>
    /// <param name="cancellation">Cancels the work. Nothing is written then.</param>
    /// <exception cref="CustomVisionException">A request failed.</exception>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to write the file.</exception>
    public async Task<FileInfo> WriteAsync(Iteration iteration, string path, bool overwrite, CancellationToken cancellation = default)
    {
        var page = ReportPage.Render(await CollectAsync(iteration, cancellation).ConfigureAwait(false));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        return PartialFile.Write(path, Encoding.UTF8.GetBytes(page), overwrite);
    }

    private async Task<ReportData> CollectAsync(Iteration iteration, CancellationToken cancellation)
    {
        var project = await api.GetProjectAsync(iteration.ProjectId, cancellation).ConfigureAwait(false);
        var domainId = iteration.DomainId ?? project.Settings?.DomainId ?? Guid.Empty;
        var domain = domainId == Guid.Empty ? null : await api.GetDomainAsync(domainId, cancellation).ConfigureAwait(false);
        var isDetection = domain?.IsObjectDetection == true;
        var curve = new List<IterationPerformance>();
        for (var step = 1; step < Steps; step++)
        {
            await ReportStepAsync($"Performance, {step} of {Steps}").ConfigureAwait(false);
            curve.Add(await GetPerformanceAsync(iteration, (double)step / Steps, isDetection, cancellation).ConfigureAwait(false));
        }

        var performance = await GetPerformanceAsync(iteration, options.Threshold, isDetection, cancellation).ConfigureAwait(false);
        var type = iteration.ClassificationType ?? project.Settings?.ClassificationType;
        var confusion = api.Version.IsV1 ? null : new Confusion(options.Threshold, options.OverlapThreshold, isDetection, type == ClassificationType.Multiclass);
        return new ReportData
        {
            Project = project,
            Domain = domain,
            Iteration = iteration,
            Tags = (await api.GetTagsAsync(iteration.ProjectId, iteration.Id, cancellation).ConfigureAwait(false)).Tags,
            Performance = performance,
            Curve = curve,
            Confusion = confusion,
            Mistakes = confusion is null ? [] : await CompareAsync(iteration, confusion, cancellation).ConfigureAwait(false),
            Created = DateTimeOffset.Now,
        };
    }

    private Task<IterationPerformance> GetPerformanceAsync(Iteration iteration, double threshold, bool isDetection, CancellationToken cancellation) =>
        api.GetIterationPerformanceAsync(iteration, threshold, isDetection ? options.OverlapThreshold : null, cancellation);

    private async Task<IReadOnlyList<MistakenImage>> CompareAsync(Iteration iteration, Confusion confusion, CancellationToken cancellation)
    {
        var worst = new List<(ImagePerformance Image, IReadOnlyList<Mistake> Mistakes)>();
        var images = api.GetImagePerformances(iteration.ProjectId, iteration.Id, new ImageFilter { PageSize = ImageFilter.LargestPage });
        while (await images.NextPageAsync(cancellation).ConfigureAwait(false) is { } page)
        {
            foreach (var image in page)
                if (confusion.Add(image) is { Count: > 0 } mistakes)
                    worst.Add((image, mistakes));
            // Only what the report can show stays in memory.
            worst = [.. worst.OrderByDescending(one => one.Mistakes.Max(mistake => mistake.Probability)).Take(options.LargestImageCount)];
            await ReportStepAsync($"{confusion.Images} test images").ConfigureAwait(false);
        }

        var shown = new List<MistakenImage>();
        foreach (var (image, mistakes) in worst)
        {
            await ReportStepAsync($"Image {shown.Count + 1} of {worst.Count}").ConfigureAwait(false);
            shown.Add(new MistakenImage(image, mistakes, await DownloadAsync(iteration.ProjectId, image, cancellation).ConfigureAwait(false)));
        }

        return shown;
    }

    // A report without one image is better than none.
    private async Task<string?> DownloadAsync(Guid projectId, ImagePerformance image, CancellationToken cancellation)
    {
        try
        {
            var content = await new LinkedFile(client).ReadImageAsync(projectId, image.ThumbnailUri ?? image.ImageUri, cancellation).ConfigureAwait(false);
            return $"data:{content.MediaType};base64,{Convert.ToBase64String(content.Bytes)}";
        }
        catch (Exception failure) when (failure is DownloadRefusedException or ServiceErrorException)
        {
            if (onWarning is not null)
                await onWarning($"Image {image.Id} is not in the report: {failure.Message}").ConfigureAwait(false);
            return null;
        }
    }

    private Task ReportStepAsync(string step) => onStep?.Invoke(step) ?? Task.CompletedTask;
}
