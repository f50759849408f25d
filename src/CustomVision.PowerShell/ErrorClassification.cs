using System.Net;
using CustomVision.Backups;
using CustomVision.Copies;
using CustomVision.Exports;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.PowerShell;

/// <summary>Chooses the stable id, the category and the recommended action of a failure. about_CustomVision_Errors documents every id.</summary>
internal static class ErrorClassification
{
    private const string CheckKey =
        "Check that the key and the endpoint belong to the same Custom Vision training resource. The Azure portal shows both under Keys and Endpoint. Then run Connect-CVService again.";

    private const string CheckPredictionKey =
        "Check that the prediction key and endpoint belong to the same Custom Vision prediction resource. The Azure portal shows both under Keys and Endpoint. Then run Connect-CVService again.";

    private const string SpecifyIteration =
        "Train the project with Start-CVTraining -SetDefault, make a trained iteration the default with Set-CVIteration -Default, or specify -IterationId.";

    private const string CheckEndpoint =
        "Check the endpoint with Get-CVConnection, and check the network. To start a local service, run Start-CVLocalService.";

    private const string ImportModel = "ImportModel";

    public const string CheckRegion =
        "Specify left, top, width and height as fractions from 0 to 1, from the upper left corner of the image as it is shown. Add-CVTrainingImage -RegionUnit Pixel converts pixels.";

    public const string TrainFirst = "Run Start-CVTraining -Wait first. Trained iterations have the status Completed.";

    public const string ListFaults = "Run Get-CVLocalFault to list the faults. A fault expires after its number of requests or its duration.";

    private const string ChangeDefault = "Make another iteration the default with Set-CVIteration -Default, or remove the default with Set-CVIteration -Default:$false.";

    public static (string Id, ErrorCategory Category, string Action) ClassifyImage(string status, string? path) => status switch
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

    public static (string Id, ErrorCategory Category, string Action) Classify(CustomVisionException failure) => failure switch
    {
        ConnectionFailedException { TimedOut: true } => ("RequestTimedOut", ErrorCategory.OperationTimeout, "Try again, or increase the timeout with Connect-CVService -Timeout."),
        ConnectionFailedException => ("ConnectionFailed", ErrorCategory.ConnectionError, CheckEndpoint),
        NotALocalServiceException { Operation: ImportModel } => ("NotALocalService", ErrorCategory.InvalidOperation, "Azure can't run an exported model; a local service can. Run Start-CVLocalService, or specify the service with -Service."),
        NotALocalServiceException => ("NotALocalService", ErrorCategory.InvalidOperation, "Run Start-CVLocalService, or specify the service with -Service. Get-CVConnection shows the current connection."),
        UnsupportedByVersionException => ("UnsupportedByVersion", ErrorCategory.NotImplemented, "Get-CVConnection shows the version. Connect again with Connect-CVService -ApiVersion."),
        AccessTokenException => ("NoAccessToken", ErrorCategory.AuthenticationError, "Connect again with Connect-CVService and a key, -AccessToken or -Identity."),
        UnexpectedAnswerException => ("UnexpectedAnswer", ErrorCategory.ProtocolError, CheckEndpoint),
        ServiceErrorException error => Classify(error),
        TrainingFailedException => ("TrainingFailed", ErrorCategory.OperationStopped, "Check with Save-CVTrainingImage that the images can be opened. Then change the images or tags, and train again."),
        BackupIncompleteException => ("BackupIncomplete", ErrorCategory.InvalidResult, "Run the command again: it downloads only what is missing. -NoModel leaves out exported models."),
        ProjectCopyException { TimedOut: true } => ("ProjectCopyTimedOut", ErrorCategory.OperationTimeout, "Get-CVProject shows the status of the copy. Specify a longer -Timeout next time, or delete the copy with Remove-CVProject."),
        ProjectCopyException => ("ProjectCopyFailed", ErrorCategory.OperationStopped, "Delete the incomplete copy with Remove-CVProject, and copy the project again."),
        ExportFailedException { Export.Status: ExportStatus.Failed } => ("ExportFailed", ErrorCategory.OperationStopped, "Export for another platform. A local service writes the reason to its log."),
        ExportFailedException => ("ExportTimedOut", ErrorCategory.OperationTimeout, "Run the command again later. It uses the export that the service is making. Specify a longer -Timeout to wait longer."),
        TrainingTimeoutException => ("TrainingTimedOut", ErrorCategory.OperationTimeout, "Check the status with Get-CVIteration. Specify a longer -Timeout next time."),
        _ => ("RequestFailed", ErrorCategory.NotSpecified, "Run the command with -Verbose to see the requests."),
    };

    /// <summary>Whether an operation uses the prediction key.</summary>
    public static bool IsPrediction(string operation) =>
        operation.StartsWith("PredictImage", StringComparison.Ordinal)
        || operation.StartsWith("ClassifyImage", StringComparison.Ordinal)
        || operation.StartsWith("DetectImage", StringComparison.Ordinal);

    public static (string Id, ErrorCategory Category, string Action) Classify(ServiceErrorException error) => (error.StatusCode, error.ServiceCode) switch
    {
        (HttpStatusCode.Unauthorized, _) when IsPrediction(error.Operation) => ("AccessDenied", ErrorCategory.AuthenticationError, CheckPredictionKey),
        (HttpStatusCode.Unauthorized, _) => ("AccessDenied", ErrorCategory.AuthenticationError, CheckKey),
        (HttpStatusCode.Forbidden, _) => ("Forbidden", ErrorCategory.PermissionDenied, "The key is valid, but the subscription does not allow the operation. Use another operation or subscription."),
        (HttpStatusCode.BadRequest, "BadRequest") when error.Operation == ImportModel => ("ModelNotSupported", ErrorCategory.InvalidData, "Export the model to ONNX with Export-CVIteration -Platform ONNX or in the portal, and import the zip file unchanged."),
        (HttpStatusCode.RequestEntityTooLarge, _) when error.Operation == ImportModel => ("ModelNotSupported", ErrorCategory.LimitsExceeded, "The local service imports zip files of up to 256 MB. The models that Azure exports have 5 to 45 MB."),
        (_, "BadRequestOperationNotSupported") => ("NotSupportedByIteration", ErrorCategory.InvalidOperation, "The model of the iteration was imported, so that it only predicts. For the rest, use the service that trained it."),
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
        (_, "BadRequestInvalidImportToken") => ("ProjectCopyFailed", ErrorCategory.OperationStopped, "Copy the project again. The service that receives the copy accepts a token for 24 hours, and must be able to read from the other service. A local service copies only its own projects."),
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
}
