namespace CustomVision.Uploading;

/// <summary>Tells sets of tags apart, in whatever order their tags come.</summary>
internal static class TagSet
{
    public static string Key(IReadOnlyList<Guid> tagIds) => tagIds.Count switch
    {
        0 => "",
        1 => tagIds[0].ToString("N"),
        _ => string.Join(",", tagIds.Select(id => id.ToString("N")).OrderBy(id => id, StringComparer.Ordinal)),
    };
}
