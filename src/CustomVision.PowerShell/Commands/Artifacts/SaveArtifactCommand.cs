using CustomVision.Downloads;

namespace CustomVision.PowerShell.Commands.Artifacts;

/// <summary>
/// Saves a file of a project that a relative URL identifies. Accounts in a virtual network return such URLs for images, thumbnails and
/// exports.
/// </summary>
[Cmdlet(VerbsData.Save, "CVArtifact", SupportsShouldProcess = true)]
[OutputType(typeof(FileInfo))]
public sealed class SaveArtifactCommand : ProjectItemCommand
{
    /// <summary>The relative URL, such as the OriginalImageUri of an image or the DownloadUri of an export.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("DownloadUri", "OriginalImageUri", "ThumbnailUri")]
    [ValidateNotNullOrEmpty]
    public string Uri { get; set; } = "";

    /// <summary>The file, or a folder, in which the file gets the last part of the URL as its name.</summary>
    [Parameter(Mandatory = true, Position = 2)]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>Replaces an existing file.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var file = FindFile();
        if (!Force && file.Exists)
        {
            WriteError(Errors.FileExists(file.FullName));
            return;
        }

        var shown = Uri.Split('?')[0]; // The query can contain a signature.
        if (ShouldProcess($"'{shown}' of project {ProjectId.Quoted}", $"Save to {file.FullName}"))
            RunFor(shown, token => SaveAsync(file, token));
    }

    private FileInfo FindFile()
    {
        var path = FilePaths.RequireDestination(this, Destination, "path");
        var isFolder = Directory.Exists(path) || Destination.EndsWith("/", StringComparison.Ordinal) || Destination.EndsWith("\\", StringComparison.Ordinal);
        return new FileInfo(isFolder ? Path.Combine(path, FileName()) : path);
    }

    // The URL comes from the service, and must not lead out of the folder.
    private string FileName()
    {
        var name = Path.GetFileName(Uri.Split('?')[0].TrimEnd('/').Replace('\\', '/'));
        return name.Length > 0 && name is not ("." or "..") && name.IndexOfAny(Path.GetInvalidFileNameChars()) < 0 ? name : "artifact";
    }

    private async Task SaveAsync(FileInfo file, CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var content = await Client.GetArtifactAsync(projectId, Uri, token).ConfigureAwait(false);
        try
        {
            file.Directory?.Create();
            file = PartialFile.Write(file.FullName, content, Force);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            await OnPipelineAsync(() => WriteError(Errors.FileNotWritten(exception, file.FullName))).ConfigureAwait(false);
            return;
        }

        await WriteAsync(file).ConfigureAwait(false);
    }
}
