namespace CustomVision.LocalService.Api;

/// <summary>The ids that paths and query strings name. What is none is passed over, so nothing else of a query is kept.</summary>
internal static class RequestIds
{
    // More than any batch holds; a query string has room for a thousand and more.
    private const int MaxIds = 256;

    public static Guid? One(HttpRequest request, string name) => Many(request, name)?[0];

    /// <summary>Null when there are none.</summary>
    public static Guid[]? Many(HttpRequest request, params ReadOnlySpan<string> names)
    {
        List<Guid>? ids = null;
        foreach (var name in names)
        {
            if (request.RouteValues.TryGetValue(name, out var inPath))
                Add(ref ids, inPath as string);
            // Most requests have no query, and then none is made.
            if (request.QueryString.HasValue)
                foreach (var value in request.Query[name])
                    Add(ref ids, value);
        }
        return ids?.ToArray();
    }

    public static Guid[]? Of(IReadOnlyCollection<Guid> ids) => ids.Count > 0 ? [.. ids.Take(MaxIds)] : null;

    private static void Add(ref List<Guid>? ids, string? text)
    {
        foreach (var item in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            if (Guid.TryParse(item, out var id) && (ids ??= []).Count < MaxIds)
                ids.Add(id);
    }
}
