using CustomVision.Exports;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Exports the model of an iteration for a platform, waits until the service has made it, and saves it as a zip file.</summary>
[Cmdlet(VerbsData.Export, "CVIteration", DefaultParameterSetName = ByIteration, SupportsShouldProcess = true)]
[OutputType(typeof(ExportedModel))]
[OutputType(typeof(IterationExport))]
public sealed class ExportIterationCommand : IterationFileCommand
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    /// <summary>The platform: CoreML, TensorFlow, DockerFile, ONNX, VAIDK or OpenVino.</summary>
    [Parameter(Mandatory = true)]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExportPlatformCompleter))]
    public string Platform { get; set; } = "";

    /// <summary>The variant of the platform, such as Linux, Windows or ARM for DockerFile. Default: the default of the service.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ExportFlavorCompleter))]
    public string? Flavor { get; set; }

    /// <summary>Starts the export and returns it, without waiting for it or saving a file.</summary>
    [Parameter]
    public SwitchParameter NoDownload { get; set; }

    /// <summary>How long to wait for the export, in seconds or as a TimeSpan. Default: 10 minutes.</summary>
    [Parameter]
    [Seconds]
    public Seconds Timeout { get; set; } = Seconds.From(DefaultTimeout);

    private protected override string Extension => ".zip";

    private protected override string Action => $"Export for {Platform}";

    private protected override string Activity => "Exporting a model";

    private protected override async Task ReadAsync(Iteration iteration, CancellationToken token)
    {
        var exporter = new IterationExporter(TrainingService, (export, elapsed) => ShowAsync($"{export}, {elapsed:h\\:mm\\:ss}"));
        var export = await exporter.FindOrStartAsync(iteration, Platform, Flavor, token).ConfigureAwait(false);
        if (NoDownload)
        {
            await WriteAsync(export).ConfigureAwait(false);
            return;
        }

        if (await FindPathAsync(export.IterationName ?? export.IterationId.ToString(), export.Platform, export.Flavor).ConfigureAwait(false) is not { } path)
            return;
        export = await exporter.WaitAsync(iteration, export, Timeout.Value, token).ConfigureAwait(false);
        if (await TrySaveAsync(path, () => exporter.SaveAsync(export, path, Force, token)).ConfigureAwait(false) is { } model)
            await WriteAsync(model).ConfigureAwait(false);
    }
}
