using CustomVision.Local;
using CustomVision.PowerShell.Binding;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Imports models that were exported to ONNX into a local service, which then predicts with them.</summary>
[Cmdlet(VerbsData.Import, "CVModel", SupportsShouldProcess = true)]
[OutputType(typeof(ImportedModel))]
public sealed class ImportModelCommand : LocalServiceCommand
{
    private StatusProgressBar? progress;

    /// <summary>The zip files that Export-CVIteration or the portal of Azure saved. Wildcards are supported.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("FullName", "PSPath")]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>The name of the new project. Default: the name of the file.</summary>
    [Parameter(Position = 1)]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>The name that the iteration is published by. Default: Iteration1.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? PublishAs { get; set; }

    /// <summary>Whether an image has one tag (Multiclass) or any number (Multilabel). Default: what the file says.</summary>
    [Parameter]
    [ValidateSet(Models.ClassificationType.Multiclass, Models.ClassificationType.Multilabel)]
    public string? ClassificationType { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        foreach (var path in Path.SelectMany(path => FilePaths.Resolve(this, path)))
        {
            var name = Name ?? NameOf(path);
            if (!ShouldProcess(path, $"Import into {LocalEndpoint} as project '{name}'"))
                continue;
            progress = StatusProgressBar.For(this, "Importing a model");
            progress?.Show(System.IO.Path.GetFileName(path));
            try
            {
                RunForLocalService(path, (local, token) => ImportAsync(local, path, name, token));
            }
            finally
            {
                CloseProgress();
            }
        }
    }

    private protected override void CloseProgress() => progress?.Close();

    private async Task ImportAsync(LocalServiceClient local, string path, string name, CancellationToken token)
    {
        try
        {
            var wanted = new ModelImport(path, name)
            {
                Description = $"Imported from {System.IO.Path.GetFileName(path)}",
                PublishName = PublishAs,
                ClassificationType = ClassificationType,
            };
            var model = await local.ImportModelAsync(wanted, token).ConfigureAwait(false);
            await OnPipelineAsync(CloseProgress).ConfigureAwait(false); // Otherwise the progress bar would appear between the lines of the output.
            KnownNames.Add(model.ProjectId, model.ProjectName);
            await WriteAsync(model).ConfigureAwait(false);
            if (model.ProjectName != name)
                await OnPipelineAsync(() => WriteWarning($"A project named '{name}' exists. The service named the new project '{model.ProjectName}'.")).ConfigureAwait(false);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            await OnPipelineAsync(() => WriteError(Errors.ModelUnreadable(cause, path))).ConfigureAwait(false);
        }
    }

    /// <summary>The name without the endings that an export has: NAME.ONNX.zip.</summary>
    private static string NameOf(string path)
    {
        var name = System.IO.Path.GetFileNameWithoutExtension(path);
        var shorter = name.EndsWith(".onnx", StringComparison.OrdinalIgnoreCase) ? System.IO.Path.GetFileNameWithoutExtension(name) : name;
        return shorter.Length > 0 ? shorter : name;
    }
}
