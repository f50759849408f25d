using System.Net;
using CustomVision.Copies;
using CustomVision.Exports;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;
using CustomVision.Tagging;
using CustomVision.Training;
using CustomVision.Uploads;
using CustomVision.Work;

namespace CustomVision.PowerShell;

/// <summary>
/// Creates the error records of all cmdlets. Each has a stable id, a category, the user's value as its target, and a
/// recommended action. about_CustomVision_Errors documents every id.
/// </summary>
internal static class Errors
{
    private const string CheckKey =
        "Check that the key and the endpoint belong to the same Custom Vision training resource. The Azure portal shows both under Keys and Endpoint. Then run Connect-CVService again.";

    private const string CheckPredictionKey =
        "Check that the prediction key and endpoint belong to the same Custom Vision prediction resource. The Azure portal shows both under Keys and Endpoint. Then run Connect-CVService again.";

    private const string SpecifyIteration =
        "Train the project with Start-CVTraining -SetDefault, make a trained iteration the default with Set-CVIteration -Default, or specify -IterationId.";

    private const string CheckEndpoint =
        "Check the endpoint with Get-CVConnection, and check the network. To start a local service, run Start-CVLocalService.";

    private const string CheckRegion =
        "Specify left, top, width and height as fractions from 0 to 1, from the upper left corner of the image as it is shown. Add-CVTrainingImage -RegionUnit Pixel converts pixels.";

    private const string SplitImage = "An image has up to 100 tags and 300 regions. Remove some with Remove-CVImageTag or Remove-CVImageRegion, or divide the image.";

    private const string TrainFirst = "Run Start-CVTraining -Wait first. Trained iterations have the status Completed.";

    private const string ListFaults = "Run Get-CVLocalFault to list the faults. A fault expires after its number of requests or its duration.";

    private const string ChangeDefault = "Make another iteration the default with Set-CVIteration -Default, or remove the default with Set-CVIteration -Default:$false.";

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

    /// <summary>A copy of a project that has other numbers of images or tags.</summary>
    public static ErrorRecord CopyIncomplete(ProjectCopy copy)
    {
        var message = $"The copy '{copy.Name}' has {copy.ImageCount} of {copy.SourceImageCount} images and {copy.TagCount} of {copy.SourceTagCount} tags.";
        return Record(
            new InvalidDataException(message),
            "ProjectCopyIncomplete",
            ErrorCategory.InvalidResult,
            copy.ProjectId,
            message,
            "If the source was changed meanwhile, copy it again. Otherwise, copy the missing images with Get-CVTrainingImage and Add-CVTrainingImage.");
    }

    /// <summary>A file that exists and is not to be replaced.</summary>
    public static ErrorRecord FileExists(FileInfo file) => Record(
        new IOException($"The file {file.FullName} exists."),
        "FileExists",
        ErrorCategory.ResourceExists,
        file.FullName,
        $"The file {file.FullName} exists.",
        "Specify another file, or replace the file with -Force.");

    /// <summary>A file that could not be written.</summary>
    public static ErrorRecord FileNotWritten(Exception cause, FileInfo file) => Record(
        cause,
        "FileNotWritten",
        ErrorCategory.WriteError,
        file.FullName,
        $"The file {file.FullName} cannot be written: {cause.Message}",
        "Check the folder, your permissions and the disk space, and run the command again.");

    /// <summary>An endpoint that did not answer the check of Connect-CVService in time.</summary>
    public static ErrorRecord CheckTimedOut(ConnectionFailedException failure, object? target) => Record(
        failure,
        "RequestTimedOut",
        ErrorCategory.OperationTimeout,
        target,
        failure.Message,
        "Check the endpoint, the firewall and the proxy. To connect without the check, use -SkipCheck.");

    public static ErrorRecord NotConnected() => Record(
        new InvalidOperationException("There is no connection to a Custom Vision service."),
        "NotConnected",
        ErrorCategory.ConnectionError,
        null,
        "There is no connection to a Custom Vision service.",
        "Run Connect-CVService, run Start-CVLocalService to start a local service, or set VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY.");

