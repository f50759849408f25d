using System.Net;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;
using CustomVision.Sending;
using CustomVision.Tagging;
using CustomVision.Training;
using CustomVision.Uploading;

namespace CustomVision.PowerShell;

/// <summary>
/// The one place where failures become error records: stable ids, categories, and what to do next. TargetObject is what
/// the user gave.
/// </summary>
internal static class Errors
{
    private const string CheckKey =
        "Check the key and the endpoint: both stand under 'Keys and Endpoint' of the same Custom Vision training resource. Then run Connect-CVService again.";

    private const string CheckPredictionKey =
        "Check the prediction key and endpoint: both stand under 'Keys and Endpoint' of the same Custom Vision prediction resource, and are others than those for training. Then run Connect-CVService again.";

    private const string NameIteration =
        "Train the project and make the result its default with Start-CVTraining -Wait -SetDefault, make a trained iteration the default with Set-CVIteration, or name one with -IterationId.";

    private const string CheckEndpoint =
        "Check the endpoint with Get-CVConnection, and that the network lets you reach it. For a local service run Start-CVLocalService.";

    private const string TrainFirst = "Train it first: Start-CVTraining -Wait. What has status Completed is trained.";

    private const string ListFaults = "Get-CVLocalFault lists the faults that are set. One that has met its number of requests, or whose time is over, is gone by itself.";

    private const string GiveUpDefault = "Make another iteration the default first: Set-CVIteration -Default. Or none: Set-CVIteration -Default:$false.";

    /// <summary>Whether a failure would befall every other request as well, so that going on is pointless.</summary>
    public static bool ConcernsAll(CustomVisionException failure) => failure switch
    {
        ServiceErrorException { StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden } => true,
        ConnectionFailedException or UnexpectedAnswerException or AbandonedException or NotALocalServiceException => true,
        _ => false,
    };

    public static ErrorRecord From(CustomVisionException failure, object? target)
    {
        var (id, category, action) = Classify(failure);
        return Record(failure, id, category, target, failure.Message, action);
    }

    /// <summary>Work on many images that ended early, with how far it got.</summary>
    public static ErrorRecord Abandoned(AbandonedException failure, object? target, int handedIn)
    {
        var (id, category, action) = Classify((CustomVisionException)failure.InnerException!);
        var message = $"{failure.Message} Images done before that: {failure.Finished}; handed in and not done: {handedIn - failure.Finished}.";
        return Record(failure, id, category, target, message, action);
    }

    /// <summary>An image that did not get there. It comes out as a result too.</summary>
    public static ErrorRecord From(ImageCreateResult result)
    {
        if (result.Error is CustomVisionException failure)
        {
            var (requestId, requestCategory, requestAction) = Classify(failure);
            return Record(failure, requestId, requestCategory, result.Path, $"{result.Path}: {failure.Message}", requestAction);
        }

        var (id, category, action) = result.Status switch
        {
            ImageStatus.ErrorSource => ("ImageUnreadable", ErrorCategory.ObjectNotFound, "Check the path and that you may read the file, then upload it again."),
            ImageStatus.ErrorImageFormat => ("ImageFormatNotSupported", ErrorCategory.InvalidData, "Convert it to JPEG, PNG, BMP or GIF, or leave it out."),
            ImageStatus.ErrorImageSize => ("ImageTooLarge", ErrorCategory.LimitsExceeded, "Scale the image down and upload it again."),
            ImageStatus.ErrorInvalidTag => ("TagNotFound", ErrorCategory.ObjectNotFound, "Get-CVTag lists the tags of the project; -CreateTag makes those that are missing."),
            ImageStatus.ErrorLimitExceed => ("ProjectFull", ErrorCategory.QuotaExceeded, "Delete images with Remove-CVTrainingImage, or raise the pricing tier."),
            ImageStatus.ErrorStorage => ("ServiceStorageFailed", ErrorCategory.WriteError, "Upload it again later; what is there already is recognised."),
            _ => ("ImageRefused", ErrorCategory.InvalidResult, "Upload it again by itself. If it is refused again, open it in an editor and save it as JPEG."),
        };
        var message = $"{result.Path}: {result.Message}";
        return Record(new InvalidDataException(message), id, category, result.Path, message, action);
    }

