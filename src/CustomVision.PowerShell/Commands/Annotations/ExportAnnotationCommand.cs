using CustomVision.Annotations;
using CustomVision.Backups;
using CustomVision.Models;
using CustomVision.PowerShell.Commands.TrainingImages;

namespace CustomVision.PowerShell.Commands.Annotations;

/// <summary>Writes images from the pipeline, with their tags and regions, as annotations in a format that other tools read.</summary>
[Cmdlet(VerbsData.Export, "CVAnnotation", SupportsShouldProcess = true)]
[OutputType(typeof(AnnotationExport))]
public sealed class ExportAnnotationCommand : PSCmdlet, IDisposable
{
    private static readonly string[] SavedExtensions = [".jpg", ".png", ".gif", ".bmp"];

    private AnnotationWriter? writer;
    private string imageFolder = "";
    private int notSaved;
    private int notFound;

    /// <summary>The destination folder. For Coco, Csv and AutoMLJsonl, the path of a file is accepted too.</summary>
    [Parameter(Mandatory = true, Position = 0)]
    [Alias("Path")]
    [ValidateNotNullOrEmpty]
    public string Destination { get; set; } = "";

    /// <summary>The format.</summary>
    [Parameter(Mandatory = true)]
    public AnnotationFormat Format { get; set; }

    /// <summary>
    /// The images: results of Save-CVTrainingImage, images from Get-CVTrainingImage, objects from Import-CVAnnotation, or all images of a
    /// backup: an object from Backup-CVProject, or its folder from Get-Item.
    /// </summary>
    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    [ValidateNotNull]
    public PSObject InputObject { get; set; } = null!;

    /// <summary>The folder that the paths in the annotations are relative to. Default: the destination; for Yolo its folder images.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ImageFolder { get; set; }

    /// <summary>The images from Get-CVTrainingImage are saved without folders for tags, as with Save-CVTrainingImage -Flat.</summary>
    [Parameter]
    public SwitchParameter Flat { get; set; }

    /// <summary>What image_url of AutoMLJsonl starts with. The path of the image follows.</summary>
    [Parameter]
    [ValidateNotNull]
    public string UrlPrefix { get; set; } = "";

    /// <summary>The names of the first tags, in the order of their numbers in Coco and Yolo.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string[] TagOrder { get; set; } = [];

    /// <summary>Replaces existing files.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        var destination = FilePaths.RequireDestination(this, Destination, "path");
        imageFolder = ImageFolder is null ? AnnotationWriter.DefaultImageFolder(Format, destination) : FilePaths.RequireDestination(this, ImageFolder, "path");
        if (!ShouldProcess(destination, $"Export annotations as {Format}"))
            return;
        var options = new AnnotationWriterOptions { ImageFolder = imageFolder, Overwrite = Force, UrlPrefix = UrlPrefix, TagOrder = TagOrder };
        Guard(destination, () => writer = AnnotationWriter.Create(Format, destination, options, WriteProblem));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (writer is not { } open)
            return;
        try
        {
            foreach (var image in Convert(InputObject.BaseObject))
                Guard(open.Target, () => open.Add(image));
        }
        catch (BackupException exception)
        {
            WriteError(Errors.BackupNotUsable(exception, $"{InputObject.BaseObject}"));
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (writer is not { } open)
            return;
        AnnotationExport? export = null;
        Guard(open.Target, () => export = open.Complete());
        if (notFound > 0)
            WriteProblem(new AnnotationProblem(AnnotationProblemKind.ImageNotSaved, open.Target, null, null, $"{Files(notFound)} in {imageFolder} {(notFound == 1 ? "doesn't" : "don't")} exist, so the extension .jpg was written. Save the images with Save-CVTrainingImage first, and export again."));
        if (notSaved > 0)
            WriteProblem(new AnnotationProblem(AnnotationProblemKind.ImageNotSaved, open.Target, null, null, $"{Files(notSaved)} that Save-CVTrainingImage didn't save {(notSaved == 1 ? "was" : "were")} left out."));
        WriteObject(export);
    }

    /// <summary>PowerShell calls this method when the pipeline has ended, also early. Incomplete files are deleted.</summary>
    public void Dispose() => writer?.Dispose();

    private static string Files(int count) => count == 1 ? "1 image" : $"{count} images";

    private IEnumerable<AnnotatedImage> Convert(object input)
    {
        switch (input)
        {
            case AnnotatedImage image:
                return [image];
            case Image image:
                return [AnnotatedImage.From(image, FindFile(image))];
            case ImageDownloadResult { IsSaved: true, Path: { } path, Image: { } image }:
                return [AnnotatedImage.From(image, path)];
            case ImageDownloadResult:
                notSaved++;
                return [];
            case ProjectBackup backup:
                return BackupFolder.Open(backup.Path).ReadAnnotations();
            case DirectoryInfo folder:
                return BackupFolder.Open(folder.FullName).ReadAnnotations();
            default:
                ThrowTerminatingError(Errors.BadArgument(
                    new ArgumentException($"'{input}' is not an image. Use the output of Save-CVTrainingImage, Get-CVTrainingImage, Import-CVAnnotation or Backup-CVProject."), input));
                return []; // Not reached, because ThrowTerminatingError throws.
        }
    }

    // Where Save-CVTrainingImage saves the image. Only the file shows which extension it has.
    private string FindFile(Image image)
    {
        var path = System.IO.Path.Combine(imageFolder, Flat ? "" : ImageFolders.FolderOf(image), image.Id.ToString());
        if (SavedExtensions.Select(extension => path + extension).FirstOrDefault(File.Exists) is { } file)
            return file;
        notFound++;
        return path + SavedExtensions[0];
    }

    private void Guard(string target, Action write)
    {
        try
        {
            write();
        }
        catch (AnnotationException exception)
        {
            ThrowTerminatingError(Errors.FileExists(exception.ExistingPath ?? target));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            ThrowTerminatingError(Errors.FileNotWritten(exception, target));
        }
    }

    private void WriteProblem(AnnotationProblem problem)
    {
        if (problem.IsError)
            WriteError(Errors.From(problem));
        else
            WriteWarning(problem.Message);
    }
}
