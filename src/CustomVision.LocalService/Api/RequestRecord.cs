using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace CustomVision.LocalService.Api;

/// <summary>What is kept of a request. No header and no query string, so no key.</summary>
internal sealed record RequestRecord(DateTimeOffset Time, string Method, string Path)
{
    /// <summary>The published name of the operation; null where the path is none.</summary>
    public string? Operation { get; set; }

    /// <summary>Null when the connection ended before there was an answer.</summary>
    public int? Status { get; set; }

    /// <summary>Null when the client did not say how many it would send.</summary>
    public long? RequestBytes { get; set; }

    /// <summary>How many pictures an upload held.</summary>
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
