using System.Globalization;

namespace CustomVision.PowerShell.Formats;

/// <summary>What views write into their cells: ids short, sizes and times for people, and colours for what has a meaning.</summary>
/// <remarks>
/// Views pass whether the host has $PSStyle. Where it shows no colours, or NO_COLOR is set, PowerShell takes the sequences
/// out again.
/// </remarks>
public static class Cell
{
    /// <summary>How many characters of an id tables show.</summary>
    internal const int IdLength = 8;

    private const int Step = 1024;

    /// <summary>The beginning of an id, enough to tell it from others in a list. The object has all of it, as the list views do.</summary>
    public static string Id(Guid? id) => id is { } given ? given.ToString("N").Substring(0, IdLength) : "";

    /// <summary>What an image was given by: the name of its file, or the beginning of the id of a prediction.</summary>
    public static string Image(string? path) => Guid.TryParse(path, out var predictionId) ? Id(predictionId) : Path.GetFileName(path ?? "");

    /// <summary>Width and height in pixels.</summary>
    public static string Pixels(int width, int height) => $"{width} x {height}";

    /// <summary>A time as the clock on the wall has it, to the minute.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A time as the clock on the wall has it, to the day.</summary>
    public static string Day(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>A number of bytes in the unit that keeps it short. KB and MB are 1024 and 1024 x 1024, as in PowerShell.</summary>
    public static string Bytes(long? bytes) => bytes switch
    {
        null => "",
        < Step => string.Format(CultureInfo.CurrentCulture, "{0} B", bytes),
        < Step * Step => string.Format(CultureInfo.CurrentCulture, "{0:0.0} KB", bytes / (double)Step),
        < Step * Step * Step => string.Format(CultureInfo.CurrentCulture, "{0:0.0} MB", bytes / (double)(Step * Step)),
        _ => string.Format(CultureInfo.CurrentCulture, "{0:0.0} GB", bytes / (double)(Step * Step * Step)),
    };

    /// <summary>How long something took.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 10 } => string.Format(CultureInfo.CurrentCulture, "{0:0.0} ms", duration.TotalMilliseconds),
        { TotalSeconds: < 1 } => string.Format(CultureInfo.CurrentCulture, "{0:0} ms", duration.TotalMilliseconds),
        { TotalMinutes: < 1 } => string.Format(CultureInfo.CurrentCulture, "{0:0.0} s", duration.TotalSeconds),
        _ => duration.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
    };

    /// <summary>A probability; green from 90 %, yellow from 70 %, red below.</summary>
    public static string Probability(double? probability, bool coloured) =>
        probability is { } share ? Colour.OfShare(share).On(string.Format(CultureInfo.CurrentCulture, "{0:P1}", share), coloured) : "";

    /// <summary>The status of an image or an iteration: green when it is done, yellow when it was there or is under way, red when it failed.</summary>
    public static string Status(string? status, bool coloured) => Colour.OfStatus(status).On(status ?? "", coloured);

    /// <summary>The status of an HTTP response; empty when there was none.</summary>
    public static string HttpStatus(int? status, bool coloured) =>
        status is { } code ? Colour.OfHttpStatus(code).On(code.ToString(CultureInfo.InvariantCulture), coloured) : Colour.Bad.On("none", coloured);

    /// <summary>A yes or no of which the yes is good news.</summary>
    public static string Truth(bool truth, bool coloured) => (truth ? Colour.Good : Colour.None).On(truth.ToString(), coloured);
}
