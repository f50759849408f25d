using System.Collections.Concurrent;
using System.Security.Cryptography;
using CustomVision.Api;
using CustomVision.Models;

namespace CustomVision.Benches.Module;

/// <summary>
/// Compares what a service holds with the files that were to be uploaded to it. It fetches every image and goes by the
/// bytes, and so believes nothing of what the uploader said.
/// </summary>
internal sealed class Inventory(ServiceProcess service, Guid projectId)
{
    private readonly ITrainingApi client = service.Client.Training;

    /// <summary>What is wrong, in words; empty when every file is there once and has its tags.</summary>
    public async Task<IReadOnlyList<string>> MistakesAsync(IReadOnlyCollection<string> files)
    {
        var tags = await TagSets.IdsAsync(client, projectId);
        var images = await AllAsync(new ImageFilter());
        var byTag = new Dictionary<Guid, HashSet<Guid>>();
        foreach (var tag in tags.Values)
            byTag[tag] = [.. (await AllAsync(new ImageFilter { TagIds = [tag] })).Select(image => image.Id)];

        var mistakes = new List<string>();
        if (images.Count != files.Count)
            mistakes.Add($"the service lists {images.Count:N0} images");
        var contents = await ContentsAsync(images);
        foreach (var file in files)
        {
            if (!contents.TryGetValue(Hash(await File.ReadAllBytesAsync(file)), out var copies))
                mistakes.Add($"{Path.GetFileName(file)} is not there");
            else if (copies.Count > 1)
                mistakes.Add($"{Path.GetFileName(file)} is there {copies.Count} times");
            else if (!TagsAre(copies.Single(), [.. TagSets.Of(file).Select(name => tags[name])], byTag))
                mistakes.Add($"{Path.GetFileName(file)} has other tags than it was sent with");
        }

        return mistakes;
    }

    private static bool TagsAre(Image image, HashSet<Guid> expected, Dictionary<Guid, HashSet<Guid>> byTag) =>
        expected.SetEquals(image.Tags.Select(label => label.TagId))
        && byTag.All(tag => tag.Value.Contains(image.Id) == expected.Contains(tag.Key));

    private async Task<List<Image>> AllAsync(ImageFilter filter)
    {
        var all = new List<Image>();
        var list = client.GetImages(projectId, filter with { OrderBy = ImageOrder.Oldest, PageSize = ImageFilter.LargestPage });
        while (await list.NextPageAsync() is { } page)
            all.AddRange(page);
        return all;
    }

    private static async Task<IReadOnlyDictionary<string, List<Image>>> ContentsAsync(IEnumerable<Image> images)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        var contents = new ConcurrentDictionary<string, List<Image>>();
        await Parallel.ForEachAsync(images, new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (image, cancellation) =>
        {
            var copies = contents.GetOrAdd(Hash(await http.GetByteArrayAsync(new Uri(image.OriginalImageUri!), cancellation)), _ => []);
            lock (copies)
                copies.Add(image);
        });
        return contents;
    }

    private static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content));
}
