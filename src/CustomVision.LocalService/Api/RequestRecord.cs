using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace CustomVision.LocalService.Api;

/// <summary>What is kept of a request. No header, and of the query string nothing but ids, so no key.</summary>
/// <param name="Path">Without the query string, and cut where it is longer than any of the API.</param>
internal sealed record RequestRecord(DateTimeOffset Time, string Method, string Path)
{
    /// <summary>The how manieth it was, from 1 on.</summary>
    public long Sequence { get; set; }

    /// <summary>The published name of the operation; null where the path is none.</summary>
    public string? Operation { get; set; }

    public Guid? ProjectId { get; set; }

    public Guid? IterationId { get; set; }

    /// <summary>In the path, in the query or in the body; null when there are none.</summary>
    public Guid[]? TagIds { get; set; }

    /// <summary>In the path or in the query; null when there are none.</summary>
    public Guid[]? ImageIds { get; set; }

    /// <summary>Of stored predictions, in the query or in the body; null when there are none.</summary>
    public Guid[]? PredictionIds { get; set; }

    /// <summary>Null when the connection ended before there was an answer.</summary>
    public int? Status { get; set; }

    /// <summary>Null when the client did not say how many it would send.</summary>
    public long? RequestBytes { get; set; }

    /// <summary>Null when there was no answer, or one whose length was not known as it began.</summary>
    public long? ResponseBytes { get; set; }

    /// <summary>How many images an upload held.</summary>
    public int? ImageCount { get; set; }

    /// <summary>Until the answer began.</summary>
    public double DurationMs { get; set; }

    /// <summary>The ids of the fault rules it met; null when it met none.</summary>
    public int[]? Faults { get; set; }

    /// <summary>Whether a fault wants the connection to be aborted.</summary>
    [JsonIgnore]
    public bool IsDropped { get; set; }

    public static RequestRecord Of(HttpRequest request) => request.HttpContext.Features.GetRequiredFeature<RequestRecord>();
}
