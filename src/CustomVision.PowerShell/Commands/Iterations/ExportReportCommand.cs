using CustomVision.Models;
using CustomVision.Reports;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>
/// Writes the performance of an iteration to one HTML file: curves by threshold, figures by tag, the confusion matrix, and the images with
/// mistakes.
/// </summary>
[Cmdlet(VerbsData.Export, "CVReport", DefaultParameterSetName = ByIteration, SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class ExportReportCommand : IterationFileCommand
{
    private static readonly IterationReporterOptions Defaults = new();

    /// <summary>The probability from which a tag counts as predicted, from 0 to 1. Default: 0.5.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Threshold { get; set; } = Defaults.Threshold;

    /// <summary>The overlap of boxes from which an object counts as found, from 0 to 1. Default: 0.3.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double OverlapThreshold { get; set; } = Defaults.OverlapThreshold;

    /// <summary>The maximum number of images with mistakes in the report. Default: 60.</summary>
    [Parameter]
    [ValidateRange(0, 10_000)]
    public int MaxImage { get; set; } = Defaults.LargestImageCount;

    private protected override string Extension => ".html";

    private protected override string Action => "Write a report";

    private protected override string Activity => "Writing a report";

    private protected override async Task ReadAsync(Iteration iteration, CancellationToken token)
    {
        if (await FindPathAsync($"{iteration.Name ?? iteration.Id.ToString()} report").ConfigureAwait(false) is not { } path)
            return;
        var reporter = new IterationReporter(
            TrainingService,
            new IterationReporterOptions { Threshold = Threshold, OverlapThreshold = OverlapThreshold, LargestImageCount = MaxImage },
            ShowAsync,
            warning => OnPipelineAsync(() => WriteWarning(warning)));
        if (await TrySaveAsync(path, () => reporter.WriteAsync(iteration, path, Force, token)).ConfigureAwait(false) is not null)
            await OnPipelineAsync(() => WriteObject(InvokeProvider.Item.Get([path], force: true, literalPath: true), enumerateCollection: true)).ConfigureAwait(false); // as Get-Item shows it
    }
}
