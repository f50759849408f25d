using System.Net;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;
using CustomVision.Tagging;
using CustomVision.Uploads;
using CustomVision.Work;
using static CustomVision.PowerShell.ErrorClassification;

namespace CustomVision.PowerShell;

/// <summary>
/// Creates the error records of all cmdlets. Each has a stable id, a category, the user's value as its target, and a
/// recommended action. about_CustomVision_Errors documents every id.
/// </summary>
internal static partial class Errors
{
    private const string SplitImage = "An image has up to 100 tags and 300 regions. Remove some with Remove-CVImageTag or Remove-CVImageRegion, or divide the image.";

    /// <summary>Whether every other request would fail in the same way.</summary>
    public static bool ConcernsAll(CustomVisionException failure) => failure.Scope == FailureScope.Everything || failure is ConnectionFailedException;

    public static ErrorRecord From(CustomVisionException failure, object? target)
    {
        var (id, category, action) = Classify(failure);
        return Record(failure, id, category, target, $"{RefusedKey(failure)}{failure.Message}", action);
    }

    /// <summary>An error that ended the processing of many images. The message contains the number of completed images.</summary>
    public static ErrorRecord Abandoned(AbandonedException failure, object? target, long inputs)
    {
        var (id, category, action) = Classify((CustomVisionException)failure.InnerException!);
        var message = $"{RefusedKey((CustomVisionException)failure.InnerException!)}{failure.Message} Completed images: {failure.Finished}. Images that were not processed: {inputs - failure.Finished}.";
        return Record(failure, id, category, target, message, action);
    }

    /// <summary>An image that was not uploaded. The cmdlet also returns its result.</summary>
    public static ErrorRecord From(ImageCreateResult result)
    {
        var image = UrlText.HideQueries(result.Path);
        var message = $"{image}: {result.Message}";
        if (result.Error is CustomVisionException failure)
        {
            var (requestId, requestCategory, requestAction) = Classify(failure);
            return Record(failure, requestId, requestCategory, image, message, requestAction);
        }

        var (id, category, action) = result.Status switch
        {
            ImageStatus.ErrorSource or ImageStatus.ErrorImageFormat or ImageStatus.ErrorImageSize => ClassifyImage(result.Status, result.Path),
            ImageStatus.ErrorInvalidTag => ("TagNotFound", ErrorCategory.ObjectNotFound, "Run Get-CVTag to list the tags of the project, or use -CreateTag to create missing tags."),
            ImageStatus.ErrorLimitExceed => ("ProjectFull", ErrorCategory.QuotaExceeded, "Delete images with Remove-CVTrainingImage, or use a higher pricing tier."),
            ImageStatus.ErrorInvalidRegion => ("RegionInvalid", ErrorCategory.InvalidData, CheckRegion),
            ImageStatus.ErrorTagLimitExceed or ImageStatus.ErrorRegionLimitExceed => ("ImageFull", ErrorCategory.LimitsExceeded, SplitImage),
            ImageStatus.ErrorNegativeAndRegularTagOnSameImage => ("NegativeTagNotAlone", ErrorCategory.InvalidArgument, "Upload the image with the negative tag alone, or without it. Get-CVTag shows the type of each tag."),
            ImageStatus.ErrorImageDimensions => ("ImageTooLarge", ErrorCategory.LimitsExceeded, "Crop or scale the image: the service accepts up to 10,240 pixels per side and a ratio of up to 25 to 1."),
            ImageStatus.ErrorStorage => ("ServiceStorageFailed", ErrorCategory.WriteError, "Upload the image again later."),
            _ => ("ImageRefused", ErrorCategory.InvalidResult, "Upload the image by itself. If it is rejected again, open it in an editor and save it as JPEG."),
        };
        return Record(new InvalidDataException(message), id, category, image, message, action);
    }

    /// <summary>An image that was not predicted. The cmdlet also returns its result.</summary>
    public static ErrorRecord From(ImagePredictionResult result)
    {
        var image = UrlText.HideQueries(result.Path);
        var message = $"{image}: {result.Message}";
        var cause = result.Error ?? new InvalidDataException(message);
        var (id, category, action) = result.Status switch
        {
            ImageStatus.ErrorSource or ImageStatus.ErrorImageFormat or ImageStatus.ErrorImageSize => ClassifyImage(result.Status, result.Path),
            _ when cause is CustomVisionException failure => Classify(failure),
            _ => ("ImageRefused", ErrorCategory.InvalidResult, "Predict the image by itself. If it is rejected again, open it in an editor and save it as JPEG."),
        };
        return Record(cause, id, category, image, message, action);
    }