    /// <summary>An image that was not predicted. It comes out as a result too.</summary>
    public static ErrorRecord From(ImagePredictionResult result)
    {
        var message = $"{result.Path}: {result.Message}";
        var cause = result.Error ?? new InvalidDataException(message);
        var (id, category, action) = result.Status switch
        {
            ImageStatus.ErrorSource => ("ImageUnreadable", ErrorCategory.ObjectNotFound, "Check the path or the address, and that it may be read, then predict it again."),
            ImageStatus.ErrorImageFormat => ("ImageFormatNotSupported", ErrorCategory.InvalidData, "Convert it to JPEG, PNG, BMP or GIF, or leave it out."),
            ImageStatus.ErrorImageSize => ("ImageTooLarge", ErrorCategory.LimitsExceeded, "Scale the image down and predict it again."),
            _ when cause is CustomVisionException failure => Classify(failure),
            _ => ("ImageRefused", ErrorCategory.InvalidResult, "Predict it again by itself."),
        };
        return Record(cause, id, category, result.Path, message, action);
    }

    /// <summary>An image that was not saved. It comes out as a result too.</summary>
    public static ErrorRecord From(ImageDownloadResult result)
    {
        var message = $"Image {result.Image?.Id}: {result.Message}";
        var cause = result.Error ?? new InvalidDataException(message);
        var (id, category, action) = result.Status switch
        {
            DownloadStatus.ErrorLinkExpired => ("ImageLinkExpired", ErrorCategory.ObjectNotFound, "List the images again with Get-CVTrainingImage and save them again; what is saved already is not fetched again."),
            DownloadStatus.ErrorFile => ("FileNotWritten", ErrorCategory.WriteError, "Check the folder, that you may write there, and the space left; then run the command again. What is saved already is not fetched again."),
            DownloadStatus.ErrorImageFormat => ("ImageFormatNotSupported", ErrorCategory.InvalidData, "Open the ImageUri of the image in a browser to see what answers."),
            DownloadStatus.ErrorImageSize => ("ImageTooLarge", ErrorCategory.LimitsExceeded, "Open the ImageUri of the image in a browser to see what answers."),
            _ when cause is CustomVisionException failure => Classify(failure),
            _ => ("ImageRefused", ErrorCategory.InvalidResult, "List the image again with Get-CVTrainingImage."),
        };
        return Record(cause, id, category, result.Image?.Id, message, action);
    }

    /// <summary>A tag that was not put on an image, or not taken off it.</summary>
    public static ErrorRecord From(ImageTagFailure failure, Guid imageId, string tag)
    {
        var (id, category, action) = Classify(failure.Error);
        return Record(failure.Error, id, category, imageId, $"Image {imageId}, tag {tag}: {failure.Error.Message}", action);
    }

    public static ErrorRecord NotConnected() => Record(
        new InvalidOperationException("There is no connection to a Custom Vision service."),
        "NotConnected",
        ErrorCategory.ConnectionError,
        null,
        "There is no connection to a Custom Vision service.",
        "Run Connect-CVService, or Start-CVLocalService for a service on this machine, or set VISION_TRAINING_ENDPOINT and VISION_TRAINING_KEY.");

    /// <summary>Predictions have a key of their own.</summary>
    public static ErrorRecord NoPredictionKey() => Record(
        new InvalidOperationException("The connection has no prediction key."),
        "NoPredictionKey",
        ErrorCategory.ConnectionError,
        null,
        "The connection has no prediction key, which is another than the training key.",
        "Run Connect-CVService with -PredictionKey, and -PredictionEndpoint where it is another, or set VISION_PREDICTION_ENDPOINT and VISION_PREDICTION_KEY.");

    public static ErrorRecord NoEndpoint() => Record(
        new ArgumentException("No endpoint was given."),
        "NoEndpoint",
        ErrorCategory.InvalidArgument,
        null,
        "No endpoint was given: use -Endpoint, or set VISION_TRAINING_ENDPOINT.",
        "The endpoint stands under 'Keys and Endpoint' of the Custom Vision training resource.");

    public static ErrorRecord BadEnvironment(ArgumentException problem) => Record(
        problem, "BadEnvironment", ErrorCategory.InvalidArgument, null, problem.Message, "Correct or remove the environment variable.");

    public static ErrorRecord BadArgument(ArgumentException problem, object? target) => Record(
        problem, "BadArgument", ErrorCategory.InvalidArgument, target, problem.Message, "Correct the argument.");

    public static ErrorRecord BadJournal(UploadJournalException problem, object? target) => Record(
        problem, "JournalNotUsable", ErrorCategory.InvalidArgument, target, problem.Message, "Use one journal for one project, and one upload at a time.");

    /// <summary>A name that stands for nothing, or for more than one thing.</summary>
    public static ErrorRecord From(NameException problem) => problem.IsAmbiguous
        ? Record(problem, "NameNotUnique", ErrorCategory.InvalidArgument, problem.Name, problem.Message, problem.Action)
        : Record(problem, "NameNotFound", ErrorCategory.ObjectNotFound, problem.Name, problem.Message, problem.Action);

