using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>
/// One version of the training API on the wire. All that differs between versions (paths, query forms, casing, which
/// statuses mean success) stands in its implementations; everything else speaks in models.
/// </summary>
internal interface ITrainingWire
{
    WireCall<IReadOnlyList<Domain>> GetDomains();

    WireCall<IReadOnlyList<Project>> GetProjects();

    WireCall<Project> GetProject(Guid projectId);

    WireCall<Project> CreateProject(string name, string? description, Guid? domainId);

    WireCall<None> DeleteProject(Guid projectId);

    WireCall<TagList> GetTags(Guid projectId, Guid? iterationId);

    WireCall<Tag> GetTag(Guid projectId, Guid tagId, Guid? iterationId);

    WireCall<Tag> CreateTag(Guid projectId, string name, string? description);

    WireCall<None> DeleteTag(Guid projectId, Guid tagId);

    WireCall<ImageCreateSummary> CreateImagesFromData(Guid projectId, IReadOnlyList<Guid> tagIds, Func<HttpContent> images);

    WireCall<ImageCreateSummary> CreateImagesFromUrls(Guid projectId, IReadOnlyList<string> urls, IReadOnlyList<Guid> tagIds);

    WireCall<ImageCreateSummary> CreateImagesFromPredictions(Guid projectId, IReadOnlyList<Guid> predictionIds, IReadOnlyList<Guid> tagIds);

    WireCall<IReadOnlyList<Image>> GetImagesByTags(Guid projectId, IReadOnlyList<Guid> tagIds, ImagePage page);

    WireCall<IReadOnlyList<Image>> GetAllTaggedImages(Guid projectId, ImagePage page);

    WireCall<IReadOnlyList<Image>> GetAllUntaggedImages(Guid projectId, ImagePage page);

    WireCall<None> DeleteImages(Guid projectId, IReadOnlyList<Guid> imageIds);
}

/// <summary>The answer of an operation that answers with no body.</summary>
internal readonly record struct None;
