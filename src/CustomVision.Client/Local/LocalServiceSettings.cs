using System.Text.Json.Serialization;

namespace CustomVision.Local;

/// <summary>Whose limits a local service keeps to.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuotaProfile>))]
public enum QuotaProfile
{
    /// <summary>No quotas and no rate limits.</summary>
    None,

    /// <summary>Those of the free tier.</summary>
    F0,

    /// <summary>Those of the standard tier.</summary>
    S0,
}

/// <summary>How long trainings of a local service seem to take, and how they end.</summary>
[JsonConverter(typeof(LocalNameConverter<TrainingMode>))]
public enum TrainingMode
{
    /// <summary>In the background, for as long as it takes.</summary>
    Real,

    /// <summary>The request that starts it is answered when it has ended.</summary>
    Instant,

    /// <summary>It seems to take a number of seconds, or longer when it takes longer.</summary>
    Seconds,

    /// <summary>It seems to be under way for a number of requests that ask how far it is.</summary>
    Polls,

    /// <summary>It is not carried out, and ends as failed.</summary>
    Fail,
}

/// <summary>How a training goes.</summary>
/// <param name="Mode">How long it seems to take, and how it ends.</param>
/// <param name="Amount">The number of seconds or of requests; null for the other modes.</param>
/// <param name="Message">Why it fails, for the log of the service; null for the other modes.</param>
public sealed record TrainingBehaviour(TrainingMode Mode, double? Amount = null, string? Message = null)
{
    /// <inheritdoc/>
    public override string ToString() => Amount is { } amount ? FormattableString.Invariant($"{Mode} {amount}") : $"{Mode}";
}

/// <summary>How a local service behaves. A change leaves what is null as it is.</summary>
public sealed record LocalServiceSettings
{
    /// <summary>Whose limits it keeps to.</summary>
    public QuotaProfile? Profile { get; init; }

    /// <summary>How its trainings go.</summary>
    public TrainingBehaviour? Training { get; init; }
}

/// <summary>What of a local service is to be as it was at its start; unless told otherwise, everything.</summary>
public sealed record LocalServiceReset
{
    /// <summary>Its projects, with all that is in them.</summary>
    public bool Data { get; init; } = true;

    /// <summary>The faults that are set.</summary>
    public bool Faults { get; init; } = true;

    /// <summary>The requests that it has noted.</summary>
    public bool Requests { get; init; } = true;
}

/// <summary>What a local service says of itself to everyone.</summary>
internal sealed record LocalServiceHealth([property: JsonRequired] string Status, [property: JsonRequired] string Version);
