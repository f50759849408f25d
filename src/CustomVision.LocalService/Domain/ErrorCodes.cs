namespace CustomVision.LocalService.Domain;

/// <summary>
/// The service's own error codes. 1.0 publishes none; these are the names later versions publish for the same cases.
/// </summary>
internal static class ErrorCodes
{
    public const string BadRequest = "BadRequest";
    public const string BadRequestExceededBatchSize = "BadRequestExceededBatchSize";
    public const string BadRequestImageBatch = "BadRequestImageBatch";
    public const string BadRequestInvalidIds = "BadRequestInvalidIds";
    public const string BadRequestProjectDescription = "BadRequestProjectDescription";
    public const string BadRequestProjectName = "BadRequestProjectName";
    public const string BadRequestProjectUnknownDomain = "BadRequestProjectUnknownDomain";
    public const string BadRequestTagDescription = "BadRequestTagDescription";
    public const string BadRequestTagName = "BadRequestTagName";
    public const string BadRequestTagNameNotUnique = "BadRequestTagNameNotUnique";
    public const string ErrorUnknown = "ErrorUnknown";
    public const string NotFound = "NotFound";
    public const string NotFoundImage = "NotFoundImage";
    public const string NotFoundIteration = "NotFoundIteration";
    public const string NotFoundProject = "NotFoundProject";
    public const string NotFoundTag = "NotFoundTag";
}
