namespace CustomVision.Uploading;

/// <summary>
/// Gathers images into batches by their tags, so that images with different tags may come in any mixture and still go
/// out in full batches.
/// </summary>
internal sealed class Batcher(int batchSize, long batchBytes)
{
    // In the order in which they were begun, so the first holds the image that has waited longest.
    private readonly LinkedList<UploadBatch> begun = new();
    private readonly Dictionary<string, LinkedListNode<UploadBatch>> byTags = [];

    /// <summary>When the image that has waited longest came; null when none waits.</summary>
    public TimeSpan? Oldest => begun.First?.Value.Begun;

    /// <summary>The image that has waited longest; null when none waits.</summary>
    public UploadItem? First => begun.First?.Value.Items[0];

    /// <summary>Takes an image in, and gives out what has become full by that.</summary>
    public IEnumerable<UploadBatch> Add(UploadItem item, TimeSpan now)
    {
        var key = Key(item.Source, item.TagIds);
        if (byTags.TryGetValue(key, out var node) && node.Value.Bytes + item.Length > batchBytes)
        {
            yield return Take(key, node);
            node = null;
        }

        if (node is null)
            byTags[key] = node = begun.AddLast(new UploadBatch(item.Source, item.TagIds, now));
        node.Value.Add(item);
        if (node.Value.Items.Count == batchSize || node.Value.Bytes >= batchBytes)
            yield return Take(key, node);
    }

    /// <summary>Gives out the batch with the image that has waited longest, full or not; null when none waits.</summary>
    public UploadBatch? TakeOldest() => begun.First is { } first ? Take(Key(first.Value.Source, first.Value.TagIds), first) : null;

    private static string Key(ImageSource source, IReadOnlyList<Guid> tagIds) => source + TagSet.Key(tagIds);

    private UploadBatch Take(string key, LinkedListNode<UploadBatch> node)
    {
        byTags.Remove(key);
        begun.Remove(node);
        return node.Value;
    }
}
