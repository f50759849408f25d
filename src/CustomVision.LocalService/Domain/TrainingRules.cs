using System.Globalization;
using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Domain;

/// <summary>What a project needs to be trained. A project that lacks it is refused as a whole, as by the real service.</summary>
internal static class TrainingRules
{
    // The limits of the real service and its documentation.
    public const int MinTags = 2;
    public const int MinImagesPerTag = 5;
    public const int MinImagesPerDetectedTag = 15;

    // More tags would make the message unreadable.
    private const int MaxTagsNamed = 10;

    /// <param name="selected">The keys of the tags to train with; null for all.</param>
    /// <param name="isVersion1">1.0 knows neither detection nor classification types, and has one code.</param>
    public static void Require(SqlSession session, Project project, IReadOnlyCollection<long>? selected, bool isVersion1)
    {
        var isDetection = project.Domain.IsDetection;
        var tags = session.Query(
            $"""
            SELECT key, name, type, {(isDetection ? "(SELECT COUNT(DISTINCT image) FROM regions WHERE tag = tags.key)" : "(SELECT COUNT(*) FROM labels WHERE tag = tags.key)")}
            FROM tags WHERE project = $1 ORDER BY key
            """,
            row => (Key: row.GetInt64(0), Name: row.GetString(1), Type: Enum.Parse<TagType>(row.GetString(2)), Images: row.GetInt32(3)),
            project.Key);
        if (selected is not null)
            tags.RemoveAll(tag => !selected.Contains(tag.Key));
        if (isDetection)
        {
            RequireDetection([.. tags.Select(tag => (tag.Type, tag.Images))]);
            return;
        }

        var code = isVersion1 ? ErrorCodes.BadRequestTrainingValidationFailed
            : project.IsMulticlass ? ErrorCodes.BadRequestMultiClassClassificationTrainingValidationFailed
            : ErrorCodes.BadRequestMultiLabelClassificationTrainingValidationFailed;
        var counts = tags.ConvertAll(tag => (tag.Name, tag.Images));
        if (counts.Count < MinTags || tags.TrueForAll(tag => tag.Type == TagType.Negative))
            throw NotEnough(code, $"Not enough tags for training: the project has {counts.Count}.", counts);
        if (counts.FindAll(tag => tag.Images < MinImagesPerTag) is { Count: > 0 } small)
            throw NotEnough(code, "Not enough images per tag for training:", small);
        if (project.IsMulticlass && session.Exists(
            "SELECT 1 FROM labels JOIN tags ON tags.key = labels.tag WHERE project = $1 GROUP BY image HAVING COUNT(*) > 1", project.Key))
            // The text is invented.
            throw new ServiceException(code, "Some images have more than one tag. In a Multiclass project an image can have one tag.");
    }

    /// <summary>Code and texts of the real service, except for the negative tag, whose text is invented.</summary>
    private static void RequireDetection((TagType Type, int Images)[] tags)
    {
        if (tags.Any(tag => tag.Type == TagType.Negative))
            throw new ServiceException(ErrorCodes.BadRequestDetectionTrainingNotAllowNegativeTag, "An object detection project can't be trained with a negative tag.");
        if (tags.Sum(tag => tag.Images) < MinImagesPerDetectedTag)
            throw new ServiceException(ErrorCodes.BadRequestDetectionTrainingValidationFailed, "Not enough images for training");
        if (tags.Any(tag => tag.Images < MinImagesPerDetectedTag))
            throw new ServiceException(ErrorCodes.BadRequestDetectionTrainingValidationFailed, "Not enough images per tag for training");
    }

    private static ServiceException NotEnough(string code, string what, List<(string Name, int Images)> tags)
    {
        var named = tags.Take(MaxTagsNamed).Select(tag => string.Create(CultureInfo.InvariantCulture, $"'{tag.Name}' has {tag.Images}"));
        var others = tags.Count > MaxTagsNamed ? $" and {tags.Count - MaxTagsNamed} more tags" : "";
        var list = tags.Count > 0 ? $" {string.Join(", ", named)}{others}." : "";
        return new ServiceException(code, $"{what}{list} At least {MinTags} tags with at least {MinImagesPerTag} images each are needed.");
    }
}
