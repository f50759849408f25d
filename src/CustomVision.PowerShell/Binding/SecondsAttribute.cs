using System.Globalization;

namespace CustomVision.PowerShell.Binding;

/// <summary>Accepts seconds or a TimeSpan. PowerShell itself would convert a number to ticks.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SecondsAttribute : ArgumentTransformationAttribute
{
    public override object Transform(EngineIntrinsics engineIntrinsics, object inputData)
    {
        var value = inputData is PSObject wrapper ? wrapper.BaseObject : inputData;
        var time = value switch
        {
            TimeSpan span => span,
            IConvertible number when TryParseSeconds(number, out var seconds) => TimeSpan.FromSeconds(seconds),
            string text when TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var span) => span,
            _ => TimeSpan.Zero,
        };
        return time > TimeSpan.Zero && time.TotalMilliseconds <= int.MaxValue
            ? time
            : throw new ArgumentTransformationMetadataException(
                $"'{value}' is not a time greater than 0 and up to 24 days. Specify seconds, such as 30, or a TimeSpan, such as 00:00:30.");
    }

    private static bool TryParseSeconds(IConvertible value, out double seconds) =>
        double.TryParse(value.ToString(CultureInfo.InvariantCulture), NumberStyles.Float, CultureInfo.InvariantCulture, out seconds)
        && seconds is > 0 and < int.MaxValue / 1000.0;
}
