using System.Globalization;

namespace CustomVision.PowerShell.Formats;

/// <summary>Formats values for the views: short ids, sizes, times and colors.</summary>
/// <remarks>
/// Views pass whether the host has $PSStyle. PowerShell removes the color sequences if the host doesn't support them or NO_COLOR
/// is set.
/// </remarks>
public static class DisplayFormat
{
    /// <summary>The length of a shortened id.</summary>
    internal const int ShortIdLength = 8;

    private const int Unit = 1024;

    /// <summary>Shortens an id. List views and objects contain the full id.</summary>
    public static string Id(Guid? id) => id is { } value ? value.ToString("N").Substring(0, ShortIdLength) : "";

    /// <summary>Returns the file name of an image, the last part of a URL, or a shortened prediction id.</summary>
    public static string Image(string? path) =>
        Guid.TryParse(path, out var predictionId) ? Id(predictionId)
        : Uri.TryCreate(path, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? Path.GetFileName(address.LocalPath)
        : Path.GetFileName(path ?? "");

    /// <summary>Formats width and height in pixels.</summary>
    public static string Pixels(int width, int height) => $"{width} x {height}";

    /// <summary>Formats a time in local time, to the minute.</summary>
    public static string Time(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Formats a date in local time.</summary>
    public static string Day(DateTimeOffset? time) => time?.ToLocalTime().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture) ?? "";

    /// <summary>Formats a number of bytes in B, KB, MB or GB. 1 KB is 1024 bytes, as in PowerShell.</summary>
    public static string Bytes(long? bytes) => bytes switch
    {
        null => "",
        < Unit => string.Format(CultureInfo.CurrentCulture, "{0} B", bytes),
        < Unit * Unit => string.Format(CultureInfo.CurrentCulture, "{0:0.0} KB", bytes / (double)Unit),
        < Unit * Unit * Unit => string.Format(CultureInfo.CurrentCulture, "{0:0.0} MB", bytes / (double)(Unit * Unit)),
        _ => string.Format(CultureInfo.CurrentCulture, "{0:0.0} GB", bytes / (double)(Unit * Unit * Unit)),
    };

    /// <summary>Formats a duration.</summary>
    public static string Duration(TimeSpan duration) => duration switch
    {
        { TotalMilliseconds: < 10 } => string.Format(CultureInfo.CurrentCulture, "{0:0.0} ms", duration.TotalMilliseconds),
        { TotalSeconds: < 1 } => string.Format(CultureInfo.CurrentCulture, "{0:0} ms", duration.TotalMilliseconds),
        { TotalMinutes: < 1 } => string.Format(CultureInfo.CurrentCulture, "{0:0.0} s", duration.TotalSeconds),
        _ => duration.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture),
    };

    /// <summary>Formats a probability: green from 90 %, yellow from 70 %, otherwise red.</summary>
    public static string Probability(double? probability, bool useColor) =>
        probability is { } value ? TextColor.OfPercentage(value).Apply(string.Format(CultureInfo.CurrentCulture, "{0:P1}", value), useColor) : "";

    /// <summary>Formats a status: green for success, yellow for a duplicate or work in progress, red for a failure.</summary>
    public static string Status(string? status, bool useColor) => TextColor.OfStatus(status).Apply(status ?? "", useColor);

    /// <summary>Formats an HTTP status, or "none" if there was no response.</summary>
    public static string HttpStatus(int? status, bool useColor) =>
        status is { } code ? TextColor.OfHttpStatus(code).Apply(code.ToString(CultureInfo.InvariantCulture), useColor) : TextColor.Failure.Apply("none", useColor);

    /// <summary>Formats a Boolean value: green for True.</summary>
    public static string Boolean(bool value, bool useColor) => (value ? TextColor.Success : TextColor.None).Apply(value.ToString(), useColor);
}
