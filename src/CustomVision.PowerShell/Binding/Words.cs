namespace CustomVision.PowerShell.Binding;

/// <summary>Bits of sentences.</summary>
internal static class Words
{
    public static string Article(string noun) => noun[0] is 'a' or 'e' or 'i' or 'o' or 'u' ? "an" : "a";
}