    /// <summary>An image that was not saved. The cmdlet also returns its result.</summary>
    public static ErrorRecord From(ImageDownloadResult result)
    {
        var message = $"Image {result.Image?.Id}: {result.Message}";
        var cause = result.Error ?? new InvalidDataException(message);
        var (id, category, action) = result.Status switch
        {
            DownloadStatus.ErrorLinkExpired => ("ImageLinkExpired", ErrorCategory.ObjectNotFound, "Get the images again with Get-CVTrainingImage, and run the command again. Saved images are not downloaded again."),
            DownloadStatus.ErrorFile => ("FileNotWritten", ErrorCategory.WriteError, "Check the folder, your permissions and the disk space, and run the command again. Saved images are not downloaded again."),
            DownloadStatus.ErrorImageFormat => ("ImageFormatNotSupported", ErrorCategory.InvalidData, "Open the OriginalImageUri of the image in a browser to see the response."),
            DownloadStatus.ErrorImageSize => ("ImageTooLarge", ErrorCategory.LimitsExceeded, "Open the OriginalImageUri of the image in a browser to see the response."),
            _ when cause is CustomVisionException failure => Classify(failure),
            _ => ("ImageRefused", ErrorCategory.InvalidResult, "Get the image again with Get-CVTrainingImage, and run the command again."),
        };
        return Record(cause, id, category, result.Image?.Id, message, action);
    }

    /// <summary>A tag that was not added to an image or not removed from it.</summary>
    public static ErrorRecord From(ImageTagFailure failure, Guid imageId, string tag)
    {
        var (id, category, action) = Classify(failure.Error);
        return Record(failure.Error, id, category, imageId, $"Image {imageId}, tag {tag}: {failure.Error.Message}", action);
    }

    /// <summary>A region that was not added. The cmdlet also returns its result.</summary>
    public static ErrorRecord From(ImageRegionCreateResult result)
    {
        var message = $"Image {result.Region.ImageId}, region {result.Region}: {result.Message}";
        var cause = result.Error ?? new InvalidDataException(message);
        var (id, category, action) = result.Status switch
        {
            _ when cause is CustomVisionException failure => Classify(failure),
            ImageRegionStatus.LimitExceeded => ("ImageFull", ErrorCategory.LimitsExceeded, SplitImage),
            ImageRegionStatus.ErrorInvalidRegion => ("RegionInvalid", ErrorCategory.InvalidData, CheckRegion),
            _ => ("RegionRefused", ErrorCategory.InvalidResult, "Check with Get-CVTrainingImage whether the image has the region, and add it again."),
        };
        return Record(cause, id, category, result.Region.ImageId, message, action);
    }

    /// <summary>Metadata that were not set. The cmdlet also returns the result.</summary>
    public static ErrorRecord From(ImageMetadataResult result, CustomVisionException? failure)
    {
        var message = $"Image {result.ImageId}: {result.Message}";
        var cause = (Exception?)failure ?? new InvalidDataException(message);
        var (id, category, action) = result.Status switch
        {
            _ when failure is not null => Classify(failure),
            "ErrorImageNotFound" => ("ImageNotFound", ErrorCategory.ObjectNotFound, "Run Get-CVTrainingImage to list the images of the project."),
            ImageStatus.ErrorLimitExceed => ("MetadataRefused", ErrorCategory.LimitsExceeded, "An image has up to 10 texts of metadata. Metadata can't be removed; overwrite a key that is not needed."),
            _ => ("MetadataRefused", ErrorCategory.InvalidResult, "Set the metadata of the image by itself."),
        };
        return Record(cause, id, category, result.ImageId, message, action);
    }

    public static ErrorRecord BadArgument(ArgumentException exception, object? target) => Record(
        exception, "BadArgument", ErrorCategory.InvalidArgument, target, exception.Message, "Correct the argument.");

    public static ErrorRecord BadJournal(UploadJournalException exception, object? target) => Record(
        exception, "JournalNotUsable", ErrorCategory.InvalidArgument, target, exception.Message, "Specify another file with -Journal. Each project, and each upload that runs at the same time, needs a journal of its own.");

    /// <summary>A name that no object or more than one object has.</summary>
    public static ErrorRecord From(NameResolutionException exception) => exception.IsAmbiguous
        ? Record(exception, "NameNotUnique", ErrorCategory.InvalidArgument, exception.Name, exception.Message, exception.Action)
        : Record(exception, "NameNotFound", ErrorCategory.ObjectNotFound, exception.Name, exception.Message, exception.Action);

    /// <summary>A project without a trained iteration.</summary>
    public static ErrorRecord NoTrainedIteration(object? target, string project) => Record(
        new InvalidOperationException($"The project {project} has no trained iteration."),
        "IterationNotTrained",
        ErrorCategory.InvalidOperation,
        target,
        $"The project {project} has no trained iteration.",
        TrainFirst);

    /// <summary>A project has no published iteration, or several, and none was specified.</summary>
    public static ErrorRecord NoPublishedIteration(object? target, string project, IReadOnlyList<string> published, string? iteration)
    {
        var message = published.Count == 0
            ? iteration is null ? $"The project {project} has no published iteration." : $"The iteration {iteration} of project {project} is not published."
            : $"The project {project} has {published.Count} published iterations: {string.Join(", ", published.Select(name => $"'{name}'"))}.";
        return published.Count == 0
            ? Record(new ItemNotFoundException(message), "NoPublishedIteration", ErrorCategory.ObjectNotFound, target, message, "Train with Start-CVTraining -PublishAs, publish an iteration with Publish-CVIteration, or predict with -QuickTest.")
            : Record(new InvalidOperationException(message), "SeveralPublishedIterations", ErrorCategory.InvalidArgument, target, message, "Specify one with -PublishedName.");
    }

