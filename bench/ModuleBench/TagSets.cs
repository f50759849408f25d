using CustomVision.Api;
using CustomVision.Uploads;

namespace CustomVision.Benches.Module;

/// <summary>Four sets of tags that take turns: none, each of two alone, and both.</summary>
internal static class TagSets
{
    private const string First = "alder";
    private const string Second = "birch";

    private static readonly string[][] Sets = [[], [First], [Second], [First, Second]];

    public static ImageUpload Tagged(string file) => new(file, []) { TagNames = Of(file) };

    /// <summary>By the number in the file's name, so that whoever sees the file knows its tags.</summary>
    public static string[] Of(string file) => Sets[ImageFolder.NumberOf(file) % Sets.Length];

    public static async Task<IReadOnlyDictionary<string, Guid>> IdsAsync(ITrainingApi client, Guid projectId) =>
        (await client.GetTagsAsync(projectId)).Tags.ToDictionary(tag => tag.Name!, tag => tag.Id);
}
