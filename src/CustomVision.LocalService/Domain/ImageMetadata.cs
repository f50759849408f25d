using System.Text.Encodings.Web;
using System.Text.Json;
using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Domain;

/// <param name="Pairs">Pairs for each image.</param>
/// <param name="Key">Characters of a key.</param>
/// <param name="Value">Characters of a value.</param>
internal sealed record MetadataLimits(int Pairs, int Key, int Value);

/// <summary>The result of one image. The names are those of the API.</summary>
internal enum MetadataStatus
{
    OK,
    ErrorImageNotFound,
    ErrorLimitExceed,
}

/// <param name="Metadata">All of the image's metadata; null when the update failed.</param>
internal sealed record UpdatedMetadata(Guid ImageId, MetadataStatus Status, IReadOnlyDictionary<string, string>? Metadata);

/// <summary>The metadata of images: pairs of a key and a value, which users choose.</summary>
internal sealed class ImageMetadata(Store store)
{
    private static readonly JsonSerializerOptions Relaxed = new(DomainJson.Default.Options) { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Adds the pairs to each image. A key that the image has already gets the new value.</summary>
    public Task<List<UpdatedMetadata>> UpdateAsync(
        Guid projectId, IReadOnlyCollection<Guid> imageIds, IReadOnlyDictionary<string, string> pairs, MetadataLimits limits) =>
        store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            return imageIds.Select(id => Update(session, project, id, pairs, limits)).ToList();
        });

    /// <exception cref="ServiceException">A pair is not allowed. The codes are published; the texts are invented.</exception>
    public static void Check(IReadOnlyDictionary<string, string> pairs, MetadataLimits limits)
    {
        foreach (var (key, value) in pairs)
        {
            if (key.Length == 0 || key.Length > limits.Key)
                throw new ServiceException(ErrorCodes.BadRequestImageMetadataKey, $"A key of metadata must have 1 to {limits.Key} characters.");
            if (value.Length > limits.Value)
                throw new ServiceException(ErrorCodes.BadRequestImageMetadataValue, $"The value of the metadata '{key}' has more than {limits.Value} characters.");
        }
        if (pairs.Count > limits.Pairs)
            throw new ServiceException(ErrorCodes.BadRequestImageMetadataKey, $"An image can have at most {limits.Pairs} pairs of metadata.");
    }

    public static string? ToText(IReadOnlyDictionary<string, string>? pairs) => pairs is { Count: > 0 }
        ? JsonSerializer.Serialize(pairs.ToDictionary(), Relaxed.GetTypeInfo(typeof(Dictionary<string, string>)))
        : null;

    public static Dictionary<string, string> FromText(string text) =>
        JsonSerializer.Deserialize(text, DomainJson.Default.DictionaryStringString)!;

    private static UpdatedMetadata Update(
        SqlSession session, Project project, Guid imageId, IReadOnlyDictionary<string, string> pairs, MetadataLimits limits)
    {
        if (Images.FindKey(session, project, imageId) is not { } key)
            return new UpdatedMetadata(imageId, MetadataStatus.ErrorImageNotFound, null);
        var all = session.QuerySingle("SELECT metadata FROM images WHERE key = $1 AND metadata IS NOT NULL", row => row.GetString(0), key) is { } text
            ? FromText(text)
            : [];
        foreach (var (name, value) in pairs)
            all[name] = value;
        if (all.Count > limits.Pairs)
            return new UpdatedMetadata(imageId, MetadataStatus.ErrorLimitExceed, null);
        session.Execute("UPDATE images SET metadata = $2 WHERE key = $1", key, ToText(all));
        return new UpdatedMetadata(imageId, MetadataStatus.OK, all);
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class DomainJson : System.Text.Json.Serialization.JsonSerializerContext;
