using System.Collections.Concurrent;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Training;

/// <summary>
/// Reads the examples of an iteration: the features of its tagged images. It extracts missing features from a few images at a time
/// and stores them for later trainings.
/// </summary>
internal sealed class ExampleReader(Store store, ILogger<ExampleReader> log)
{
    private const int ImagesPerStep = 64;

    // One processor is left for requests.
    private static readonly int Parallelism = Math.Max(1, Environment.ProcessorCount - 1);

    /// <summary>Leaves out images that can't be decoded.</summary>
    /// <exception cref="OperationCanceledException">The iteration was deleted, or the token was canceled.</exception>
    /// <param name="tags">The tags of the iteration. Examples refer to them by index.</param>
    public async Task<(List<Example> Examples, List<Guid> Unreadable)> ReadAsync(Iteration iteration, IReadOnlyList<Tag> tags, CancellationToken cancel)
    {
        var places = tags.Index().ToDictionary(tag => tag.Item.Key, tag => tag.Index);
        var examples = new List<Example>(iteration.TaggedImages);
        var unreadable = new List<Guid>();
        for (var last = 0L; NextImages(iteration, last) is { Count: > 0 } images; last = images[^1].Key)
        {
            var labels = LabelsOf(iteration, images[0].Key, images[^1].Key);
            var missing = await ExtractAsync(images.FindAll(image => image.Version != FeatureExtractor.Version), cancel);
            await KeepAsync(iteration, missing, cancel);

            foreach (var image in images)
            {
                var features = missing.TryGetValue(image.Key, out var extracted) ? extracted.Features : image.Features;
                if (features is not null)
                {
                    examples.Add(new Example(image.Key, image.Sha256, features, [.. labels[image.Key].Select(tag => places[tag])]));
                    continue;
                }
                unreadable.Add(image.Id);
            }
        }
        if (unreadable.Count > 0)
            log.LogWarning(
                "{Count} images of {Iteration} can't be decoded and are left out of the training: {ImageIds}", unreadable.Count, iteration.Name, unreadable);
        return (examples, unreadable);
    }

    private List<Image> NextImages(Iteration iteration, long last) => store.Database.Read(session => session.Query(
        """
        SELECT step.image, COALESCE(images.id, removed_images.id), contents.key, sha256, version, vector
        FROM (SELECT image FROM iteration_images WHERE iteration = $1 AND tagged = 1 AND image > $2 ORDER BY image LIMIT $3) AS step
        LEFT JOIN images ON images.key = step.image
        LEFT JOIN removed_images ON removed_images.key = step.image
        JOIN contents ON contents.key = COALESCE(images.content, removed_images.content)
        LEFT JOIN features ON features.content = contents.key
        ORDER BY step.image
        """,
        row => new Image(
            row.GetInt64(0),
            row.GetGuid(1),
            row.GetInt64(2),
            row.GetBytes(3),
            row.IsDBNull(4) ? null : row.GetInt32(4),
            row.IsDBNull(5) ? null : FloatBytes.To(row.GetBytes(5))),
        iteration.Key, last, ImagesPerStep));

    private ILookup<long, long> LabelsOf(Iteration iteration, long first, long last) => store.Database.Read(session => session.Query(
        "SELECT image, tag FROM iteration_labels WHERE iteration = $1 AND image BETWEEN $2 AND $3",
        row => (Image: row.GetInt64(0), Tag: row.GetInt64(1)),
        iteration.Key, first, last)).ToLookup(label => label.Image, label => label.Tag);

    private async Task<ConcurrentDictionary<long, Extracted>> ExtractAsync(List<Image> images, CancellationToken cancel)
    {
        var extracted = new ConcurrentDictionary<long, Extracted>();
        var options = new ParallelOptions { MaxDegreeOfParallelism = Parallelism, CancellationToken = cancel };
        await Parallel.ForEachAsync(images, options, (image, _) =>
        {
            var content = store.Database.Read(session => ContentRepository.Read(session, image.Content, image.Id));
            using var data = content is null ? null : ImageBytes.Copy(content.Bytes);
            extracted[image.Key] = new Extracted(image.Content, data is null ? null : FeatureExtractor.Extract(data));
            return ValueTask.CompletedTask;
        });
        return extracted;
    }

    private async Task KeepAsync(Iteration iteration, ConcurrentDictionary<long, Extracted> extracted, CancellationToken cancel)
    {
        if (extracted.IsEmpty)
            return;
        var isWanted = await store.Database.WriteAsync(session =>
        {
            // The images of a deleted iteration may be deleted too, and features of theirs would never be deleted.
            if (Iterations.Find(session, iteration.Key) is null)
                return false;
            foreach (var (content, features) in extracted.Values)
                session.Execute(
                    "INSERT OR REPLACE INTO features (content, version, vector) VALUES ($1, $2, $3)",
                    content, FeatureExtractor.Version, features is null ? null : FloatBytes.From(features));
            return true;
        });
        if (!isWanted)
            throw new OperationCanceledException("The iteration was deleted.", cancel);
    }

    private sealed record Extracted(long Content, float[]? Features);

    /// <param name="Version">The version of the stored features; null when there are none.</param>
    private sealed record Image(long Key, Guid Id, long Content, byte[] Sha256, int? Version, float[]? Features);
}
