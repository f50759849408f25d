using CustomVision.PowerShell.Formats;

namespace CustomVision.PowerShell.Binding;

/// <summary>An id as tables show it, which is too little to find a thing by: another id may begin in the same way.</summary>
internal static class ShortId
{
    /// <summary>How to see ids whole.</summary>
    public const string HowToSee = "Tables show only how ids begin; Format-List shows them whole.";

    /// <summary>Whether a text may be what a table shows of an id, or begins with it.</summary>
    public static bool MayBe(string text) => text.Length >= Cell.IdLength && text.Take(Cell.IdLength).All(Uri.IsHexDigit);

    /// <summary>Whether an id begins with a text.</summary>
    public static bool Begins(Guid? id, string text) => id?.ToString().StartsWith(text, StringComparison.OrdinalIgnoreCase) == true;
}
