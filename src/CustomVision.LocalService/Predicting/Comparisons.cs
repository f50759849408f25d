using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;

namespace CustomVision.LocalService.Predicting;

/// <summary>An image with mistakes, as a page shows it.</summary>
/// <param name="IsRemoved">Whether the image is no longer in the project.</param>
internal sealed record ShownMistakes(MistakenImage Mistaken, StoredImage Image, bool IsRemoved);

/// <summary>What an iteration mistook in its cross-validation, and its precision and recall by threshold.</summary>
internal sealed class Comparisons(Store store)
{
    // Some kilobytes each, with the sixty images of each.
    private const int MaxInMemory = 64;

    private readonly Lock gate = new();

    // An id is never used again, not even after a reset, and the scores of an iteration never change.
    private readonly Dictionary<(Guid Iteration, double Threshold), (Comparison Comparison, IReadOnlyList<CurvePoint> Curve)> known = [];

    /// <summary>Reads and compares the scores once: they are several megabytes for many images.</summary>
    public (Comparison Comparison, IReadOnlyList<CurvePoint> Curve, IReadOnlyList<ShownMistakes> Images) Get(Guid projectId, Guid iterationId, double threshold)
    {
        var (comparison, curve) = Compare(projectId, iterationId, threshold);
        return (comparison, curve, store.Database.Read(session =>
        {
            var project = Projects.Get(session, projectId);
            var iteration = Iterations.Get(session, project, iterationId);
            return comparison.Worst.Select(one =>
            {
                var image = SnapshotImages.ByKey(session, iteration, one.Image);
                return new ShownMistakes(one, image, Images.FindKey(session, project, image.Id) is null);
            }).ToList();
        }));
    }

    private (Comparison Comparison, IReadOnlyList<CurvePoint> Curve) Compare(Guid projectId, Guid iterationId, double threshold)
    {
        lock (gate)
            if (known.TryGetValue((iterationId, threshold), out var found))
                return found;

        var (scores, isDetection, isMulticlass) = store.Database.Read(session =>
        {
            var project = Projects.Get(session, projectId);
            var iteration = Iterations.Get(session, project, iterationId);
            return (
                session.QuerySingle("SELECT scores FROM models WHERE iteration = $1", row => row.GetBytes(0), iteration.Key) ?? throw ServiceException.NotFoundIteration(iterationId),
                iteration.Domain?.IsDetection == true,
                (iteration.ClassificationType ?? project.ClassificationType) == ClassificationType.Multiclass);
        });
        var made = isDetection ? OfDetection(DetectionScores.FromBytes(scores)) : OfClassification(ValidationScores.FromBytes(scores));
        lock (gate)
        {
            if (known.Count >= MaxInMemory)
                known.Clear();
            known[(iterationId, threshold)] = made;
        }
        return made;

        (Comparison, IReadOnlyList<CurvePoint>) OfDetection(DetectionScores all) =>
            (Comparison.Of(all, threshold, TrainedModels.DefaultOverlap), all.Curve(TrainedModels.DefaultOverlap));

        (Comparison, IReadOnlyList<CurvePoint>) OfClassification(ValidationScores all) => (Comparison.Of(all, threshold, isMulticlass), all.Curve());
    }
}
