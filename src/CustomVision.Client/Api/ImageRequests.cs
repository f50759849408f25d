using CustomVision.Http;
using CustomVision.Images;

namespace CustomVision.Api;

/// <summary>What requests that create or predict images share in all versions.</summary>
internal static class ImageRequests
{
    /// <summary>Counts the attempts of images that are sent as references.</summary>
    public static ApiRequest<T> CountingAttempts<T>(this ApiRequest<T> request, IReadOnlyList<ImageEntry> images)
    {
        var content = request.Content!;
        return request with
        {
            Content = () =>
            {
                foreach (var image in images)
                    image.Attempts++;
                return content();
            },
        };
    }

    /// <summary>Describes a request that creates images, and allows the caller to split it.</summary>
    public static ApiRequest<T> About<T>(this ApiRequest<T> request, IReadOnlyList<ImageEntry> images) =>
        request with { Subject = images.Count == 1 ? images[0].Location : $"{images.Count} images", IsDivisible = images.Count > 1 };

    /// <summary>A key that is the same for the same set of tags in any order.</summary>
    public static string KeyOf(IReadOnlyList<Guid> tagIds) => tagIds.Count switch
    {
        0 => "",
        1 => tagIds[0].ToString("N"),
        _ => string.Join(",", tagIds.Select(id => id.ToString("N")).OrderBy(id => id, StringComparer.Ordinal)),
    };

    /// <summary>Maps a list. A missing list is empty. The published descriptions allow null as an element; it is left out.</summary>
    public static IReadOnlyList<TResult> Map<T, TResult>(IReadOnlyList<T?>? list, Func<T, TResult> map)
        where T : class
    {
        if (list is not { Count: > 0 })
            return [];
        var mapped = new List<TResult>(list.Count);
        foreach (var element in list)
            if (element is not null)
                mapped.Add(map(element));
        return mapped;
    }
}
