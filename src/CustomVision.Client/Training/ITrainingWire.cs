using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>
/// One version of the training API on the wire. All that differs between versions (paths, query forms, casing, which
/// statuses mean success) stands in its implementations; everything else speaks in models.
/// </summary>
internal interface ITrainingWire
{
    WireCall<Account> GetAccountInfo();

    WireCall<IReadOnlyList<Domain>> GetDomains();

    WireCall<Domain> GetDomain(Guid domainId);

    WireCall<IReadOnlyList<Project>> GetProjects();

    WireCall<Project> GetProject(Guid projectId);

    WireCall<Project> CreateProject(string name, string? description, Guid? domainId);

    WireCall<Project> UpdateProject(Guid projectId, ProjectUpdate update);

    WireCall<None> DeleteProject(Guid projectId);

    WireCall<TagList> GetTags(Guid projectId, Guid? iterationId);

    WireCall<Tag> GetTag(Guid projectId, Guid tagId, Guid? iterationId);

    WireCall<Tag> CreateTag(Guid projectId, string name, string? description);

    WireCall<Tag> UpdateTag(Guid projectId, Guid tagId, TagUpdate update);

    WireCall<None> DeleteTag(Guid projectId, Guid tagId);

    WireCall<ImageCreateSummary> CreateImagesFromData(Guid projectId, IReadOnlyList<Guid> tagIds, Func<HttpContent> images);

    WireCall<ImageCreateSummary> CreateImagesFromUrls(Guid projectId, IReadOnlyList<string> urls, IReadOnlyList<Guid> tagIds);

    WireCall<ImageCreateSummary> CreateImagesFromPredictions(Guid projectId, IReadOnlyList<Guid> predictionIds, IReadOnlyList<Guid> tagIds);

    WireCall<IReadOnlyList<Image>> GetImagesByTags(Guid projectId, IReadOnlyList<Guid> tagIds, ImagePage page);

    WireCall<IReadOnlyList<Image>> GetAllTaggedImages(Guid projectId, ImagePage page);

    WireCall<IReadOnlyList<Image>> GetAllUntaggedImages(Guid projectId, ImagePage page);

    WireCall<None> DeleteImages(Guid projectId, IReadOnlyList<Guid> imageIds);

    WireCall<Image> PostImageLabel(Guid projectId, Guid imageId, Guid tagId);

    WireCall<Image> DeleteImageLabel(Guid projectId, Guid imageId, Guid labelId);

    WireCall<Iteration> TrainProject(Guid projectId);

    WireCall<IReadOnlyList<Iteration>> GetIterations(Guid projectId);

    WireCall<Iteration> GetIteration(Guid projectId, Guid iterationId);

    WireCall<Iteration> UpdateIteration(Guid projectId, Guid iterationId, IterationUpdate update);

    WireCall<None> DeleteIteration(Guid projectId, Guid iterationId);

    WireCall<IterationPerformance> GetIterationPerformance(Guid projectId, Guid iterationId, double threshold);

    WireCall<PredictionPage> GetPredictionResults(Guid projectId, PredictionQuery query);

    WireCall<PredictionPage> GetNextPredictionResults(Guid projectId, PredictionToken token);

    WireCall<None> DeletePrediction(Guid projectId, IReadOnlyList<Guid> predictionIds);
}