    /// <summary>A connection without a key for the training service.</summary>
    public static ErrorRecord NoTrainingKey() => Record(
        new InvalidOperationException("The connection has no training key."),
        "NoTrainingKey",
        ErrorCategory.ConnectionError,
        null,
        "The connection has no training key. Without it, only images can be predicted.",
        "Run Connect-CVService with -Endpoint and -TrainingKey, or set VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY. A connection from a file has no keys, except on Windows.");

    /// <summary>Connect-CVService without any key.</summary>
    public static ErrorRecord NoKey(object? target) => Record(
        new ArgumentException("No key was specified."),
        "NoKey",
        ErrorCategory.InvalidArgument,
        target,
        "No key was specified.",
        "Specify -TrainingKey, -PredictionKey or -AccessToken, or set VISION_TRAINING_KEY. The Azure portal shows the keys under Keys and Endpoint of the resource.");

    public static ErrorRecord NoPredictionKey() => Record(
        new InvalidOperationException("The connection has no prediction key."),
        "NoPredictionKey",
        ErrorCategory.ConnectionError,
        null,
        "The connection has no prediction key. Predictions do not use the training key.",
        "Run Connect-CVService with -PredictionKey, and with -PredictionEndpoint if the endpoint differs, or set VISION_PREDICTION_ENDPOINT and VISION_PREDICTION_KEY.");

    public static ErrorRecord NoEndpoint() => Record(
        new ArgumentException("No endpoint was specified."),
        "NoEndpoint",
        ErrorCategory.InvalidArgument,
        null,
        "No endpoint was specified.",
        "Specify -Endpoint, or set VISION_TRAINING_ENDPOINT. The Azure portal shows the endpoint under Keys and Endpoint of the Custom Vision training resource.");

    public static ErrorRecord BadEnvironment(ArgumentException exception) => Record(
        exception, "BadEnvironment", ErrorCategory.InvalidArgument, null, exception.Message, "Correct or remove the environment variable.");

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

    /// <summary>An iteration can't be published, because the prediction resource is not known.</summary>
    public static ErrorRecord NoPredictionResource() => Record(
        new InvalidOperationException("The id of the prediction resource is not known."),
        "NoPredictionResource",
        ErrorCategory.InvalidArgument,
        null,
        "The id of the prediction resource is not known, and an iteration is published to that resource.",
        "Specify -PredictionResourceId, connect with Connect-CVService -PredictionResourceId, or set VISION_PREDICTION_RESOURCE_ID. The page Properties of the resource in the Azure portal shows it.");

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

    /// <summary>A file that could not be written.</summary>
    public static ErrorRecord FileNotWritten(Exception cause, string path) =>
        Record(cause, "FileNotWritten", ErrorCategory.WriteError, path, $"{path}: {cause.Message}", "Check the folder, your permissions and the disk space, and run the command again.");

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

    private static (string Id, ErrorCategory Category, string Action) ClassifyImage(string status, string? path) => status switch
    {
        ImageStatus.ErrorSource when IsUrl(path) => (
            "ImageUnreadable",
            ErrorCategory.ObjectNotFound,
            "The service downloads the image itself. Check that the URL opens without signing in, or download the image and specify the file."),
        ImageStatus.ErrorSource => ("ImageUnreadable", ErrorCategory.ObjectNotFound, "Check the path and your permissions, and run the command again for this image."),
        ImageStatus.ErrorImageSize when IsUrl(path) => ("ImageTooLarge", ErrorCategory.LimitsExceeded, "Download the image, and specify the file with -Resize."),
        ImageStatus.ErrorImageSize => ("ImageTooLarge", ErrorCategory.LimitsExceeded, "Use -Resize to scale the image down before it is sent."),
        _ when IsEmpty(path) => ("ImageFormatNotSupported", ErrorCategory.InvalidData, "Copy the file again from where it comes from."),
        _ => ("ImageFormatNotSupported", ErrorCategory.InvalidData, "Open the file in an image editor. If it is an image, save it as JPEG, PNG, BMP or GIF. WebP images can be converted with -Resize."),
    };

