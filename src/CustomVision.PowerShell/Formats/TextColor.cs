using CustomVision.Models;

namespace CustomVision.PowerShell.Formats;

/// <summary>A text color as an ANSI escape sequence.</summary>
internal sealed class TextColor
{
    public static readonly TextColor None = new("");
    public static readonly TextColor Success = new("\u001b[32m");
    public static readonly TextColor Warning = new("\u001b[33m");
    public static readonly TextColor Failure = new("\u001b[31m");

    private const string Reset = "\u001b[39m";

    private readonly string sequence;

    private TextColor(string sequence) => this.sequence = sequence;

    public static TextColor OfPercentage(double ratio) => ratio switch
    {
        >= 0.9 => Success,
        >= 0.7 => Warning,
        _ => Failure,
    };

    // The service can add statuses. Those of failures begin with Error.
    public static TextColor OfStatus(string? status) => status switch
    {
        ImageStatus.OK or DownloadStatus.Saved or IterationStatus.Completed or ExportStatus.Done => Success,
        ImageStatus.OKDuplicate or DownloadStatus.AlreadyThere or IterationStatus.Training or IterationStatus.Staging or ExportStatus.Exporting => Warning,
        IterationStatus.Failed => Failure,
        { } other when other.StartsWith("Error", StringComparison.Ordinal) => Failure,
        _ => None,
    };

    public static TextColor OfHttpStatus(int status) => status switch
    {
        >= 200 and < 300 => Success,
        >= 500 => Failure,
        >= 400 => Warning,
        _ => None,
    };

    /// <summary>Returns the text in this color, or unchanged without colors.</summary>
    public string Apply(string text, bool useColor) => useColor && sequence.Length > 0 && text.Length > 0 ? sequence + text + Reset : text;
}
