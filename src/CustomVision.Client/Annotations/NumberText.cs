using System.Globalization;

namespace CustomVision.Annotations;

/// <summary>Numbers in text formats: a decimal point whatever the culture is, and no exponent, which not every tool reads.</summary>
internal static class NumberText
{
    /// <summary>A finite number; null for other text.</summary>
    public static double? Parse(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && !double.IsNaN(number) && !double.IsInfinity(number) ? number : null;

    /// <summary>As many digits as a fraction of an image needs to stay exact: 16 decimals.</summary>
    public static string Format(double number) => number.ToString("0.################", CultureInfo.InvariantCulture);
}
