using System.Globalization;
using System.Text;

namespace CustomVision.PowerShell.Formats;

/// <summary>Formats a ratio as a bar followed by the percentage.</summary>
public static class PercentageBar
{
    /// <summary>The width of a bar with its number, in columns.</summary>
    internal const int Width = Cells + 8;

    private const int Cells = 10;

    /// <param name="ratio">The ratio, from 0 to 1.</param>
    /// <param name="encoding">The encoding of the host. An encoding without block characters gets # and . instead.</param>
    /// <param name="useColor">Whether to use colors: green from 90 %, yellow from 70 %, otherwise red.</param>
    public static string Of(double ratio, Encoding encoding, bool useColor)
    {
        var filled = (int)Math.Round(Cells * Math.Max(0, Math.Min(1, ratio)), MidpointRounding.AwayFromZero);
        var (full, empty) = HasBlocks(encoding) ? ('█', '░') : ('#', '.');
        return $"{TextColor.OfPercentage(ratio).Apply(new string(full, filled), useColor)}{new string(empty, Cells - filled)} {Number(ratio)}";
    }

    /// <summary>Formats a ratio as a percentage, seven columns wide.</summary>
    public static string Number(double ratio) => string.Format(CultureInfo.CurrentCulture, "{0,7:P1}", ratio);

    // An encoding replaces characters that it doesn't have.
    private static bool HasBlocks(Encoding encoding) => encoding.GetString(encoding.GetBytes("█░")) == "█░";
}
