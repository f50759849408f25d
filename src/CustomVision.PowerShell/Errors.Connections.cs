using CustomVision.Http;

namespace CustomVision.PowerShell;

/// <summary>The error records of connections, keys and endpoints.</summary>
internal static partial class Errors
{
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

    /// <summary>An iteration can't be published, because the prediction resource is not known.</summary>
    public static ErrorRecord NoPredictionResource() => Record(
        new InvalidOperationException("The id of the prediction resource is not known."),
        "NoPredictionResource",
        ErrorCategory.InvalidArgument,
        null,
        "The id of the prediction resource is not known, and an iteration is published to that resource.",
        "Specify -PredictionResourceId, connect with Connect-CVService -PredictionResourceId, or set VISION_PREDICTION_RESOURCE_ID. The page Properties of the resource in the Azure portal shows it.");
}
