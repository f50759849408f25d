using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>The files of one request, open. What cannot be opened is settled and left out.</summary>
internal sealed class OpenedBatch : IDisposable
{
    private readonly List<FileStream> streams = [];

    private OpenedBatch(List<UploadItem> items, IReadOnlyList<ImageData> images)
    {
        Items = items;
        Images = images;
    }

    public IReadOnlyList<UploadItem> Items { get; }

    /// <summary>The same pictures as <see cref="Items"/>, in the same order, as they are sent.</summary>
    public IReadOnlyList<ImageData> Images { get; }

    public static OpenedBatch Open(IEnumerable<UploadItem> items, Action<UploadItem, string, string> fail)
    {
        var opened = new List<(UploadItem Item, FileStream Stream)>();
        foreach (var item in items)
        {
            try
            {
                // No buffer: the request has its own. Others may read or delete the file meanwhile, but not write it.
                opened.Add((item, new FileStream(item.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1)));
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                fail(item, ImageStatus.ErrorSource, SourceFile.WhyUnreadable(item.Path, cause));
            }
        }

        var names = SentNames.For(opened.Select(file => file.Item.Path));
        var images = opened.Select((file, i) => new ImageData(names[i], file.Stream.Length, file.Stream)).ToList();
        var batch = new OpenedBatch([.. opened.Select(file => file.Item)], images);
        batch.streams.AddRange(opened.Select(file => file.Stream));
        return batch;
    }

    public void Dispose()
    {
        foreach (var stream in streams)
            stream.Dispose();
    }
}
