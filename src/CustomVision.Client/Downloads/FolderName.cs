using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace CustomVision.Downloads;

/// <summary>
/// Converts the name of a tag to the name of one folder that is valid on every operating system: characters that are not
/// are written as % and two hexadecimal digits. Different tags have different folders.
/// </summary>
public static class FolderName
{
    /// <summary>The folder of images without tags. No tag has this folder.</summary>
    public const string Untagged = "untagged";

    private const string Forbidden = "<>:\"/\\|?*%[]`"; // the last three are wildcards of PowerShell
    private const int Longest = 120;

    // Names of devices in Windows, with and without an extension.
    private static readonly Regex Device = new(
        @"^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])\s*(\.|$)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    /// <summary>The folder of a tag.</summary>
    public static string For(string tag)
    {
        if (tag.Length == 0)
            return "%";
        var first = tag[0] is '.' or ' ' or '~' or '-' // a hidden file, the home folder, an option
            || Device.IsMatch(tag)
            || string.Equals(tag, Untagged, StringComparison.OrdinalIgnoreCase);
        var last = tag.Length - 1;
        var name = new StringBuilder();
        for (var i = 0; i < tag.Length; i++)
            if ((i == 0 && first) || (i == last && tag[i] is '.' or ' ') || char.IsControl(tag[i]) || Forbidden.Contains(tag[i]) || IsLoneSurrogate(tag, i))
                AppendEscaped(name, tag[i]);
            else
                name.Append(tag[i]);
        return Encoding.UTF8.GetByteCount(name.ToString()) <= Longest ? name.ToString() : Shortened(name.ToString(), tag);
    }

    private static void AppendEscaped(StringBuilder name, char c)
    {
        if (c < 0x80)
            name.Append('%').Append(((int)c).ToString("X2", CultureInfo.InvariantCulture));
        else
            name.Append("%u").Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
    }

    private static bool IsLoneSurrogate(string text, int i) =>
        char.IsHighSurrogate(text[i]) ? i + 1 >= text.Length || !char.IsLowSurrogate(text[i + 1])
        : char.IsLowSurrogate(text[i]) && (i == 0 || !char.IsHighSurrogate(text[i - 1]));

    // The hash at the end covers what is cut off. It follows "%-", which escaping never produces.
    private static string Shortened(string name, string tag)
    {
        using var hash = SHA256.Create();
        var digits = string.Concat(hash.ComputeHash(Encoding.Unicode.GetBytes(tag)).Take(8).Select(b => b.ToString("x2", CultureInfo.InvariantCulture)));
        var kept = new StringBuilder();
        var bytes = 0;
        for (var i = 0; i < name.Length; i++)
        {
            var unit = name[i] == '%' ? (name[i + 1] == 'u' ? 6 : 3) : char.IsHighSurrogate(name[i]) ? 2 : 1;
            var piece = name.Substring(i, unit);
            bytes += Encoding.UTF8.GetByteCount(piece);
            if (bytes > Longest - digits.Length - 2)
                break;
            kept.Append(piece);
            i += unit - 1;
        }

        return $"{kept}%-{digits}";
    }
}