    /// <summary>A Set cmdlet that was called without a property to change.</summary>
    public static ErrorRecord NothingToChange(string parameters) => Record(
        new ArgumentException("No property to change was specified."),
        "NothingToChange",
        ErrorCategory.InvalidArgument,
        null,
        "No property to change was specified.",
        $"Specify at least one of {parameters}.");

    /// <summary>An image that a project does not have.</summary>
    public static ErrorRecord NoImage(Guid id, string project)
    {
        var message = $"The project {project} has no image {id}.";
        return Record(new ItemNotFoundException(message), "ImageNotFound", ErrorCategory.ObjectNotFound, id, message, "Run Get-CVTrainingImage to list the images of the project.");
    }

    /// <summary>A fault that a local service does not have.</summary>
    public static ErrorRecord NoLocalFault(int id)
    {
        var message = $"Fault {id} does not exist. It may have expired.";
        return Record(new ItemNotFoundException(message), "LocalFaultNotFound", ErrorCategory.ObjectNotFound, id, message, ListFaults);
    }

    /// <summary>An address without a local service that the user can stop.</summary>
    public static ErrorRecord NoLocalService(Uri endpoint, bool isForced)
    {
        var message = isForced ? $"There is no local service of this user at {endpoint}." : $"This process did not start a local service at {endpoint}.";
        var action = isForced
            ? "The service may have ended, or another user may have started it. Nothing was stopped."
            : "Run Get-CVLocalService to list the services of this process. Use -Force to stop a service that another process of yours started.";
        return Record(new ItemNotFoundException(message), "LocalServiceNotFound", ErrorCategory.ObjectNotFound, endpoint, message, action);
    }

    /// <summary>Stop-CVLocalService without arguments in a process with several services.</summary>
    public static ErrorRecord SeveralLocalServices(IEnumerable<Uri> endpoints)
    {
        var message = $"This process started several local services: {string.Join(", ", endpoints)}.";
        return Record(
            new InvalidOperationException(message),
            "LocalServiceNotUnique",
            ErrorCategory.InvalidArgument,
            null,
            message,
            "Specify -Endpoint or the object from Start-CVLocalService. To stop all, run Get-CVLocalService | Stop-CVLocalService.");
    }

    /// <summary>A local service of another process that did not end.</summary>
    public static ErrorRecord LocalServiceNotStopped(Uri endpoint, int processId, Exception cause) => Record(
        cause,
        "LocalServiceNotStopped",
        ErrorCategory.OperationTimeout,
        endpoint,
        $"The local service at {endpoint} did not end: {cause.Message}",
        $"Wait, and check the process with Get-Process -Id {processId}. To end it, run Stop-Process -Id {processId}.");

    /// <summary>The module CustomVision.LocalService is not installed.</summary>
    public static ErrorRecord LocalServiceMissing(ServiceModuleMissingException cause) => Record(
        cause, "LocalServiceMissing", ErrorCategory.NotInstalled, null, cause.Message, $"Run: {cause.InstallCommand}");

    /// <summary>-Resize without the module that has the image library.</summary>
    public static ErrorRecord ResizerMissing(ServiceModuleMissingException cause) => Record(
        cause,
        "ResizerMissing",
        ErrorCategory.NotInstalled,
        null,
        $"-Resize uses the image library of the local service. {cause.Message}",
        $"Run: {cause.InstallCommand}");

    /// <summary>-Resize in Windows PowerShell.</summary>
    public static ErrorRecord ResizerNotSupported(PlatformNotSupportedException cause) => Record(
        cause, "ResizerNotSupported", ErrorCategory.NotImplemented, null, cause.Message, "Run the command in PowerShell 7, or resize the images with another program first.");

    public static ErrorRecord RuntimeMissing(Exception cause) => Record(
        cause,
        "LocalServiceRuntimeMissing",
        ErrorCategory.NotInstalled,
        null,
        cause.Message,
        "Install the ASP.NET Core Runtime 10.0 or the .NET SDK 10.0 from https://dotnet.microsoft.com/download/dotnet/10.0, or set DOTNET_ROOT to the folder of an installation that has it.");

    public static ErrorRecord LocalServiceFailed(Exception cause, object? target, string action) => Record(
        cause, "LocalServiceFailed", ErrorCategory.ResourceUnavailable, target, cause.Message, action);

    // The text of the service names no key, and a connection can have two.
    private static string RefusedKey(CustomVisionException failure) => failure switch
    {
        ServiceErrorException { StatusCode: HttpStatusCode.Unauthorized } error when IsPrediction(error.Operation) => "The service refused the prediction key. ",
        ServiceErrorException { StatusCode: HttpStatusCode.Unauthorized } => "The service refused the training key or the access token. ",
        _ => "",
    };

    private static ErrorRecord Record(Exception exception, string id, ErrorCategory category, object? target, string message, string action) =>
        new(exception, id, category, target) { ErrorDetails = new ErrorDetails(message) { RecommendedAction = action } };
}