    /// <summary>A project that nothing can be asked of yet.</summary>
    public static ErrorRecord NoTrainedIteration(object? target, string project) => Record(
        new InvalidOperationException($"No iteration of project {project} is trained."),
        "IterationNotTrained",
        ErrorCategory.InvalidOperation,
        target,
        $"No iteration of project {project} is trained.",
        TrainFirst);

    /// <summary>A cmdlet that changes things was not told what to change.</summary>
    public static ErrorRecord NothingToChange(string parameters) => Record(
        new ArgumentException("It was not said what to change."),
        "NothingToChange",
        ErrorCategory.InvalidArgument,
        null,
        "It was not said what to change.",
        $"Give at least one of {parameters}.");

    /// <summary>A local service has no such fault.</summary>
    public static ErrorRecord NoLocalFault(int id)
    {
        var message = $"There is no fault {id}, or none any more.";
        return Record(new ItemNotFoundException(message), "LocalFaultNotFound", ErrorCategory.ObjectNotFound, id, message, ListFaults);
    }

    /// <summary>No local service that may be stopped is at that address.</summary>
    public static ErrorRecord NoLocalService(Uri endpoint, bool isForced)
    {
        var message = isForced ? $"No local service of this user is known at {endpoint}." : $"No local service that this process has started is at {endpoint}.";
        var action = isForced
            ? "It has ended, or is another user's, or says where it is to no one: what listens there is left alone."
            : "Get-CVLocalService lists those of this process. -Force stops one that another process of yours has started.";
        return Record(new ItemNotFoundException(message), "LocalServiceNotFound", ErrorCategory.ObjectNotFound, endpoint, message, action);
    }

    /// <summary>A local service of another process goes on in spite of being asked to end.</summary>
    public static ErrorRecord LocalServiceNotStopped(Uri endpoint, int processId, Exception cause) => Record(
        cause,
        "LocalServiceNotStopped",
        ErrorCategory.OperationTimeout,
        endpoint,
        $"The local service at {endpoint} was asked to end and has not: {cause.Message}",
        $"Wait and look again. If Get-Process -Id {processId} shows a dotnet that has hung, Stop-Process -Id {processId} ends it.");

    /// <summary>The module CustomVision.LocalService is not installed.</summary>
    public static ErrorRecord LocalServiceMissing(ServiceModuleMissingException cause) => Record(
        cause, "LocalServiceMissing", ErrorCategory.NotInstalled, null, cause.Message, $"Run: {cause.InstallCommand}");

    public static ErrorRecord RuntimeMissing(Exception cause) => Record(
        cause,
        "LocalServiceRuntimeMissing",
        ErrorCategory.NotInstalled,
        null,
        cause.Message,
        "Install the ASP.NET Core Runtime 10.0 or the .NET SDK 10.0 from https://dotnet.microsoft.com/download/dotnet/10.0, or set DOTNET_ROOT to the folder of a .NET that has it.");

    public static ErrorRecord LocalServiceFailed(Exception cause, object? target, string action) => Record(
        cause, "LocalServiceFailed", ErrorCategory.ResourceUnavailable, target, cause.Message, action);

    private static (string Id, ErrorCategory Category, string Action) Classify(CustomVisionException failure) => failure switch
    {
        ConnectionFailedException { TimedOut: true } => ("RequestTimedOut", ErrorCategory.OperationTimeout, "Try again, or give requests more time with Connect-CVService -Timeout."),
        ConnectionFailedException => ("ConnectionFailed", ErrorCategory.ConnectionError, CheckEndpoint),
        NotALocalServiceException => ("NotALocalService", ErrorCategory.InvalidOperation, "Start one with Start-CVLocalService, or name the one that is meant with -Service. Get-CVConnection shows what the session is connected to."),
        UnexpectedAnswerException => ("UnexpectedAnswer", ErrorCategory.ProtocolError, CheckEndpoint),
        ServiceErrorException refusal => Classify(refusal),
        TrainingFailedException => ("TrainingFailed", ErrorCategory.OperationStopped, "See with Save-CVTrainingImage whether the images can be opened, change something, and train again."),
        TrainingTimeoutException => ("TrainingTimedOut", ErrorCategory.OperationTimeout, "Look with Get-CVIteration how far it is, or wait longer next time with a larger -Timeout or none."),
        _ => ("RequestFailed", ErrorCategory.NotSpecified, "Run the command again with -Verbose to see the requests."),
    };

