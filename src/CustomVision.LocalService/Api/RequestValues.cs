using System.Globalization;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

/// <summary>Reads ids and numbers from paths and query strings, and says what is wrong with them by name and value.</summary>
internal static class RequestValues
{
    public static Guid PathId(this HttpRequest request, string name) =>
        Id(name, (string?)request.RouteValues[name] ?? "");

    /// <summary>Null when it is missing or empty: clients send "domainId=" for none.</summary>
    public static Guid? QueryId(this HttpRequest request, string name) =>
        (string?)request.Query[name] is { } text && !string.IsNullOrWhiteSpace(text) ? Id(name, text) : null;

    /// <summary>
    /// Ids that were given by repeating the name, with commas, or both; each may stand in braces. "tagIds=" is an empty list.
    /// </summary>
    public static IReadOnlyCollection<Guid> QueryIds(this HttpRequest request, string name)
    {
        var ids = new List<Guid>();
        foreach (var value in request.Query[name])
            foreach (var item in (value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                ids.Add(Id(name, item));
        return ids;
    }

    public static int QueryCount(this HttpRequest request, string name, int otherwise) =>
        Count(name, request.Query[name].ToString()) ?? otherwise;

    /// <summary>A whole number of 0 or more; null when the text is empty.</summary>
    public static int? Count(string name, string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
            throw new ServiceException(ErrorCodes.BadRequest, $"{name} must be a whole number of 0 or more; '{Shown(text)}' is not.");
        return count;
    }

    /// <summary>Null when it is missing or empty.</summary>
    public static double? QueryShare(this HttpRequest request, string name) => Share(name, request.Query[name].ToString());

    /// <summary>A number from 0 to 1; null when the text is empty.</summary>
    public static double? Share(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) || share is not (>= 0 and <= 1))
            throw new ServiceException(ErrorCodes.BadRequest, $"{name} must be a number from 0 to 1; '{Shown(text)}' is not.");
        return share;
    }

    /// <summary>A time with its offset, or else in UTC; null when the text is empty.</summary>
    public static DateTimeOffset? Time(string name, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
            return null;
        if (!DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
            throw new ServiceException(
                ErrorCodes.BadRequest, $"{name} must be a time such as 2017-05-18T19:47:30.093Z; '{Shown(text)}' is not.");
        return time;
    }

    public static ImageQuery ImageQuery(this HttpRequest request) => new(
        request.QueryId("iterationId"),
        OldestFirst(request.Query["orderBy"].ToString()),
        request.QueryCount("take", 50),
        request.QueryCount("skip", 0));

    private static bool OldestFirst(string orderBy) => orderBy.ToUpperInvariant() switch
    {
        "" or "NEWEST" => false,
        "OLDEST" => true,
        _ => throw new ServiceException(ErrorCodes.BadRequest, $"orderBy must be Newest or Oldest; '{Shown(orderBy)}' is neither."),
    };

    public static Guid Id(string name, string text) =>
        Guid.TryParse(text, out var id)
            ? id
            : throw new ServiceException(ErrorCodes.BadRequestInvalidIds, $"{name} must be an id (a GUID); '{Shown(text)}' is not.");

    /// <summary>A value as a message can repeat it.</summary>
    public static string Shown(string value) => value.Length <= 100 ? value : $"{value[..100]}...";
}
