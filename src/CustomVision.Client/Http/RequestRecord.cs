using System.Net;

namespace CustomVision.Http;

/// <summary>One attempt of a request, for logs. It contains no key and no body.</summary>
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

    /// <summary>The address. Keys are sent in headers and never part of it.</summary>
    public Uri Uri { get; }

    /// <summary>The HTTP status; null when the service did not answer.</summary>
    public HttpStatusCode? StatusCode { get; }

    /// <summary>The request id of the service; null when the answer has none.</summary>
    public string? RequestId { get; }

    /// <summary>The time from the start of the attempt until the answer was read.</summary>
    public TimeSpan Duration { get; }

    /// <inheritdoc/>
    public override string ToString()
    {
        var answer = StatusCode is { } status ? $"{(int)status} {status}" : "no answer";
        var id = RequestId is null ? "" : $", request id {RequestId}";
        return $"{Operation}: {Method} {Uri} -> {answer} in {Duration.TotalMilliseconds:0} ms{id}";
    }
}

/// <summary>A request that will be sent again, for logs.</summary>
/// <param name="Operation">The name of the operation in the published API.</param>
/// <param name="Subject">What the request is about, such as a path, an id or "64 images"; null for the operation as such.</param>
/// <param name="Number">The number of the retry, from 1.</param>
/// <param name="Delay">The delay before it.</param>
/// <param name="Reason">The failure of the last attempt.</param>
public sealed record RetryRecord(string Operation, string? Subject, int Number, TimeSpan Delay, CustomVisionException Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"Retry {Number} of {UrlText.HideQueries(Subject) ?? Operation} in {Delay.TotalSeconds:0.##} s: {Reason.Message}";
}
