using System.Text.Json.Serialization;

namespace CustomVision.Local;

/// <summary>The quotas and rate limits of a local service.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuotaProfile>))]
public enum QuotaProfile
{
    /// <summary>No quotas and no rate limits.</summary>
    None,

    /// <summary>The limits of the free tier.</summary>
    F0,

    /// <summary>The limits of the standard tier.</summary>
    S0,
}

/// <summary>How long training appears to take in a local service, and how it ends.</summary>
[JsonConverter(typeof(LocalNameConverter<TrainingMode>))]
public enum TrainingMode
{
    /// <summary>Training runs in the background for as long as it takes.</summary>
    Real,

    /// <summary>The request that starts training is answered when training has ended.</summary>
    Instant,

    /// <summary>Training appears to take a number of seconds, or longer if it takes longer.</summary>
    Seconds,

    /// <summary>Training appears to be in progress for a number of status requests.</summary>
    Polls,

    /// <summary>Training fails without being carried out.</summary>
    Fail,
}

/// <summary>How training behaves.</summary>
/// <param name="Mode">How long training appears to take, and how it ends.</param>
/// <param name="Amount">The number of seconds or requests; null for the other modes.</param>
/// <param name="Message">The reason of the failure, for the log of the service; null for the other modes.</param>
public sealed record TrainingBehaviour(TrainingMode Mode, double? Amount = null, string? Message = null)
{
    /// <inheritdoc/>
    public override string ToString() => Amount is { } amount ? FormattableString.Invariant($"{Mode} {amount}") : $"{Mode}";
}

/// <summary>The settings of a local service. In a change, properties that are null keep their values.</summary>
public sealed record LocalServiceSettings
{
    /// <summary>The quotas and rate limits.</summary>
    public QuotaProfile? Profile { get; init; }

    /// <summary>How training behaves.</summary>
    public TrainingBehaviour? Training { get; init; }
}

/// <summary>What is reset. Default: everything.</summary>
public sealed record LocalServiceReset
{
    /// <summary>The projects with their images, tags and iterations.</summary>
    public bool Data { get; init; } = true;

    /// <summary>The faults.</summary>
    public bool Faults { get; init; } = true;

    /// <summary>The request log.</summary>
    public bool Requests { get; init; } = true;
}

/// <summary>The health report of a local service, which needs no key.</summary>
internal sealed record LocalServiceHealth([property: JsonRequired] string Status, [property: JsonRequired] string Version);
