using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning.Detection;

namespace CustomVision.LocalService.Training;

/// <summary>Reads the examples of an iteration of object detection: the maps and the regions of its tagged images.</summary>
internal sealed class DetectionReader(Store store)
{
    // The maps of an image take 1.2 MB before they are compressed. So many tell how to compress them.
    private const int ImagesToFit = 40;

    /// <summary>Leaves out images that can't be decoded. The compressions are null when there are no others.</summary>
    /// <param name="tags">The tags of the iteration. Examples refer to them by index.</param>
    /// <exception cref="OperationCanceledException">The token was canceled.</exception>
    public async Task<(List<DetectionExample> Examples, MapCompressions? Compressions, List<Guid> Unreadable)> ReadAsync(
        Iteration iteration, IReadOnlyList<Tag> tags, CancellationToken cancel)
    {
        var places = tags.Index().ToDictionary(tag => tag.Item.Key, tag => tag.Index);
        var boxes = store.Database.Read(session => session.Query(
            "SELECT image, tag, x, y, width, height FROM iteration_regions WHERE iteration = $1 ORDER BY image, region",
            row => (Image: row.GetInt64(0), Box: new TaggedBox(places[row.GetInt64(1)], new Box(row.GetFloat(2), row.GetFloat(3), row.GetFloat(4), row.GetFloat(5)))),
            iteration.Key)).ToLookup(row => row.Image, row => row.Box);
        var images = Images(iteration).FindAll(image => boxes.Contains(image.Key));

        MapCompressions? compressions = null;
        var examples = new List<DetectionExample>();
        var unreadable = new List<Guid>();
        // One processor is left for requests.
        var options = new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, Environment.ProcessorCount - 1), CancellationToken = cancel };
        // In an order that doesn't depend on the order of uploads.
        foreach (var some in images.OrderBy(image => Convert.ToHexString(image.Sha256), StringComparer.Ordinal).Chunk(ImagesToFit))
        {
            var maps = new (float[] Fine, float[] Coarse)?[some.Length];
            await Parallel.ForAsync(0, some.Length, options, (i, _) =>
            {
                var content = store.Database.Read(session => ContentRepository.Read(session, some[i].Content, some[i].Id));
                using var data = content is null ? null : ImageBytes.Copy(content.Bytes);
                maps[i] = data is null ? null : Detector.ReadMaps(data);
                return ValueTask.CompletedTask;
            });
            if (compressions is null && Array.Exists(maps, map => map is not null))
                compressions = MapCompressions.Fit([.. maps.OfType<(float[], float[])>()]);
            for (var i = 0; i < some.Length; i++)
            {
                if (maps[i] is { } read)
                    examples.Add(new DetectionExample(some[i].Key, some[i].Sha256, compressions!.Apply(read), [.. boxes[some[i].Key]]));
                else
                    unreadable.Add(some[i].Id);
            }
        }
        return (examples, compressions, unreadable);
    }

    private List<(long Key, Guid Id, long Content, byte[] Sha256)> Images(Iteration iteration) => store.Database.Read(session => session.Query(
        """
        SELECT image, COALESCE(images.id, removed_images.id), contents.key, sha256
        FROM iteration_images
        LEFT JOIN images ON images.key = image
        LEFT JOIN removed_images ON removed_images.key = image
        JOIN contents ON contents.key = COALESCE(images.content, removed_images.content)
        WHERE iteration = $1 AND iteration_images.tagged = 1
        """,
        row => (row.GetInt64(0), row.GetGuid(1), row.GetInt64(2), row.GetBytes(3)),
        iteration.Key));
}
