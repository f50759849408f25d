using System.IO.Enumeration;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.Features;

namespace CustomVision.LocalService.Http;

/// <summary>What the log keeps of a request: no header, and only ids of the query string, so no key.</summary>
/// <param name="Path">Without the query string, and cut if it is longer than any path of the API.</param>
internal sealed record RequestRecord(DateTimeOffset Time, string Method, string Path)
{
    // More than any batch has; a query string has room for over a thousand ids.
    private const int MaxIds = 256;

    /// <summary>The number of the request, from 1.</summary>
    public long Sequence { get; set; }

    /// <summary>The published name of the operation; null if the path belongs to none.</summary>
    public string? Operation { get; set; }

    public Guid? ProjectId { get; set; }

    public Guid? IterationId { get; set; }

    /// <summary>The tag ids in the path, the query string or the body; null if there are none.</summary>
    public Guid[]? TagIds { get; set; }

    /// <summary>The image ids in the path or the query string; null if there are none.</summary>
    public Guid[]? ImageIds { get; set; }

    /// <summary>The ids of stored predictions in the query string or the body; null if there are none.</summary>
    public Guid[]? PredictionIds { get; set; }

    /// <summary>Null if the connection ended before there was a response.</summary>
    public int? Status { get; set; }

    /// <summary>Null if the client didn't send a length.</summary>
    public long? RequestBytes { get; set; }

    /// <summary>Null if there was no response, or its length wasn't known when it started.</summary>
    public long? ResponseBytes { get; set; }

    /// <summary>How many images an upload contained.</summary>
    public int? ImageCount { get; set; }

    /// <summary>The time until the response started.</summary>
    public double DurationMs { get; set; }

    /// <summary>The ids of the fault rules that applied; null if none did.</summary>
    public int[]? Faults { get; set; }

    /// <summary>Whether a fault aborts the connection.</summary>
    [JsonIgnore]
    public bool IsDropped { get; set; }

    public static RequestRecord Of(HttpRequest request) => request.HttpContext.Features.GetRequiredFeature<RequestRecord>();

    /// <summary>At most as many ids as a record keeps; null if there are none.</summary>
    public static Guid[]? LimitIds(IReadOnlyCollection<Guid> ids) => ids.Count > 0 ? [.. ids.Take(MaxIds)] : null;
}

/// <summary>The newest requests to the API, so that tests can assert on what the service received.</summary>
internal sealed class RequestLog
{
    private const int Capacity = 10_000;

    private readonly Queue<RequestRecord> records = new();
    private readonly Lock gate = new();
    private long lastSequence;

    /// <summary>Adds the record and sets its number.</summary>
    public void Add(RequestRecord record)
    {
        lock (gate)
        {
            record.Sequence = ++lastSequence;
            if (records.Count == Capacity)
                records.Dequeue();
            records.Enqueue(record);
        }
    }

    /// <summary>Returns the requests, oldest first.</summary>
    /// <param name="since">Only those with a higher number.</param>
    /// <param name="operation">Only those of the operations that match, with * and ? as wildcards; null for all.</param>
    public RequestRecord[] ToArray(long since = 0, string? operation = null)
    {
        lock (gate)
            return
            [
                .. records.Where(record => record.Sequence > since
                    && (operation is null || (record.Operation is { } name && FileSystemName.MatchesSimpleExpression(operation, name)))),
            ];
    }

    /// <summary>Removes the requests. The numbers continue, so a client that asks for those since a number misses none.</summary>
    public void Clear()
    {
        lock (gate)
            records.Clear();
    }

    /// <summary>Removes the requests and restarts the numbers at 1.</summary>
    public void Reset()
    {
        lock (gate)
        {
            records.Clear();
            lastSequence = 0;
        }
    }
}
