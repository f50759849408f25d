using System.Globalization;

namespace CustomVision.PowerShell.Binding;

/// <summary>Lets a time parameter take a number of seconds besides a TimeSpan: by itself, PowerShell would take it for ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var given = inputData is PSObject wrapped ? wrapped.BaseObject : inputData;
        var time = given switch
        {
            TimeSpan span => span,
            IConvertible number when TrySeconds(number, out var seconds) => TimeSpan.FromSeconds(seconds),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => span,
            _ => TimeSpan.Zero,
        };
        return time > TimeSpan.Zero && time.TotalMilliseconds <= int.MaxValue
            ? time
            : throw new ArgumentTransformationMetadataException(
                $"'{given}' is not a time from just above 0 to 24 days. Give seconds, such as 30, or a TimeSpan, such as 00:00:30.");
    }

    private static bool TrySeconds(IConvertible given, out double seconds) =>
        double.TryParse(given.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds)
        && seconds is > 0 and < int.MaxValue / 1000.0;
}
