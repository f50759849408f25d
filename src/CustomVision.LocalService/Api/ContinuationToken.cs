using System.Globalization;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

/// <summary>The place in a list of predictions as it goes to the client and comes back. To a client it means nothing.</summary>
internal static class ContinuationToken
{
    /// <summary>What the pages of one query have in common.</summary>
    public static string Session(long newest) => string.Create(CultureInfo.InvariantCulture, $"1:{newest}");

    public static string Write(PredictionPosition position) => string.Create(
        CultureInfo.InvariantCulture, $"1:{position.Newest}:{position.Key}:{BitConverter.DoubleToInt64Bits(position.Margin):x}");

    /// <exception cref="ServiceException">It is none that <see cref="Write"/> has made; the last page has none.</exception>
    public static PredictionPosition Read(string? text)
    {
        if (text?.Split(':') is ["1", var newest, var key, var margin]
            && long.TryParse(newest, NumberStyles.None, CultureInfo.InvariantCulture, out var newestKey)
            && long.TryParse(key, NumberStyles.None, CultureInfo.InvariantCulture, out var lastKey)
            && long.TryParse(margin, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var bits)
            && BitConverter.Int64BitsToDouble(bits) is >= 0 and <= 1 and var lastMargin)
            return new PredictionPosition(newestKey, lastKey, lastMargin);
        throw new ServiceException(
            ErrorCodes.BadRequestPredictionInvalidQueryParameters,
            "Continuation must be as the page before has it. Where that has none, it was the last.");
    }
}
