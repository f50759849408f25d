namespace CustomVision.Uploading;

/// <summary>Images that go out in one request: they come from the same kind of source and have the same tags.</summary>
internal sealed class UploadBatch(ImageSource source, IReadOnlyList<Guid> tagIds, TimeSpan begun)
{
    private readonly List<UploadItem> items = [];

    public ImageSource Source { get; } = source;

    public IReadOnlyList<Guid> TagIds { get; } = tagIds;

    /// <summary>When its first image came.</summary>
    public TimeSpan Begun { get; } = begun;

    public IReadOnlyList<UploadItem> Items => items;

    public long Bytes { get; private set; }

    public void Add(UploadItem item)
    {
        items.Add(item);
        Bytes += item.Length;
    }
}
