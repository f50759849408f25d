using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;
using CustomVision.LocalService.Learning.Imported;

namespace CustomVision.LocalService.Predicting;

/// <param name="Classifier">Null unless the iteration is a classification that was trained here.</param>
/// <param name="Detector">Null unless the iteration is an object detection that was trained here.</param>
/// <param name="Imported">Null unless the iteration was imported.</param>
/// <param name="Tags">In the order of the model's probabilities, with their names at the time of the training.</param>
internal sealed record LoadedModel(TrainedModel? Classifier, Detector? Detector, ImportedModel? Imported, IReadOnlyList<Tag> Tags);

/// <summary>Loads the models of iterations, and caches those used last.</summary>
internal sealed class TrainedModels(Store store)
{
    /// <summary>How much of a region has to be found, as the portal begins with.</summary>
    public const double DefaultOverlap = 0.3;

    // A model of 500 tags takes some megabytes.
    private const int MaxInMemory = 16;

    // An imported one takes up to a few hundred.
    private const int MaxImported = 4;

    // Some kilobytes each. The pages show ten iterations at once, and ten thresholds of each.
    private const int MaxPerformances = 256;

    private readonly Lock gate = new();

    // The most recently used is the last.
    private readonly List<(long Iteration, LoadedModel Model)> loaded = [];

    private readonly Dictionary<(long Iteration, double Threshold, double Overlap), Performance> performances = [];

    /// <summary>The model of a trained iteration.</summary>
    /// <exception cref="ServiceException">The iteration has no model, or a model of another version.</exception>
    public LoadedModel Get(Iteration iteration)
    {
        lock (gate)
        {
            var index = loaded.FindIndex(one => one.Iteration == iteration.Key);
            if (index >= 0)
            {
                var found = loaded[index];
                loaded.RemoveAt(index);
                loaded.Add(found);
                return found.Model;
            }
        }

        var model = Load(iteration);
        lock (gate)
        {
            // Two requests may have loaded it at the same time.
            if (loaded.TrueForAll(one => one.Iteration != iteration.Key))
                loaded.Add((iteration.Key, model));
            // A removed model ends when nothing uses it any more.
            if (loaded.Count > MaxInMemory)
                loaded.RemoveAt(0);
            if (loaded.Count(one => one.Model.Imported is not null) > MaxImported)
                loaded.RemoveAt(loaded.FindIndex(one => one.Model.Imported is not null));
        }
        return model;
    }

    /// <summary>Clears the cache.</summary>
    public void Clear()
    {
        lock (gate)
        {
            loaded.Clear();
            performances.Clear();
        }
    }

    /// <param name="overlapThreshold">How much of a region has to be found, as intersection over union; for object detection only.</param>
    /// <summary>The performance of a trained iteration. It is computed once, because that takes long and the scores never change.</summary>
    public (Performance Performance, IReadOnlyList<Tag> Tags) Performance(
        Guid projectId, Guid iterationId, double threshold, double overlapThreshold = DefaultOverlap)
    {
        var (iteration, isDetection, tags) = store.Database.Read(session =>
        {
            var found = Iterations.Get(session, Projects.Get(session, projectId), iterationId);
            Iterations.RequireTrained(found);
            if (found.IsImported)
                throw new ServiceException(ErrorCodes.BadRequestOperationNotSupported, $"The iteration '{found.Name}' {ImportedModels.NoPerformance}");
            return (found.Key, found.Domain?.IsDetection == true, Snapshots.Tags(session, found.Key));
        });
        lock (gate)
            if (performances.TryGetValue((iteration, threshold, overlapThreshold), out var known))
                return (known, tags);

        var scores = store.Database.Read(session =>
            session.QuerySingle("SELECT scores FROM models WHERE iteration = $1", row => row.GetBytes(0), iteration))
            ?? throw ServiceException.NotFoundIteration(iterationId);
        var performance = isDetection
            ? DetectionScores.FromBytes(scores).At(tags.Count, threshold, overlapThreshold)
            : ValidationScores.FromBytes(scores).At(threshold);
        lock (gate)
        {
            if (performances.Count >= MaxPerformances)
                performances.Clear();
            performances[(iteration, threshold, overlapThreshold)] = performance;
        }
        return (performance, tags);
    }

    private LoadedModel Load(Iteration iteration) => iteration.IsImported ? LoadImported(iteration) : store.Database.Read(session =>
    {
        var row = session.QuerySingle(
            "SELECT features_version, model FROM models WHERE iteration = $1",
            row => new { Version = row.GetInt32(0), Model = row.GetBytes(1) },
            iteration.Key);
        if (row?.Version != FeatureExtractor.Version)
            throw new ServiceException(
                ErrorCodes.BadRequestIterationIsNotTrained,
                $"The iteration '{iteration.Name}' was trained by another version of the service, whose features differ. Train again.");
        var tags = Snapshots.Tags(session, iteration.Key);
        return iteration.Domain?.IsDetection == true
            ? new LoadedModel(null, Detector.FromBytes(row.Model), null, tags)
            : new LoadedModel(TrainedModel.FromBytes(row.Model), null, null, tags);
    });

    private LoadedModel LoadImported(Iteration iteration)
    {
        var (file, tags) = store.Database.Read(session => (ImportedModels.ReadFile(session, iteration), Snapshots.Tags(session, iteration.Key)));
        try
        {
            // Old files name the tags in the model only, and then the import found them.
            var package = ModelPackage.Read(new MemoryStream(file)) with { Labels = [.. tags.Select(tag => tag.Name)] };
            return new LoadedModel(null, null, ImportedModel.Open(package), tags);
        }
        catch (Exception error) when (error is ModelFormatException or NetworkException)
        {
            throw new ServiceException(ErrorCodes.ErrorUnknown, error.Message);
        }
    }
}
