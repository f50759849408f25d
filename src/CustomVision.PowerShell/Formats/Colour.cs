using CustomVision.Models;

namespace CustomVision.PowerShell.Formats;

/// <summary>The colour of a text, as the sequence that terminals know.</summary>
internal sealed class Colour
{
    public static readonly Colour None = new("");
    public static readonly Colour Good = new("\u001b[32m"); // green
    public static readonly Colour Fair = new("\u001b[33m"); // yellow
    public static readonly Colour Bad = new("\u001b[31m"); // red

    private const string Normal = "\u001b[39m";

    private readonly string sequence;

    private Colour(string sequence) => this.sequence = sequence;

    public static Colour OfShare(double share) => share switch
    {
        >= 0.9 => Good,
        >= 0.7 => Fair,
        _ => Bad,
    };

    // Of a status that the service may add, nothing is known but that errors begin with the word.
    public static Colour OfStatus(string? status) => status switch
    {
        ImageStatus.OK or DownloadStatus.Saved or IterationStatus.Completed => Good,
        ImageStatus.OKDuplicate or DownloadStatus.AlreadyThere or IterationStatus.Training => Fair,
        IterationStatus.Failed => Bad,
        { } other when other.StartsWith("Error", StringComparison.Ordinal) => Bad,
        _ => None,
    };

    public static Colour OfHttpStatus(int status) => status switch
    {
        >= 200 and < 300 => Good,
        >= 500 => Bad,
        >= 400 => Fair,
        _ => None,
    };

    /// <summary>The text in this colour, or as it is.</summary>
    public string On(string text, bool coloured) => coloured && sequence.Length > 0 && text.Length > 0 ? sequence + text + Normal : text;
}
