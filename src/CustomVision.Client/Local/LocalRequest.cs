using System.Text.Json.Serialization;

namespace CustomVision.Local;

/// <summary>A request that a local service received. It contains no headers, and only the ids of the query string, so that it contains no key.</summary>
public sealed record LocalRequest
{
    /// <summary>The number of the request, from 1.</summary>
    public long Sequence { get; init; }

    /// <summary>When the request arrived (UTC).</summary>
    [JsonRequired]
    public DateTimeOffset Time { get; init; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; init; } = "";

    /// <summary>The path, without the query string.</summary>
    public string Path { get; init; } = "";

    /// <summary>The name of the operation in the published API; null when the path is not one.</summary>
    public string? Operation { get; init; }

    /// <summary>The project in the request; null for none.</summary>
    public Guid? ProjectId { get; init; }

    /// <summary>The iteration in the request; null for none.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>The tags in the request.</summary>
    public IReadOnlyList<Guid> TagIds { get; init => field = value ?? []; } = [];

    /// <summary>The images in the request.</summary>
    public IReadOnlyList<Guid> ImageIds { get; init => field = value ?? []; } = [];

    /// <summary>The stored predictions in the request.</summary>
    public IReadOnlyList<Guid> PredictionIds { get; init => field = value ?? []; } = [];

    /// <summary>The HTTP status; null when the connection ended before the answer.</summary>
    public int? Status { get; init; }

    /// <summary>The Content-Length of the request in bytes; null when it had none.</summary>
    public long? RequestBytes { get; init; }

    /// <summary>The Content-Length of the answer in bytes; null when it had none.</summary>
    public long? ResponseBytes { get; init; }

    /// <summary>The number of images of an upload; null for other requests.</summary>
    public int? ImageCount { get; init; }

    /// <summary>The time from the arrival of the request until the answer started.</summary>
    [JsonPropertyName("durationMs")]
    [JsonConverter(typeof(RequiredMillisecondsConverter))]
    public TimeSpan Duration { get; init; }

    /// <summary>The ids of the faults that affected the request.</summary>
    public IReadOnlyList<int> Faults { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Operation ?? $"{Method} {Path}"}: {Status?.ToString() ?? "no answer"}";
}
