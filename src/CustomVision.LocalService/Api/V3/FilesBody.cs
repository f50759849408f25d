using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Api.V3;

/// <summary>
/// The body of CreateImagesFromFiles: images in base64, with their tags and regions. JSON is read as it arrives, so that a request takes
/// little memory for each image.
/// </summary>
internal sealed class FilesBody : IDisposable
{
    // Includes those that no entry refers to, because an entry may repeat its contents.
    private readonly IncomingImages read = new();

    /// <summary>The images, in the order of the entries.</summary>
    public List<IncomingImage> Images { get; } = [];

    /// <summary>The other members of each image.</summary>
    public IReadOnlyList<LenientBody> Entries { get; private set; } = [];

    /// <summary>The members of the batch besides its images.</summary>
    public LenientBody Batch { get; private set; } = new([]);

    public static async Task<FilesBody> ReadAsync(HttpRequest request)
    {
        var body = new FilesBody();
        try
        {
            if (LenientBody.IsXml(request.ContentType) || LenientBody.IsForm(request.ContentType))
                await body.ReadWholeAsync(request);
            else
                await body.ReadJsonAsync(request);
            RequestRecord.Of(request).ImageCount = body.Images.Count;
            return body;
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => read.Dispose();

    private async Task ReadJsonAsync(HttpRequest request)
    {
        using var json = new JsonContentsReader(request.Body);
        var rest = await json.ReadAsync(TakeAsync);
        ReadEntries(LenientBody.Parse(request.ContentType, rest));
        foreach (var entry in Entries)
            Add(entry, json.Find(entry.Text("contents")));
    }

    private async Task ReadWholeAsync(HttpRequest request)
    {
        ReadEntries(await LenientBody.ReadAsync(request, (int)Math.Min(int.MaxValue, LocalServiceOptions.MaxRequestBytes)));
        foreach (var entry in Entries)
        {
            using var contents = new MemoryStream(Decode(entry.Text("contents")), writable: false);
            await TakeAsync(contents);
            Add(entry, read.Count - 1);
        }
    }

    private void ReadEntries(LenientBody batch)
    {
        (Batch, Entries) = (batch, batch.Items("images"));
        if (Entries.Count > ImageUpload.MaxBatchSize)
            throw ServiceException.ExceededBatchSize("images", ImageUpload.MaxBatchSize);
    }

    private async Task TakeAsync(Stream contents)
    {
        if (read.Count == ImageUpload.MaxBatchSize)
            throw ServiceException.ExceededBatchSize("images", ImageUpload.MaxBatchSize);
        try
        {
            // The name may come behind the contents.
            read.Add(await IncomingImage.ReadAsync(contents, "", ImageLimits.MaxBytes, CancellationToken.None) ?? new IncomingImage("", ImageStatus.ErrorImageFormat));
        }
        catch (FormatException)
        {
            read.Add(new IncomingImage("", ImageStatus.ErrorImageFormat));
        }
    }

    /// <param name="image">The number of the image that was read; null when the entry has no contents.</param>
    private void Add(LenientBody entry, int? image) => Images.Add(
        (image is { } number ? read[number] : new IncomingImage("", ImageStatus.ErrorImageFormat)) with { SourceUrl = entry.Text("name") ?? Guid.NewGuid().ToString("N") });

    private static byte[] Decode(string? contents)
    {
        try
        {
            return Convert.FromBase64String(contents ?? "");
        }
        catch (FormatException)
        {
            return [];
        }
    }
}
