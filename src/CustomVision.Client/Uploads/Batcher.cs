using CustomVision.Images;

namespace CustomVision.Uploads;

/// <summary>
/// Collects images into batches by source and tags, so that images with different tags can arrive in any order and still
/// fill requests.
/// </summary>
internal sealed class Batcher(int batchSize, long batchBytes)
{
    // In the order of their first images.
    private readonly LinkedList<UploadBatch> open = new();
    private readonly Dictionary<string, LinkedListNode<UploadBatch>> byTags = [];

    /// <summary>When the oldest image was added; null when there is none.</summary>
    public TimeSpan? Oldest => open.First?.Value.Started;

    /// <summary>The oldest image; null when there is none.</summary>
    public UploadItem? First => open.First?.Value.Items[0];

    /// <summary>Adds an image and returns the batches that are full then.</summary>
    public IEnumerable<UploadBatch> Add(UploadItem item, TimeSpan now)
    {
        var key = KeyOf(item);
        if (byTags.TryGetValue(key, out var node) && node.Value.Bytes + item.Length > batchBytes)
        {
            yield return Take(key, node);
            node = null;
        }

        if (node is null)
            byTags[key] = node = open.AddLast(new UploadBatch(now));
        node.Value.Add(item);
        if (node.Value.Items.Count == batchSize || node.Value.Bytes >= batchBytes)
            yield return Take(key, node);
    }

    /// <summary>Removes the batch with the oldest image; null when there is none.</summary>
    public UploadBatch? TakeOldest() => open.First is { } first ? Take(KeyOf(first.Value.Items[0]), first) : null;

    /// <summary>A key that is the same for the same set of tags in any order.</summary>
    public static string KeyOf(IReadOnlyList<Guid> tagIds) => tagIds.Count switch
    {
        0 => "",
        1 => tagIds[0].ToString("N"),
        _ => string.Join(",", tagIds.Select(id => id.ToString("N")).OrderBy(id => id, StringComparer.Ordinal)),
    };

    private static string KeyOf(UploadItem item) => item.Entry.Source == ImageSource.File ? KeyOf(item.Entry.TagIds) : item.Entry.Source + KeyOf(item.Entry.TagIds);

    private UploadBatch Take(string key, LinkedListNode<UploadBatch> node)
    {
        byTags.Remove(key);
        open.Remove(node);
        return node.Value;
    }
}

/// <summary>Images of one request: they have the same kind of source and the same tags.</summary>
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
