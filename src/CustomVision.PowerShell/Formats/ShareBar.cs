using System.Globalization;
using System.Text;

namespace CustomVision.PowerShell.Formats;

/// <summary>A share as a small bar with the number behind it, for views. The number says it all where a bar cannot be seen.</summary>
public static class ShareBar
{
    /// <summary>How many columns a bar takes with its number.</summary>
    internal const int Width = Cells + 8;

    private const int Cells = 10;

    /// <param name="share">The share, from 0 to 1.</param>
    /// <param name="screen">What the screen understands: one without blocks gets other characters.</param>
    /// <param name="coloured">Whether to colour the bar: green from 90 %, yellow from 70 %, red below.</param>
    public static string Of(double share, Encoding screen, bool coloured)
    {
        var filled = (int)Math.Round(Cells * Math.Max(0, Math.Min(1, share)), MidpointRounding.AwayFromZero);
        var (full, empty) = HasBlocks(screen) ? ('█', '░') : ('#', '.');
        return $"{Colour.OfShare(share).On(new string(full, filled), coloured)}{new string(empty, Cells - filled)} {Number(share)}";
    }

    /// <summary>A share as a number of seven columns.</summary>
    public static string Number(double share) => string.Format(CultureInfo.CurrentCulture, "{0,7:P1}", share);

    // What an encoding does not have, it writes as something else.
    private static bool HasBlocks(Encoding screen) => screen.GetString(screen.GetBytes("█░")) == "█░";
}
