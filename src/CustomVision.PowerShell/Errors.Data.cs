using CustomVision.Annotations;
using CustomVision.Models;

namespace CustomVision.PowerShell;

/// <summary>The error records of files, annotations, backups and copies.</summary>
internal static partial class Errors
{
    /// <summary>A copy of a project that has other numbers of images or tags.</summary>
    public static ErrorRecord CopyIncomplete(ProjectCopy copy)
    {
        var other = copy.Differences.Count == 0 ? "" : $" It has {string.Join(", ", copy.Differences)}.";
        var message = $"The copy '{copy.Name}' has {copy.ImageCount} of {copy.SourceImageCount} images and {copy.TagCount} of {copy.SourceTagCount} tags.{other}";
        return Record(
            new InvalidDataException(message),
            "ProjectCopyIncomplete",
            ErrorCategory.InvalidResult,
            copy.ProjectId,
            message,
            "If the source was changed meanwhile, copy it again. Otherwise, copy the missing images with Get-CVTrainingImage and Add-CVTrainingImage.");
    }

    /// <summary>The folder of a backup that can't be restored.</summary>
    public static ErrorRecord BackupNotUsable(Exception cause, string path) => Record(
        cause, "BackupNotUsable", ErrorCategory.InvalidData, path, cause.Message, "Specify the folder of a complete backup, as Backup-CVProject returns it.");

    /// <summary>A backup whose files can't be written.</summary>
    public static ErrorRecord BackupNotWritten(Exception cause, string project, string destination) => Record(
        cause,
        "FileNotWritten",
        ErrorCategory.WriteError,
        destination,
        $"The backup of project {project} cannot be written: {cause.Message}",
        "Check the folder, your permissions and the disk space, and whether another backup is running. Run the command again: it downloads only what is missing.");

    /// <summary>A project that differs from the backup that it was created from.</summary>
    public static ErrorRecord RestoreIncomplete(ProjectRestore restore)
    {
        var message = $"The project '{restore.Name}' differs from the backup: it has {string.Join(", ", restore.Differences)}.";
        return Record(
            new InvalidDataException(message),
            "RestoreIncomplete",
            ErrorCategory.InvalidResult,
            restore.ProjectId,
            message,
            "Run the command again to send what is missing. If the project was changed meanwhile, delete it with Remove-CVProject first.");
    }

    /// <summary>An annotation file that can't be read as a whole.</summary>
    public static ErrorRecord BadAnnotationFile(AnnotationException exception, object? target) => Record(
        exception, "AnnotationFileInvalid", ErrorCategory.InvalidData, target, exception.Message, "Check the path and the content of the file. The help of Import-CVAnnotation describes the formats.");

    /// <summary>An entry of an annotation file, or an image, that was left out.</summary>
    public static ErrorRecord From(AnnotationProblem problem)
    {
        var (id, category, action) = problem.Kind switch
        {
            AnnotationProblemKind.ImageMissing => ("ImageFileMissing", ErrorCategory.ObjectNotFound, "Specify the folder of the images with -ImageFolder. To read the annotations without images, use -AllowMissingImage."),
            AnnotationProblemKind.PathRefused => ("ImagePathRefused", ErrorCategory.PermissionDenied, "Specify the folder that contains the images with -ImageFolder."),
            AnnotationProblemKind.SizeUnknown => ("ImageSizeUnknown", ErrorCategory.InvalidData, "Put the image file into the folder of the images, so that its width and height can be read."),
            AnnotationProblemKind.TagUnknown => ("AnnotationTagUnknown", ErrorCategory.InvalidData, "Add the class to the annotation file, and run the command again."),
            AnnotationProblemKind.NameRefused => ("AnnotationNameRefused", ErrorCategory.InvalidArgument, "Rename the image file, or use another format."),
            _ => ("AnnotationInvalid", ErrorCategory.InvalidData, "Correct the entry in the annotation file, and run the command again."),
        };
        return Record(new InvalidDataException(problem.Message), id, category, problem.Image ?? problem.File, problem.Message, action);
    }

    /// <summary>A file that exists and is not to be replaced.</summary>
    public static ErrorRecord FileExists(string path) => Record(
        new IOException($"The file {path} exists."),
        "FileExists",
        ErrorCategory.ResourceExists,
        path,
        $"The file {path} exists.",
        "Specify another file, or replace the file with -Force.");

    /// <summary>A file that could not be written.</summary>
    public static ErrorRecord FileNotWritten(Exception cause, string path) => Record(
        cause,
        "FileNotWritten",
        ErrorCategory.WriteError,
        path,
        $"The file {path} cannot be written: {cause.Message}",
        "Check the folder, your permissions and the disk space, and run the command again.");

    /// <summary>The file of a model that could not be read.</summary>
    public static ErrorRecord ModelUnreadable(Exception cause, string path)
    {
        var message = $"The model {path} cannot be read: {cause.Message}";
        return Record(cause, "ModelUnreadable", ErrorCategory.ReadError, path, message, "Check the path and your permissions. Export-CVIteration -Platform ONNX saves a model.");
    }
}
