using System.Globalization;

namespace CustomVision.LocalService.Web;

/// <summary>
/// A share as a bar. It is drawn with attributes, as the policy of the pages takes no inline style, and left to the eye: the
/// figure stands beside it as text.
/// </summary>
internal static class Bar
{
    /// <param name="share">From 0 to 1.</param>
    /// <param name="deviation">How far the share varies to either side; drawn as a line across the end of the bar.</param>
    /// <param name="kind">precision, recall or count.</param>
    public static Html Of(double share, double deviation, string kind) =>
        $"""
        <svg class="bar {kind}" aria-hidden="true"><rect class="track" width="100%" height="100%"/><rect class="fill" width="{Percent(share)}" height="100%"/>{(deviation > 0 ? Whisker(share, deviation) : Html.None)}</svg>
        """;

    private static Html Whisker(double share, double deviation) =>
        $"""
        <line x1="{Percent(share - deviation)}" x2="{Percent(share + deviation)}" y1="50%" y2="50%"/>
        """;

    private static string Percent(double share) =>
        (Math.Clamp(share, 0, 1) * 100).ToString("0.##", CultureInfo.InvariantCulture) + "%";
}
