using System.Text.Json.Serialization;

namespace CustomVision.Local;

/// <summary>When a fault breaks the connection.</summary>
[JsonConverter(typeof(LocalNameConverter<FaultDrop>))]
public enum FaultDrop
{
    /// <summary>Before the body of the request is read; nothing is carried out.</summary>
    BeforeBody,

    /// <summary>When the operation has been carried out; only its answer is lost.</summary>
    AfterBody,
}

/// <summary>A rule by which requests to a local service are to go wrong. What is null is not sent.</summary>
public record LocalFaultRule
{
    /// <summary>The published name of the operation; * and ? are wildcards.</summary>
    public string Operation { get; init; } = "*";

    /// <summary>The HTTP status that is answered instead of carrying the operation out.</summary>
    public int? Status { get; init; }

    /// <summary>With it the answer is an error of the service, without it one of the gateway in front of it.</summary>
    [JsonPropertyName("code")]
    public string? ServiceCode { get; init; }

    /// <summary>The words of the error; null leaves them to the service.</summary>
    public string? Message { get; init; }

    /// <summary>What the Retry-After header says, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>How long to wait before anything else. The service counts in milliseconds.</summary>
    [JsonConverter(typeof(MillisecondsConverter))]
    public TimeSpan? Delay { get; init; }

    /// <summary>When the connection breaks; null when it does not.</summary>
    public FaultDrop? Drop { get; init; }

    /// <summary>Whether the answer ends in the middle.</summary>
    public bool Truncate { get; init; }

    /// <summary>Whether a web page is answered instead of JSON.</summary>
    public bool Html { get; init; }

    /// <summary>Whether the results come in another order.</summary>
    public bool Reorder { get; init; }

    /// <summary>How many requests the rule meets before it is gone; null for any number.</summary>
    public int? Count { get; init; }

    /// <summary>The share of the requests it meets, 0 to 1; null for all.</summary>
    public double? Probability { get; init; }

    /// <summary>What its random sequence is made from. The service chooses one when none is given.</summary>
    public int? Seed { get; init; }

    /// <summary>How long it is in force; null for as long as the service runs.</summary>
    [JsonPropertyName("seconds")]
    [JsonConverter(typeof(SecondsConverter))]
    public TimeSpan? Duration { get; init; }

    /// <summary>What happens to a request that meets it, in few words.</summary>
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

/// <summary>A rule that is set in a local service.</summary>
public sealed record LocalFault : LocalFaultRule
{
    /// <summary>What it is removed by. The service counts from 1.</summary>
    [JsonRequired]
    public int Id { get; init; }

    /// <summary>How many requests have met it so far.</summary>
    public int Met { get; init; }

    /// <summary>Which of the requests meet it, in few words; empty when all do.</summary>
    [JsonIgnore]
    public string When => string.Join(", ", Limits());

    /// <summary>In few words, for messages.</summary>
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
