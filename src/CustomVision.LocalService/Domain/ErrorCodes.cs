namespace CustomVision.LocalService.Domain;

/// <summary>
/// The error codes. 1.0 publishes none, so these are the names that later versions publish for the same cases.
/// </summary>
internal static class ErrorCodes
{
    public const string BadRequest = "BadRequest";
    public const string BadRequestExceedIterationPerProjectLimit = "BadRequestExceedIterationPerProjectLimit";
    public const string BadRequestExceedProjectLimit = "BadRequestExceedProjectLimit";
    public const string BadRequestExceedTagPerImageLimit = "BadRequestExceedTagPerImageLimit";
    public const string BadRequestExceedTagPerProjectLimit = "BadRequestExceedTagPerProjectLimit";
    public const string BadRequestExceededBatchSize = "BadRequestExceededBatchSize";
    public const string BadRequestExceededQuota = "BadRequestExceededQuota";
    public const string BadRequestImageBatch = "BadRequestImageBatch";
    public const string BadRequestImageDimensions = "BadRequestImageDimensions";
    public const string BadRequestImageFormat = "BadRequestImageFormat";
    public const string BadRequestImageSizeBytes = "BadRequestImageSizeBytes";
    public const string BadRequestImageUrl = "BadRequestImageUrl";
    public const string BadRequestInvalidIds = "BadRequestInvalidIds";
    public const string BadRequestIterationIsNotTrained = "BadRequestIterationIsNotTrained";
    public const string BadRequestIterationName = "BadRequestIterationName";
    public const string BadRequestIterationNameNotUnique = "BadRequestIterationNameNotUnique";
    public const string BadRequestIterationValidationFailed = "BadRequestIterationValidationFailed";
    public const string BadRequestPredictionIdsMissing = "BadRequestPredictionIdsMissing";
    public const string BadRequestPredictionInvalidApplicationName = "BadRequestPredictionInvalidApplicationName";
    public const string BadRequestPredictionInvalidQueryParameters = "BadRequestPredictionInvalidQueryParameters";
    public const string BadRequestProjectDescription = "BadRequestProjectDescription";
    public const string BadRequestProjectName = "BadRequestProjectName";
    public const string BadRequestProjectUnknownDomain = "BadRequestProjectUnknownDomain";
    public const string BadRequestRequiredParamIsNull = "BadRequestRequiredParamIsNull";
    public const string BadRequestTagDescription = "BadRequestTagDescription";
    public const string BadRequestTagName = "BadRequestTagName";
    public const string BadRequestTagNameNotUnique = "BadRequestTagNameNotUnique";
    public const string BadRequestTrainingAlreadyInProgress = "BadRequestTrainingAlreadyInProgress";
    public const string BadRequestTrainingNotNeeded = "BadRequestTrainingNotNeeded";
    public const string BadRequestTrainingValidationFailed = "BadRequestTrainingValidationFailed";
    public const string BadRequestWorkspaceCannotBeModified = "BadRequestWorkspaceCannotBeModified";
    public const string BadRequestWorkspaceNotDeletable = "BadRequestWorkspaceNotDeletable";
    public const string ErrorPredictionStorage = "ErrorPredictionStorage";
    public const string ErrorStorage = "ErrorStorage";
    public const string ErrorUnknown = "ErrorUnknown";
    public const string NotFound = "NotFound";
    public const string NotFoundDomain = "NotFoundDomain";
    public const string NotFoundImage = "NotFoundImage";
    public const string NotFoundIteration = "NotFoundIteration";
    public const string NotFoundProject = "NotFoundProject";
    public const string NotFoundProjectDefaultIteration = "NotFoundProjectDefaultIteration";
    public const string NotFoundTag = "NotFoundTag";
}
