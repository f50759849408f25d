using System.Globalization;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

/// <summary>Parses the parameters of a request. An error names the parameter, its value and what is allowed.</summary>
/// <param name="find">Returns the text of a parameter by its name; null if it is missing.</param>
internal class RequestParameters(Func<string, string?> find)
{
    private const int MaxValueLength = 100;

    public string? Text(string name) => find(name);

    /// <summary>Null if it is missing or empty: clients send "domainId=" for none.</summary>
    public Guid? Id(string name) => Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? ParseId(name, text) : null;

    /// <summary>A whole number of 0 or more; null if it is missing or empty.</summary>
    public int? Count(string name) => Text(name) is not { Length: > 0 } text ? null
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count
        : throw Invalid(name, text, "a whole number of 0 or more");

    /// <summary>A number from 0 to 1; null if it is missing or empty.</summary>
    public double? Share(string name) => Text(name) is not { } text || string.IsNullOrWhiteSpace(text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var share) && share is >= 0 and <= 1 ? share
        : throw Invalid(name, text, "a number from 0 to 1");

    /// <summary>A time with its offset, or in UTC; null if it is missing or empty.</summary>
    public DateTimeOffset? Time(string name) => Text(name) is not { } text || string.IsNullOrWhiteSpace(text) ? null
        : DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time
        : throw Invalid(name, text, "a time such as 2017-05-18T19:47:30.093Z");

    /// <summary>true or false in any case; null if it is missing or empty.</summary>
    public bool? Flag(string name) => Text(name) is not { } text || string.IsNullOrWhiteSpace(text) ? null
        : bool.TryParse(text, out var flag) ? flag
        : throw Invalid(name, text, "true or false");

    /// <summary>One of the values in any case; the first one if it is missing or empty.</summary>
    public T Choice<T>(string name, params T[] values)
        where T : struct, Enum
    {
        if (Text(name) is not { Length: > 0 } text)
            return values[0];
        foreach (var value in values)
            if (text.Equals(value.ToString(), StringComparison.OrdinalIgnoreCase))
                return value;
        throw Invalid(name, text, $"{string.Join(", ", values[..^1])} or {values[^1]}");
    }

    public static Guid ParseId(string name, string text) => Guid.TryParse(text, out var id)
        ? id
        : throw new ServiceException(ErrorCodes.BadRequestInvalidIds, Message(name, text, "an id (a GUID)"));

    private static ServiceException Invalid(string name, string text, string allowed) => new(ErrorCodes.BadRequest, Message(name, text, allowed));

    private static string Message(string name, string text, string allowed) =>
        $"{name} must be {allowed}. '{(text.Length <= MaxValueLength ? text : $"{text[..MaxValueLength]}...")}' is not valid.";
}

internal static class RequestParameterExtensions
{
    /// <summary>The parameters of the query string.</summary>
    public static RequestParameters Parameters(this HttpRequest request) => new(name => request.Query[name]);

    public static Guid PathId(this HttpRequest request, string name) =>
        RequestParameters.ParseId(name, (string?)request.RouteValues[name] ?? "");

    public static Guid? QueryId(this HttpRequest request, string name) => request.Parameters().Id(name);

    /// <summary>
    /// The ids of a parameter that is repeated, has commas, or both. Each id may be in braces; "tagIds=" is an empty list.
    /// </summary>
    public static IReadOnlyCollection<Guid> QueryIds(this HttpRequest request, string name) =>
        [.. request.QueryTexts(name).Select(item => RequestParameters.ParseId(name, item))];

    /// <summary>The values of a parameter that is repeated, has commas, or both.</summary>
    public static IReadOnlyCollection<string> QueryTexts(this HttpRequest request, string name)
    {
        var texts = new List<string>();
        foreach (var value in request.Query[name])
            texts.AddRange((value ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
        return texts;
    }
}
