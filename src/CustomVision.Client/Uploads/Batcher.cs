using CustomVision.Images;

namespace CustomVision.Uploads;

/// <summary>
/// Collects images into batches of images that can share a request, so that images with different tags can arrive in any order
/// and still fill requests.
/// </summary>
/// <param name="keyOf">A key that is the same for images that can share a request.</param>
/// <param name="batchSize">The largest number of images of a batch.</param>
/// <param name="batchBytes">The largest number of bytes of a batch with more than one image.</param>
internal sealed class Batcher(Func<ImageEntry, string> keyOf, int batchSize, long batchBytes)
{
    // In the order of their first images.
    private readonly LinkedList<UploadBatch> open = new();
    private readonly Dictionary<string, LinkedListNode<UploadBatch>> byKey = [];

    /// <summary>When the oldest image was added; null when there is none.</summary>
    public TimeSpan? Oldest => open.First?.Value.Started;

    /// <summary>The oldest image; null when there is none.</summary>
    public UploadItem? First => open.First?.Value.Items[0];

    /// <summary>Adds an image and returns the batches that are full then.</summary>
    public IEnumerable<UploadBatch> Add(UploadItem item, TimeSpan now)
    {
        var key = keyOf(item.Entry);
        if (byKey.TryGetValue(key, out var node) && node.Value.Bytes + item.Length > batchBytes)
        {
            yield return Take(key, node);
            node = null;
        }

        if (node is null)
            byKey[key] = node = open.AddLast(new UploadBatch(now));
        node.Value.Add(item);
        if (node.Value.Items.Count == batchSize || node.Value.Bytes >= batchBytes)
            yield return Take(key, node);
    }

    /// <summary>Removes the batch with the oldest image; null when there is none.</summary>
    public UploadBatch? TakeOldest() => open.First is { } first ? Take(keyOf(first.Value.Items[0].Entry), first) : null;

    private UploadBatch Take(string key, LinkedListNode<UploadBatch> node)
    {
        byKey.Remove(key);
        open.Remove(node);
        return node.Value;
    }
}

/// <summary>Images of one request.</summary>
internal sealed class UploadBatch(TimeSpan started)
{
    private readonly List<UploadItem> items = [];

    /// <summary>When the first image was added.</summary>
    public TimeSpan Started { get; } = started;

    public IReadOnlyList<UploadItem> Items => items;

    public long Bytes { get; private set; }

    public void Add(UploadItem item)
    {
        items.Add(item);
        Bytes += item.Length;
    }
}
