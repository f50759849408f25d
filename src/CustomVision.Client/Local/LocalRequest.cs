using System.Text.Json.Serialization;

namespace CustomVision.Local;

/// <summary>A request that a local service has received. No header is kept, and of the query string nothing but ids, so no key.</summary>
public sealed record LocalRequest
{
    /// <summary>The how manieth it was, counted from 1.</summary>
    public long Sequence { get; init; }

    /// <summary>When it arrived (UTC).</summary>
    [JsonRequired]
    public DateTimeOffset Time { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "";

    /// <summary>The path, without the query string.</summary>
    public string Path { get; init; } = "";

    /// <summary>The published name of the operation; null where the path is none.</summary>
    public string? Operation { get; init; }

    /// <summary>The project that it names; null when it names none.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>The iteration that it names; null when it names none.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>The tags that it names.</summary>
    public IReadOnlyList<Guid> TagIds { get; init => field = value ?? []; } = [];

    /// <summary>The images that it names.</summary>
    public IReadOnlyList<Guid> ImageIds { get; init => field = value ?? []; } = [];

    /// <summary>The stored predictions that it names.</summary>
    public IReadOnlyList<Guid> PredictionIds { get; init => field = value ?? []; } = [];

    /// <summary>The HTTP status; null when the connection ended before there was an answer.</summary>
    public int? Status { get; init; }

    /// <summary>How many bytes the client said that it would send; null when it did not say.</summary>
    public long? RequestBytes { get; init; }

    /// <summary>How many bytes the answer has; null when that was not known as it began, or there was none.</summary>
    public long? ResponseBytes { get; init; }

    /// <summary>How many images an upload held; null when it was no upload.</summary>
    public int? ImageCount { get; init; }

    /// <summary>From its arrival until the answer began.</summary>
    [JsonPropertyName("durationMs")]
    [JsonConverter(typeof(RequiredMillisecondsConverter))]
    public TimeSpan Duration { get; init; }

    /// <summary>The ids of the faults that it met.</summary>
    public IReadOnlyList<int> Faults { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Operation ?? $"{Method} {Path}"}: {Status?.ToString() ?? "no answer"}";
}
