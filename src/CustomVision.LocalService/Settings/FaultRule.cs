using System.ComponentModel.DataAnnotations;
using System.IO.Enumeration;
using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Settings;

/// <summary>When a fault aborts the connection.</summary>
[JsonConverter(typeof(FaultDropConverter))]
internal enum FaultDrop
{
    /// <summary>Before the service reads the request body; the operation isn't run.</summary>
    [JsonStringEnumMemberName("beforeBody")]
    BeforeBody,

    /// <summary>After the operation has run; only its response is lost.</summary>
    [JsonStringEnumMemberName("afterBody")]
    AfterBody,
}

internal sealed class FaultDropConverter() : JsonStringEnumConverter<FaultDrop>(namingPolicy: null, allowIntegerValues: false);

/// <summary>Which requests fail, how, and how often.</summary>
/// <param name="Operation">A published operation name, with * and ? as wildcards, in any case.</param>
/// <param name="Status">The status code to respond with instead of running the operation.</param>
/// <param name="Code">With a code, the error is in the format of the service; without one, in that of the gateway in front of it.</param>
/// <param name="RetryAfter">The Retry-After header, in seconds.</param>
/// <param name="Delay">A delay before anything else happens, in milliseconds.</param>
/// <param name="Truncate">Runs the operation and ends its response in the middle.</param>
/// <param name="Html">Responds with a web page, as a proxy in between does, with <paramref name="Status"/> or 200.</param>
/// <param name="Reorder">Shuffles the results of the operation.</param>
/// <param name="Count">How many requests the rule applies to before it expires.</param>
/// <param name="Probability">The share of the matching requests that the rule applies to, from 0 to 1.</param>
/// <param name="Seed">Seeds the rule's random sequence: which requests it applies to, and how it shuffles results.</param>
/// <param name="Seconds">How long after its creation the rule expires.</param>
internal record FaultRule(
    [property: StringLength(FaultRule.MaxText, MinimumLength = 1)] string Operation = "*",
    [property: Range(200, 599)] int? Status = null,
    [property: StringLength(FaultRule.MaxText, MinimumLength = 1)] string? Code = null,
    [property: StringLength(FaultRule.MaxText, MinimumLength = 1)] string? Message = null,
    [property: Range(0, FaultRule.SecondsPerDay)] int? RetryAfter = null,
    [property: Range(0, FaultRule.MaxDelay)] int? Delay = null,
    FaultDrop? Drop = null,
    bool Truncate = false,
    bool Html = false,
    bool Reorder = false,
    [property: Range(1, int.MaxValue)] int? Count = null,
    [property: Range(0d, 1d)] double? Probability = null,
    [property: Range(int.MinValue, int.MaxValue)] int? Seed = null,
    [property: Range(0.001, 365d * FaultRule.SecondsPerDay)] double? Seconds = null)
{
    private const int MaxText = 4096;
    private const int MaxDelay = 10 * 60 * 1000;
    private const int SecondsPerDay = 24 * 60 * 60;

    /// <summary>Whether the rule only delays; then further rules can apply to the same request.</summary>
    [JsonIgnore]
    public bool IsDelayOnly => Status is null && Drop is null && !Truncate && !Html && !Reorder;

    /// <exception cref="FormatException">The JSON is not a valid rule. The message names the member: a rule that is misread tests nothing.</exception>
    public static FaultRule Parse(ReadOnlyMemory<byte> json)
    {
        var rule = StrictJson.Read(json, SettingsJson.Default.FaultRule, "a fault rule");
        rule.Validate();
        return rule;
    }

    /// <summary>The names of downloads start so. No published operation has such a name.</summary>
    public const string DownloadPrefix = "Download";

    /// <summary>Whether the rule applies to an operation, or to a download if it names downloads: * alone means operations.</summary>
    public bool Covers(string operation) =>
        FileSystemName.MatchesSimpleExpression(Operation, operation)
        && (!operation.StartsWith(DownloadPrefix, StringComparison.Ordinal) || Operation.StartsWith(DownloadPrefix, StringComparison.OrdinalIgnoreCase));

    /// <exception cref="FormatException">The rule covers none of the operations, so it would never apply.</exception>
    public void RequireOneOf(IEnumerable<string> operations)
    {
        if (!operations.Any(Covers))
            throw new FormatException("operation must be the published name of an operation of this service, or match one with * and ?.");
    }

    private void Validate()
    {
        string[] effects =
        [
            .. Html ? ["html"] : Status is not null ? ["status"] : Array.Empty<string>(),
            .. Drop is not null ? ["drop"] : Array.Empty<string>(),
            .. Truncate ? ["truncate"] : Array.Empty<string>(),
            .. Reorder ? ["reorder"] : Array.Empty<string>(),
        ];
        if (effects.Length > 1)
            throw new FormatException($"{string.Join(" and ", effects)} can't be combined. Use one of them, or one rule for each.");
        if (effects.Length == 0 && Delay is null)
            throw new FormatException("A fault rule needs one of status, delay, drop, truncate, html, reorder.");
        if (Status is not null && !Html && effects[0] != "status")
            throw new FormatException($"status and {effects[0]} can't be combined. Use one of them, or one rule for each.");
        if (Status is < 400 && !Html)
            throw new FormatException("status must be from 400 to 599. Lower values are allowed together with html only.");
        if (Status is 204 or 205 or 304)
            throw new FormatException("status must be a status code that allows a response body.");
        if (Code is not null && effects is not ["status"])
            throw new FormatException("code needs status, without html.");
        if (Message is not null && effects is not ["status"])
            throw new FormatException("message needs status, without html.");
        if (RetryAfter is not null && Status is null)
            throw new FormatException("retryAfter needs status.");
    }
}
