using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;

namespace CustomVision.LocalService.Predicting;

/// <summary>An image of the training, and what was predicted for it without having been trained with it.</summary>
internal sealed record ImagePerformance(StoredImage Image, IReadOnlyList<TagProbability> Tags);

/// <summary>
/// Lists the images that an iteration was validated with. The local service cross-validates, so that these are all tagged images; the real
/// service holds out a fifth of them.
/// </summary>
internal sealed class ImagePerformances(Store store)
{
    public IReadOnlyList<ImagePerformance> List(Guid projectId, Guid iterationId, IReadOnlyCollection<Guid> tagIds, ImageQuery query) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        var iteration = Get(session, project, iterationId);
        var tags = Snapshots.Tags(session, iteration.Key);
        var predictions = Validated(session, iteration, tags.Count);
        var images = Select(session, iteration, tagIds, query).Where(image => predictions.ContainsKey(image.Key)).ToList();
        return ImageLists.WithDetails(session, project, images, iteration)
            .Select(image => new ImagePerformance(image, predictions[image.Key].Tags(tags)))
            .ToList();
    });

    public int Count(Guid projectId, Guid iterationId, IReadOnlyCollection<Guid> tagIds) => store.Database.Read(session =>
    {
        var iteration = Get(session, Projects.Get(session, projectId), iterationId);
        var predictions = Validated(session, iteration, Snapshots.Tags(session, iteration.Key).Count);
        return Select(session, iteration, tagIds, new ImageQuery(iterationId, OldestFirst: true, int.MaxValue, 0)).Count(image => predictions.ContainsKey(image.Key));
    });

    private static Iteration Get(SqlSession session, Project project, Guid iterationId)
    {
        var iteration = Iterations.Get(session, project, iterationId);
        Iterations.RequireTrained(iteration);
        if (iteration.IsImported)
            throw new ServiceException(ErrorCodes.BadRequestOperationNotSupported, $"The iteration '{iteration.Name}' {ImportedModels.NoPerformance}");
        return iteration;
    }

    private static List<StoredImage> Select(SqlSession session, Iteration iteration, IReadOnlyCollection<Guid> tagIds, ImageQuery query) => tagIds.Count > 0
        ? SnapshotImages.ListByTags(session, iteration, tagIds, query)
        : SnapshotImages.List(session, iteration, query, tagged: true);

    /// <summary>What was predicted for each image, by its key, by a model that was trained without it.</summary>
    private static Dictionary<long, Predicted> Validated(SqlSession session, Iteration iteration, int tagCount)
    {
        var scores = session.QuerySingle("SELECT scores FROM models WHERE iteration = $1", row => row.GetBytes(0), iteration.Key)
            ?? throw ServiceException.NotFoundIteration(iteration.Id);
        return iteration.Domain?.IsDetection == true
            ? DetectionScores.FromBytes(scores).Images.ToDictionary(image => image.Image, image => Predictor.Detected(image.Detections, tagCount))
            : ValidationScores.FromBytes(scores).Images.ToDictionary(image => image.Image, image => new Predicted(image.Probabilities));
    }
}
