using System.IO.Enumeration;

namespace CustomVision.LocalService.Faults;

/// <summary>When the connection is aborted.</summary>
internal enum FaultDrop
{
    /// <summary>Before the body of the request is read; nothing is carried out.</summary>
    BeforeBody,

    /// <summary>When the operation has been carried out; only its answer is lost.</summary>
    AfterBody,
}

/// <summary>Which requests are to go wrong, how, and how often.</summary>
internal sealed record FaultRule
{
    /// <summary>A published operation name, with * and ? as wildcards; case does not matter.</summary>
    public string Operation { get; init; } = "*";

    /// <summary>Answered instead of carrying the operation out.</summary>
    public int? Status { get; init; }

    /// <summary>With a code the answer is one of the service, without one it is one of the gateway in front of it.</summary>
    public string? Code { get; init; }

    public string? Message { get; init; }

    /// <summary>The Retry-After header, in seconds.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>In milliseconds, before anything else is done.</summary>
    public int? Delay { get; init; }

    public FaultDrop? Drop { get; init; }

    /// <summary>The operation is carried out and its answer ends in the middle.</summary>
    public bool Truncate { get; init; }

    /// <summary>A page is answered, as by a proxy that stands in between; with <see cref="Status"/>, or else with 200.</summary>
    public bool Html { get; init; }

    /// <summary>The results of the operation come in another order.</summary>
    public bool Reorder { get; init; }

    /// <summary>How many requests the rule meets before it is gone.</summary>
    public int? Count { get; init; }

    /// <summary>Which share of the matching requests the rule meets, from 0 to 1.</summary>
    public double? Probability { get; init; }

    /// <summary>Of the rule's own random sequence: which requests it meets, and the orders it makes.</summary>
    public int? Seed { get; init; }

    /// <summary>How long after it was set the rule is gone.</summary>
    public double? Seconds { get; init; }

    /// <summary>Nothing but slow: then the request may meet a further rule.</summary>
    public bool IsDelayOnly => Status is null && Drop is null && !Truncate && !Html && !Reorder;

    public bool Covers(string operation) => FileSystemName.MatchesSimpleExpression(Operation, operation);

    /// <exception cref="FormatException">The rule covers none of the operations: a mistyped name would never meet anything.</exception>
    public void RequireOneOf(IEnumerable<string> operations)
    {
        if (!operations.Any(Covers))
            throw new FormatException("operation must be the published name of an operation that this service has, or cover one with * and ?.");
    }
}
