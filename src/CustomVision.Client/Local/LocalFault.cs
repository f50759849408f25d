using System.Text.Json.Serialization;

namespace CustomVision.Local;

/// <summary>When a fault closes the connection.</summary>
[JsonConverter(typeof(LocalNameConverter<FaultDrop>))]
public enum FaultDrop
{
    /// <summary>Before the body of the request is read. The operation is not carried out.</summary>
    BeforeBody,

    /// <summary>After the operation was carried out, instead of the answer.</summary>
    AfterBody,
}

/// <summary>A fault to add to a local service: which requests it affects, and how. Properties that are null are not sent.</summary>
public record LocalFaultRule
{
    /// <summary>The name of the operation in the published API. The wildcards * and ? are supported.</summary>
    public string Operation { get; init; } = "*";

    /// <summary>The HTTP status that is returned instead of carrying out the operation.</summary>
    public int? Status { get; init; }

    /// <summary>The error code. With a code the error has the shape of the service, without one that of its gateway.</summary>
    [JsonPropertyName("code")]
    public string? ServiceCode { get; init; }

    /// <summary>The error message; null for the default of the service.</summary>
    public string? Message { get; init; }

    /// <summary>The value of the Retry-After header, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>The delay before the request is handled. It is sent in milliseconds.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? Delay { get; init; }

    /// <summary>When the connection is closed; null when it is not.</summary>
    public FaultDrop? Drop { get; init; }

    /// <summary>Whether the answer is truncated.</summary>
    public bool Truncate { get; init; }

    /// <summary>Whether the answer is a web page instead of JSON.</summary>
    public bool Html { get; init; }

    /// <summary>Whether the results are in another order.</summary>
    public bool Reorder { get; init; }

    /// <summary>The number of requests after which the fault is removed; null for no limit.</summary>
    public int? Count { get; init; }

    /// <summary>The share of the requests that are affected, 0 to 1; null for all.</summary>
    public double? Probability { get; init; }

    /// <summary>The seed of the random numbers; null for a random seed.</summary>
    public int? Seed { get; init; }

    /// <summary>The time after which the fault is removed; null for no limit.</summary>
    [JsonPropertyName("seconds")]
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>A short description of the effect.</summary>
    [JsonIgnore]
    public string Effect => string.Join(", ", Effects());

    private IEnumerable<string> Effects()
    {
        if (Delay is { } delay)
            yield return FormattableString.Invariant($"delay {delay.TotalSeconds:0.###} s");
        if (Drop is { } drop)
            yield return $"drop {drop}";
        if (Truncate)
            yield return "truncated";
        if (Html)
            yield return "HTML";
        if (Reorder)
            yield return "reordered";
        if (Status is { } status)
            yield return ServiceCode is null ? $"{status}" : $"{status} {ServiceCode}";
        if (RetryAfter is { } seconds)
            yield return $"retry after {seconds} s";
    }
}

/// <summary>A fault of a local service.</summary>
public sealed record LocalFault : LocalFaultRule
{
    /// <summary>The id, from 1.</summary>
    [JsonRequired]
    public int Id { get; init; }

    /// <summary>The number of requests that were affected.</summary>
    public int Met { get; init; }

    /// <summary>A short description of which requests are affected; empty for all.</summary>
    [JsonIgnore]
    public string When => string.Join(", ", Limits());

    /// <summary>The id of a fault, where PowerShell expects an id.</summary>
    public static explicit operator int(LocalFault fault) => (fault ?? throw new ArgumentNullException(nameof(fault))).Id;

    /// <summary>A short description.</summary>
    public override string ToString() => $"{Id}: {Operation} {Effect}";

    private IEnumerable<string> Limits()
    {
        if (Count is { } count)
            yield return count == 1 ? "once" : $"{count} times";
        if (Probability is { } probability)
            yield return FormattableString.Invariant($"{100 * probability:0.###} %");
        if (Duration is { } duration)
            yield return FormattableString.Invariant($"for {duration.TotalSeconds:0.###} s");
    }
}
