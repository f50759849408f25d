namespace CustomVision.PowerShell.Commands;

/// <summary>What a Set cmdlet is about to do, in the words that -WhatIf and -Confirm show.</summary>
internal static class Changes
{
    public static string? Rename(string? name) => name is null ? null : $"rename to '{name}'";

    public static string? Redescribe(string? description) => description switch
    {
        null => null,
        "" => "take the description away",
        _ => $"describe as '{description}'",
    };

    /// <summary>One sentence of those that are made.</summary>
    public static string Describe(params string?[] changes)
    {
        var all = string.Join(", ", changes.OfType<string>());
        return char.ToUpperInvariant(all[0]) + all.Substring(1);
    }
}