    private static bool IsUrl(string? path) => path is not null && (path.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || path.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    private static bool IsEmpty(string? path) => path is not null && !IsUrl(path) && new FileInfo(path) is { Exists: true, Length: 0 };

    private static (string Id, ErrorCategory Category, string Action) Classify(CustomVisionException failure) => failure switch
    {
        ConnectionFailedException { TimedOut: true } => ("RequestTimedOut", ErrorCategory.OperationTimeout, "Try again, or increase the timeout with Connect-CVService -Timeout."),
        ConnectionFailedException => ("ConnectionFailed", ErrorCategory.ConnectionError, CheckEndpoint),
        NotALocalServiceException => ("NotALocalService", ErrorCategory.InvalidOperation, "Run Start-CVLocalService, or specify the service with -Service. Get-CVConnection shows the current connection."),
        UnsupportedByVersionException => ("UnsupportedByVersion", ErrorCategory.NotImplemented, "Get-CVConnection shows the version. Connect again with Connect-CVService -ApiVersion."),
        AccessTokenException => ("NoAccessToken", ErrorCategory.AuthenticationError, "Connect again with Connect-CVService and a key, -AccessToken or -Identity."),
        UnexpectedAnswerException => ("UnexpectedAnswer", ErrorCategory.ProtocolError, CheckEndpoint),
        ServiceErrorException error => Classify(error),
        TrainingFailedException => ("TrainingFailed", ErrorCategory.OperationStopped, "Check with Save-CVTrainingImage that the images can be opened. Then change the images or tags, and train again."),
        ProjectCopyException { TimedOut: true } => ("ProjectCopyTimedOut", ErrorCategory.OperationTimeout, "Get-CVProject shows the status of the copy. Specify a longer -Timeout next time, or delete the copy with Remove-CVProject."),
        ProjectCopyException => ("ProjectCopyFailed", ErrorCategory.OperationStopped, "Delete the incomplete copy with Remove-CVProject, and copy the project again."),
        ExportFailedException { Export.Status: ExportStatus.Failed } => ("ExportFailed", ErrorCategory.OperationStopped, "Export for another platform. A local service writes the reason to its log."),
        ExportFailedException => ("ExportTimedOut", ErrorCategory.OperationTimeout, "Run the command again later. It uses the export that the service is making. Specify a longer -Timeout to wait longer."),
        TrainingTimeoutException => ("TrainingTimedOut", ErrorCategory.OperationTimeout, "Check the status with Get-CVIteration. Specify a longer -Timeout next time."),
        _ => ("RequestFailed", ErrorCategory.NotSpecified, "Run the command with -Verbose to see the requests."),
    };

    private static bool IsPrediction(string operation) =>
        operation.StartsWith("PredictImage", StringComparison.Ordinal)
        || operation.StartsWith("ClassifyImage", StringComparison.Ordinal)
        || operation.StartsWith("DetectImage", StringComparison.Ordinal);

    // The text of the service names no key, and a connection can have two.
    private static string RefusedKey(CustomVisionException failure) => failure switch
    {
        ServiceErrorException { StatusCode: HttpStatusCode.Unauthorized } error when IsPrediction(error.Operation) => "The service refused the prediction key. ",
        ServiceErrorException { StatusCode: HttpStatusCode.Unauthorized } => "The service refused the training key or the access token. ",
        _ => "",
    };

    private static (string Id, ErrorCategory Category, string Action) Classify(ServiceErrorException error) => (error.StatusCode, error.ServiceCode) switch
    {
        (HttpStatusCode.Unauthorized, _) when IsPrediction(error.Operation) => ("AccessDenied", ErrorCategory.AuthenticationError, CheckPredictionKey),
        (HttpStatusCode.Unauthorized, _) => ("AccessDenied", ErrorCategory.AuthenticationError, CheckKey),
        (HttpStatusCode.Forbidden, _) => ("Forbidden", ErrorCategory.PermissionDenied, "The key is valid, but the subscription does not allow the operation. Use another operation or subscription."),
        (_, "NotFoundProject") => ("ProjectNotFound", ErrorCategory.ObjectNotFound, "Run Get-CVProject to list the projects."),
        (_, "NotFoundProjectDefaultIteration") => ("NoDefaultIteration", ErrorCategory.ObjectNotFound, SpecifyIteration),
        (_, "NotFoundTag") => ("TagNotFound", ErrorCategory.ObjectNotFound, "Run Get-CVTag to list the tags of the project."),
        (_, "NotFoundIteration") when IsPrediction(error.Operation) && !error.Operation.StartsWith("PredictImage", StringComparison.Ordinal) => ("IterationNotPublished", ErrorCategory.ObjectNotFound, "Run Get-CVIteration -Published to list the published iterations and their names. Publish-CVIteration publishes one."),
        (_, "NotFoundIteration") => ("IterationNotFound", ErrorCategory.ObjectNotFound, "Run Get-CVIteration to list the iterations of the project."),
        (_, "NotFoundImage") => ("ImageNotFound", ErrorCategory.ObjectNotFound, "Run Get-CVTrainingImage to list the images of the project."),
        (_, "NotFoundIterationPerformance" or "BadRequestIterationIsNotTrained") => ("IterationNotTrained", ErrorCategory.InvalidOperation, TrainFirst),
        (_, "BadRequestIterationNameNotUnique") => ("IterationExists", ErrorCategory.ResourceExists, "Specify another name. Get-CVIteration lists the names in use."),
        (_, "BadRequestWorkspaceCannotBeModified" or "BadRequestWorkspaceNotDeletable") => ("IterationIsWorkspace", ErrorCategory.InvalidOperation, "Run Start-CVTraining to make the workspace an iteration. Iterations with the status Completed can be changed and deleted."),
        (_, "BadRequestIterationIsPublished") when error.Operation == "PublishIteration" => ("IterationIsPublished", ErrorCategory.ResourceExists, "Use -Force to end the other publication first, or run Unpublish-CVIteration."),
        (_, "BadRequestIterationIsPublished") when error.ServiceMessage?.IndexOf("default", StringComparison.OrdinalIgnoreCase) >= 0 => ("IterationIsDefault", ErrorCategory.InvalidOperation, ChangeDefault),
        (_, "BadRequestIterationIsPublished") => ("IterationIsPublished", ErrorCategory.InvalidOperation, "Run Unpublish-CVIteration first. Remove-CVIteration and Remove-CVProject do both with -Force."),
        (_, "BadRequestInvalidPublishName") => ("PublishNameTaken", ErrorCategory.ResourceExists, "Specify another name, or use -Overwrite to take the name from the iteration that has it. Get-CVIteration -Published lists the names."),
        (_, "BadRequestInvalidPublishTarget") => ("PublishTargetInvalid", ErrorCategory.InvalidArgument, "Specify the id of a prediction resource in the same region, not of the training resource: /subscriptions/.../accounts/NAME."),
        (_, "BadRequestExportValidationFailed" or "BadRequestExportPlatform") => ("NotExportable", ErrorCategory.InvalidOperation, "Only compact domains can be exported. Choose one with Set-CVProject -DomainId 'General (compact)', train again, and export that iteration."),
        (_, "BadRequestIterationValidationFailed") when error.Operation == "DeleteIteration" => ("IterationIsDefault", ErrorCategory.InvalidOperation, ChangeDefault),
        (_, "BadRequestTrainingNotNeeded" or "BadRequestTrainingNotNeededButTrainingPipelineUpdated") => ("TrainingNotNeeded", ErrorCategory.InvalidOperation, "Use the latest iteration, or change images, tags or the domain first."),
        (_, "BadRequestTrainingAlreadyInProgress") => ("TrainingInProgress", ErrorCategory.ResourceBusy, "Wait until Get-CVIteration shows no iteration with the status Training."),
        (_, { } code) when code.EndsWith("TrainingValidationFailed", StringComparison.Ordinal) => ("NotEnoughImages", ErrorCategory.InvalidOperation, "Classification needs at least 5 images per tag, object detection 15, and no tag can be empty. Get-CVTag shows the numbers. Add images with Add-CVTrainingImage, or remove tags with Remove-CVTag."),
        (_, { } code) when code.StartsWith("BadRequestExceed", StringComparison.Ordinal) && code != "BadRequestExceededBatchSize" => ("QuotaExceeded", ErrorCategory.QuotaExceeded, "Delete what you do not need, or use a higher pricing tier. For a local service, Set-CVLocalService -Profile sets the limits."),
        (_, "BadRequestImageRegions") => ("RegionInvalid", ErrorCategory.InvalidData, CheckRegion),
        (_, "BadRequestMultipleNegativeTag" or "BadRequestMultipleGeneralProductTag") => ("TagTypeExists", ErrorCategory.ResourceExists, "A project has at most one tag of this type. Get-CVTag shows the type of each tag."),
        (_, "BadRequestNegativeAndRegularTagOnSameImage") => ("NegativeTagNotAlone", ErrorCategory.InvalidArgument, "Remove the other tags from the image first, or leave out the negative tag. Get-CVTag shows the type of each tag."),
        (_, "BadRequestProjectUnsupportedDomainTypeChange") => ("DomainTypeFixed", ErrorCategory.InvalidOperation, "A project keeps its type. Specify a domain of the same type, or create another project with New-CVProject -Type."),
        (_, "BadRequestInvalidImportToken") => ("ProjectCopyFailed", ErrorCategory.OperationStopped, "The token of the copy is valid for 24 hours and for services that can reach each other. Copy the project again."),
        (_, "BadRequestExportWhileTraining") => ("TrainingInProgress", ErrorCategory.ResourceBusy, "Wait until Get-CVIteration shows no iteration with the status Training."),
        (_, "BadRequestInvalidArtifactUri") => ("ArtifactNotFound", ErrorCategory.ObjectNotFound, "Specify a relative URL that the service returned for this project, such as the OriginalImageUri of an image."),
        (_, "BadRequestTagNameNotUnique") => ("TagExists", ErrorCategory.ResourceExists, "Use the existing tag, which Get-CVTag -Name returns, or specify another name."),
        (_, "BadRequestProjectUnknownDomain" or "NotFoundDomain") => ("DomainNotFound", ErrorCategory.ObjectNotFound, "Run Get-CVDomain to list the domains."),
        (HttpStatusCode.NotFound, _) when error.Operation == "RemoveLocalFault" => ("LocalFaultNotFound", ErrorCategory.ObjectNotFound, ListFaults),
        (HttpStatusCode.NotFound, _) => ("NotFound", ErrorCategory.ObjectNotFound, CheckEndpoint),
        ((HttpStatusCode)429, _) => ("RateLimited", ErrorCategory.LimitsExceeded, "Wait, and run the command again."),
        (HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.RequestTimeout, _) => ("RequestTooLarge", ErrorCategory.LimitsExceeded, "Send fewer images per request with -BatchSize."),
        ( >= HttpStatusCode.InternalServerError, _) => ("ServiceFailed", ErrorCategory.ResourceUnavailable, "Try again later. Azure support asks for the request id."),
        _ => ("BadRequest", ErrorCategory.InvalidOperation, "Correct what the message of the service describes."),
    };

    private static ErrorRecord Record(Exception exception, string id, ErrorCategory category, object? target, string message, string action) =>
        new(exception, id, category, target) { ErrorDetails = new ErrorDetails(message) { RecommendedAction = action } };
}
