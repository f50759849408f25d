using System.Net;

namespace CustomVision.Http;

/// <summary>One request that was made, for logs: no key, no body.</summary>
public sealed class RequestRecord
{
    internal RequestRecord(string operation, string method, Uri uri, HttpStatusCode? statusCode, string? requestId, TimeSpan duration)
    {
        Operation = operation;
        Method = method;
        Uri = uri;
        StatusCode = statusCode;
        RequestId = requestId;
        Duration = duration;
    }

    /// <summary>The operation, by its name in the published API.</summary>
    public string Operation { get; }

    /// <summary>The HTTP method.</summary>
    public string Method { get; }

    /// <summary>The address asked. Keys travel in headers, never here.</summary>
    public Uri Uri { get; }

    /// <summary>The HTTP status; null when there was no answer.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The id the service gave the request.</summary>
    public string? RequestId { get; }

    /// <summary>From sending to having the whole answer.</summary>
    public TimeSpan Duration { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var answer = StatusCode is { } status ? $"{(int)status} {status}" : "no answer";
        var id = RequestId is null ? "" : $", request id {RequestId}";
        return $"{Operation}: {Method} {Uri} -> {answer} in {Duration.TotalMilliseconds:0} ms{id}";
    }
}
