using System.Globalization;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

/// <summary>A position in a list of predictions, as text that is opaque to clients.</summary>
internal static class ContinuationToken
{
    /// <summary>The part that all pages of one query share.</summary>
    public static string Session(long newest) => string.Create(CultureInfo.InvariantCulture, $"1:{newest}");

    public static string Format(PredictionPosition position) => string.Create(
        CultureInfo.InvariantCulture, $"1:{position.Newest}:{position.Key}:{BitConverter.DoubleToInt64Bits(position.Margin):x}");

    /// <exception cref="ServiceException">The text doesn't come from <see cref="Format"/>; the last page has none.</exception>
    public static PredictionPosition Parse(string? text)
    {
        if (text?.Split(':') is ["1", var newest, var key, var margin]
            && long.TryParse(newest, NumberStyles.None, CultureInfo.InvariantCulture, out var newestKey)
            && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var lastKey)
            && long.TryParse(margin, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
            && BitConverter.Int64BitsToDouble(bits) is >= 0 and <= 1 and var lastMargin)
            return new PredictionPosition(newestKey, lastKey, lastMargin);
        throw new ServiceException(
            ErrorCodes.BadRequestPredictionInvalidQueryParameters,
            "Continuation must be the value that the previous page returned. The last page returns none.");
    }
}
