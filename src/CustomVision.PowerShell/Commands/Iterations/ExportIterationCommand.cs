using CustomVision.Exports;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Exports the model of an iteration for a platform, waits until the service has made it, and saves it as a zip file.</summary>
[Cmdlet(VerbsData.Export, "CVIteration", DefaultParameterSetName = ByIteration, SupportsShouldProcess = true)]
[OutputType(typeof(ExportedModel))]
[OutputType(typeof(IterationExport))]
public sealed class ExportIterationCommand : IterationCommand
{
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(10);

    private TrainingProgressBar? progress;
    private string target = "";

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

    /// <summary>The folder for the zip file, or the path of a file that ends with .zip. Default: the current folder.</summary>
    [Parameter]
    [Alias("Path", "OutFile")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = ".";

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <summary>Starts the export and returns it, without waiting for it or saving a file.</summary>
    [Parameter]
    public SwitchParameter NoDownload { get; set; }

    /// <summary>How long to wait for the export, in seconds or as a TimeSpan. Default: 10 minutes.</summary>
    [Parameter]
    [Seconds]
    public Seconds Timeout { get; set; } = Seconds.From(DefaultTimeout);

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        try
        {
            target = FilePaths.ResolveFolder(this, Destination);
        }
        catch (ArgumentException exception)
        {
            ThrowTerminatingError(Errors.BadArgument(new ArgumentException($"'{Destination}' is not a valid path: {exception.Message}", exception), Destination));
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var iteration = ParameterSetName == ByIteration ? NameOrId.FromId(InputObject.Id, InputObject.Name) : IterationId;
        if (!ShouldProcess(iteration is null ? $"the last iteration of project {ProjectId.Quoted}" : $"iteration {iteration.Quoted}", $"Export for {Platform}"))
            return;
        progress = TrainingProgressBar.ForActivity(this, "Exporting a model");
        try
        {
            base.ProcessRecord();
        }
        finally
        {
            CloseProgress();
        }
    }

    private protected override void CloseProgress() => progress?.Close();

    private protected override async Task ReadAsync(Iteration iteration, CancellationToken token)
    {
        var exporter = new IterationExporter(
            TrainingService,
            (export, elapsed) => progress is { } bar ? OnPipelineAsync(() => bar.Show($"{export}, {elapsed:h\\:mm\\:ss}")) : Task.CompletedTask);
        var export = await exporter.FindOrStartAsync(iteration, Platform, Flavor, token).ConfigureAwait(false);
        if (NoDownload)
        {
            await WriteAsync(export).ConfigureAwait(false);
            return;
        }

        var path = FilePath(export);
        if (!Force && File.Exists(path))
        {
            await OnPipelineAsync(() => WriteError(Errors.FileExists(path))).ConfigureAwait(false);
            return;
        }

        export = await exporter.WaitAsync(iteration, export, Timeout.Value, token).ConfigureAwait(false);
        try
        {
            var model = await exporter.SaveAsync(export, path, Force, token).ConfigureAwait(false);
            await OnPipelineAsync(CloseProgress).ConfigureAwait(false);
            await WriteAsync(model).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or InvalidDataException or NotSupportedException)
        {
            await OnPipelineAsync(() => WriteError(Errors.FileNotWritten(cause, path))).ConfigureAwait(false);
        }
    }

    private string FilePath(IterationExport export)
    {
        if (target.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
            return target;
        var name = string.Join(".", new[] { export.IterationName ?? export.IterationId.ToString(), export.Platform, export.Flavor }.Where(part => !string.IsNullOrEmpty(part)));
        foreach (var invalid in Path.GetInvalidFileNameChars())
            name = name.Replace(invalid, '_');
        return Path.Combine(target, name + ".zip");
    }
}
