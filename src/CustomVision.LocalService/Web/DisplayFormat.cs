using System.Globalization;

namespace CustomVision.LocalService.Web;

/// <summary>Formats numbers and times for display.</summary>
internal static class DisplayFormat
{
    private static readonly CultureInfo Culture = CultureInfo.InvariantCulture;

    public static string Number(long number) => number.ToString("#,0", Culture);

    /// <summary>Such as "1 image" and "1,200 images".</summary>
    public static string Count(long number, string one, string many) => $"{Number(number)} {(number == 1 ? one : many)}";

    public static string Count(long number, string word) => Count(number, word, word);

    /// <param name="share">From 0 to 1.</param>
    public static string Percent(double share) => (share * 100).ToString("0.0", Culture) + " %";

    public static string Bytes(long bytes) => bytes switch
    {
        < 1_000 => $"{Number(bytes)} B",
        < 1_000_000 => (bytes / 1_000d).ToString("0.0", Culture) + " kB",
        _ => (bytes / 1_000_000d).ToString("#,0.0", Culture) + " MB",
    };

    public static string Milliseconds(double milliseconds) =>
        milliseconds < 10 ? milliseconds.ToString("0.0", Culture) + " ms" : milliseconds.ToString("#,0", Culture) + " ms";

    /// <summary>In the time zone of the service, which is also that of the visitor: both are on the same machine.</summary>
    public static Html Time(DateTimeOffset time, TimeProvider clock, string format = "d MMM yyyy, HH:mm")
    {
        var local = TimeZoneInfo.ConvertTime(time, clock.LocalTimeZone);
        return $"<time datetime=\"{time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", Culture)}\">{local.ToString(format, Culture)}</time>";
    }

    public static string Offset(TimeProvider clock)
    {
        var offset = clock.LocalTimeZone.GetUtcOffset(clock.GetUtcNow());
        return offset == TimeSpan.Zero ? "UTC" : $"UTC{(offset < TimeSpan.Zero ? '-' : '+')}{offset.ToString(@"hh\:mm", Culture)}";
    }
}