    private static (string Id, ErrorCategory Category, string Action) Classify(ServiceErrorException refusal) => (refusal.StatusCode, refusal.ServiceCode) switch
    {
        (HttpStatusCode.Unauthorized, _) when refusal.Operation is "PredictImage" or "PredictImageUrl" => ("AccessDenied", ErrorCategory.AuthenticationError, CheckPredictionKey),
        (HttpStatusCode.Unauthorized, _) => ("AccessDenied", ErrorCategory.AuthenticationError, CheckKey),
        (HttpStatusCode.Forbidden, _) => ("Forbidden", ErrorCategory.PermissionDenied, "The key is right, but what was asked is not open to this subscription."),
        (_, "NotFoundProject") => ("ProjectNotFound", ErrorCategory.ObjectNotFound, "Get-CVProject lists the projects of this service."),
        (_, "NotFoundProjectDefaultIteration") => ("NoDefaultIteration", ErrorCategory.ObjectNotFound, NameIteration),
        (_, "NotFoundTag") => ("TagNotFound", ErrorCategory.ObjectNotFound, "Get-CVTag lists the tags of the project."),
        (_, "NotFoundIteration") => ("IterationNotFound", ErrorCategory.ObjectNotFound, "Get-CVIteration lists the iterations of the project."),
        (_, "NotFoundImage") => ("ImageNotFound", ErrorCategory.ObjectNotFound, "Get-CVTrainingImage lists the images of the project."),
        (_, "NotFoundIterationPerformance" or "BadRequestIterationIsNotTrained") => ("IterationNotTrained", ErrorCategory.InvalidOperation, TrainFirst),
        (_, "BadRequestIterationNameNotUnique") => ("IterationExists", ErrorCategory.ResourceExists, "Choose another name: Get-CVIteration lists those that are taken."),
        (_, "BadRequestWorkspaceCannotBeModified" or "BadRequestWorkspaceNotDeletable") => ("IterationIsWorkspace", ErrorCategory.InvalidOperation, "It becomes an iteration with Start-CVTraining. What has status Completed can be changed and deleted."),
        (_, "BadRequestIterationIsPublished") => ("IterationIsDefault", ErrorCategory.InvalidOperation, GiveUpDefault),
        (_, "BadRequestIterationValidationFailed") when refusal.Operation == "DeleteIteration" => ("IterationIsDefault", ErrorCategory.InvalidOperation, GiveUpDefault),
        (_, "BadRequestTrainingNotNeeded" or "BadRequestTrainingNotNeededButTrainingPipelineUpdated") => ("TrainingNotNeeded", ErrorCategory.InvalidOperation, "Use the latest iteration, which Get-CVIteration shows, or change images or tags first."),
        (_, "BadRequestTrainingAlreadyInProgress") => ("TrainingInProgress", ErrorCategory.ResourceBusy, "Wait until it has ended: Get-CVIteration shows its status."),
        (_, { } code) when code.EndsWith("TrainingValidationFailed", StringComparison.Ordinal) => ("NotEnoughImages", ErrorCategory.InvalidOperation, "Training needs at least 2 tags with at least 5 images each. Get-CVTag shows how many there are; Add-CVTrainingImage adds some."),
        (_, { } code) when code.StartsWith("BadRequestExceed", StringComparison.Ordinal) && code != "BadRequestExceededBatchSize" => ("QuotaExceeded", ErrorCategory.QuotaExceeded, "Delete what is needed no more, or raise the pricing tier. A local service has the limits that Set-CVLocalService -Profile gives it."),
        (_, "BadRequestTagNameNotUnique") => ("TagExists", ErrorCategory.ResourceExists, "Use the tag that is there: Get-CVTag -Name …"),
        (_, "BadRequestProjectUnknownDomain" or "NotFoundDomain") => ("DomainNotFound", ErrorCategory.ObjectNotFound, "Get-CVDomain lists the domains."),
        (HttpStatusCode.NotFound, _) when refusal.Operation == "RemoveLocalFault" => ("LocalFaultNotFound", ErrorCategory.ObjectNotFound, ListFaults),
        (HttpStatusCode.NotFound, _) => ("NotFound", ErrorCategory.ObjectNotFound, CheckEndpoint),
        ((HttpStatusCode)429, _) => ("RateLimited", ErrorCategory.LimitsExceeded, "Wait a moment and run the command again."),
        (HttpStatusCode.RequestEntityTooLarge or HttpStatusCode.RequestTimeout, _) => ("RequestTooLarge", ErrorCategory.LimitsExceeded, "Send fewer images at once with -BatchSize."),
        ( >= HttpStatusCode.InternalServerError, _) => ("ServiceFailed", ErrorCategory.ResourceUnavailable, "The trouble is the service's. Try again later; its support asks for the request id."),
        _ => ("BadRequest", ErrorCategory.InvalidOperation, "The service's own words above say what it objects to."),
    };

    private static ErrorRecord Record(Exception exception, string id, ErrorCategory category, object? target, string message, string action) =>
        new(exception, id, category, target) { ErrorDetails = new ErrorDetails(message) { RecommendedAction = action } };
}
