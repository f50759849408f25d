using System.ComponentModel;
using System.Globalization;

namespace CustomVision.PowerShell.Binding;

/// <summary>
/// A time greater than 0 and up to 24 days, specified in seconds or as a TimeSpan. PowerShell itself would convert a number to ticks.
/// </summary>
[TypeConverter(typeof(SecondsConverter))]
public sealed class Seconds
{
    private readonly string text;

    private Seconds(TimeSpan value, string text)
    {
        Value = value;
        this.text = text;
    }

    /// <summary>The time.</summary>
    public TimeSpan Value { get; }

    /// <summary>The time as the user specified it.</summary>
    public override string ToString() => text;

    /// <summary>Creates the default value of a parameter.</summary>
    internal static Seconds From(TimeSpan value) => new(value, value.ToString("c", CultureInfo.InvariantCulture));

    /// <exception cref="ArgumentException">The value isn't a time in the accepted range.</exception>
    internal static Seconds Parse(object value)
    {
        var unwrapped = value is PSObject wrapper ? wrapper.BaseObject : value;
        if (unwrapped is Seconds parsed)
            return parsed;
        var time = unwrapped switch
        {
            TimeSpan span => span,
            IConvertible number when TryParseSeconds(number, out var seconds) => TimeSpan.FromSeconds(seconds),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => span,
            _ => TimeSpan.Zero,
        };
        return time > TimeSpan.Zero && time.TotalMilliseconds <= int.MaxValue
            ? new Seconds(time, unwrapped is TimeSpan or string ? $"{time:c}" : $"{time.TotalSeconds.ToString(CultureInfo.InvariantCulture)} seconds")
            : throw new ArgumentException($"'{unwrapped}' is not a time greater than 0 and up to 24 days. Specify seconds, such as 30, or a TimeSpan, such as 00:00:30.");
    }

    private static bool TryParseSeconds(IConvertible value, out double seconds) =>
        double.TryParse(value.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds)
        && seconds is > 0 and < int.MaxValue / 1000.0;
}
