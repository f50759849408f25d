using System.Globalization;

namespace CustomVision.LocalService.Domain;

/// <summary>A refused request, with the code and the message for the client.</summary>
internal sealed class ServiceException(string code, string message) : Exception(message)
{
    public string Code { get; } = code;

    public static ServiceException NotFoundProject(Guid projectId) =>
        new(ErrorCodes.NotFoundProject, $"There is no project {projectId}.");

    public static ServiceException NotFoundTag(Guid tagId) =>
        new(ErrorCodes.NotFoundTag, $"There is no tag {tagId} in this project.");

    public static ServiceException NotFoundImage(Guid imageId) =>
        new(ErrorCodes.NotFoundImage, $"There is no image {imageId} in this project.");

    public static ServiceException NotFoundIteration(Guid iterationId) =>
        new(ErrorCodes.NotFoundIteration, $"There is no iteration {iterationId} in this project.");

    public static ServiceException ExceededBatchSize(string items, int most) =>
        new(ErrorCodes.BadRequestExceededBatchSize, string.Create(CultureInfo.InvariantCulture, $"A request can contain at most {most} {items}."));
}
