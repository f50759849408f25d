using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Settings;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace CustomVision.LocalService.Api.V3;

/// <summary>
/// The body of CreateImagesFromFiles: images in base64, with their tags and regions. JSON is read image by image, so that a request takes
/// the memory of one image.
/// </summary>
internal sealed class FilesBody : IDisposable
{
    private const int MaxNames = 1024;

    /// <summary>The images, in the order of the entries.</summary>
    public IncomingImages Images { get; } = new();

    /// <summary>The other members of each image.</summary>
    public List<LenientBody> Entries { get; } = [];

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
        catch (JsonException error)
        {
            body.Dispose();
            throw LenientBody.Invalid($"The body is not valid JSON: {error.Message}");
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    public void Dispose() => Images.Dispose();

    private async Task ReadJsonAsync(HttpRequest request)
    {
        using var text = new StreamReader(request.Body, bufferSize: 64 * 1024, leaveOpen: true);
        using var reader = new JsonTextReader(text) { DateParseHandling = DateParseHandling.None, MaxDepth = LenientBody.MaxDepth };
        if (!await reader.ReadAsync())
            return;
        var members = new JObject();
        await ReadObjectAsync(reader, members, "images", async () =>
        {
            if (reader.TokenType == JsonToken.StartArray)
                while (await reader.ReadAsync() && reader.TokenType != JsonToken.EndArray)
                    await ReadImageAsync(reader);
        });
        Batch = new LenientBody(members);
    }

    private async Task ReadImageAsync(JsonTextReader reader)
    {
        var members = new JObject();
        string? contents = null;
        await ReadObjectAsync(reader, members, "contents", () =>
        {
            contents = reader.Value as string;
            return Task.CompletedTask;
        });
        await AddAsync(new LenientBody(members), contents);
    }

    /// <summary>Reads an object, one member of which is read by itself.</summary>
    private static async Task ReadObjectAsync(JsonTextReader reader, JObject members, string name, Func<Task> readMember)
    {
        if (reader.TokenType != JsonToken.StartObject)
            throw LenientBody.Invalid("The body must be a JSON object with a list of images.");
        while (await reader.ReadAsync() && reader.TokenType == JsonToken.PropertyName)
        {
            var member = (string)reader.Value!;
            if (!await reader.ReadAsync())
                break;
            if (member.Equals(name, StringComparison.OrdinalIgnoreCase))
                await readMember();
            else if (members.Count < MaxNames)
                members[member] = await JToken.LoadAsync(reader);
        }
        if (reader.TokenType != JsonToken.EndObject)
            throw LenientBody.Invalid("The JSON of the body is incomplete.");
    }

    private async Task ReadWholeAsync(HttpRequest request)
    {
        Batch = await LenientBody.ReadAsync(request, (int)Math.Min(int.MaxValue, LocalServiceOptions.MaxRequestBytes));
        foreach (var entry in Batch.Items("images"))
            await AddAsync(entry, entry.Text("contents"));
    }

    private async Task AddAsync(LenientBody entry, string? contents)
    {
        if (Images.Count == ImageUpload.MaxBatchSize)
            throw ServiceException.ExceededBatchSize("images", ImageUpload.MaxBatchSize);
        var name = entry.Text("name") ?? Guid.NewGuid().ToString("N");
        Entries.Add(entry);
        Images.Add(await ReadImageAsync(name, contents) ?? new IncomingImage(name, ImageStatus.ErrorImageFormat));
    }

    private static async Task<IncomingImage?> ReadImageAsync(string name, string? contents)
    {
        try
        {
            using var bytes = new MemoryStream(Convert.FromBase64String(contents ?? ""), writable: false);
            return await IncomingImage.ReadAsync(bytes, name, ImageLimits.MaxBytes, CancellationToken.None);
        }
        catch (FormatException)
        {
            return new IncomingImage(name, ImageStatus.ErrorImageFormat);
        }
    }
}
