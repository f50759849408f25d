using System.Net;

namespace CustomVision.Http;

/// <summary>An operation did not succeed. The kind of failure is in the derived types. Messages never hold a key.</summary>
public abstract class CustomVisionException : Exception
{
    private protected CustomVisionException(string operation, string message, Exception? cause = null)
        : base(message, cause) => Operation = operation;

    /// <summary>The operation, by its name in the published API, such as CreateImagesFromData.</summary>
    public string Operation { get; }
}

/// <summary>The service answered, and the answer is an error.</summary>
public sealed class ServiceErrorException : CustomVisionException
{
    internal ServiceErrorException(string operation, HttpStatusCode statusCode, ServiceError error, string? requestId, TimeSpan? retryAfter)
        : base(operation, Describe(operation, statusCode, error, requestId))
    {
        StatusCode = statusCode;
        ServiceCode = error.Code;
        ServiceMessage = error.Message;
        RequestId = requestId;
        RetryAfter = retryAfter;
    }

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>The service's own code, such as NotFoundProject, when it gave one.</summary>
    public string? ServiceCode { get; }

    /// <summary>The service's own words, when it gave any.</summary>
    public string? ServiceMessage { get; }

    /// <summary>The id of the request, which the service's support asks for.</summary>
    public string? RequestId { get; }

    /// <summary>How long the service asks to wait before trying again, when it says so.</summary>
    public TimeSpan? RetryAfter { get; }

    private static string Describe(string operation, HttpStatusCode statusCode, ServiceError error, string? requestId)
    {
        var code = error.Code ?? statusCode.ToString();
        var text = $"{operation} was refused: {(int)statusCode} {code}";
        if (error.Message is { Length: > 0 } message)
            text += $": {message}";
        return requestId is null ? text : $"{text} (request id {requestId})";
    }
}

/// <summary>There was no answer: no such host, nothing listening, a broken connection, or none in time.</summary>
public sealed class ConnectionFailedException : CustomVisionException
{
    internal ConnectionFailedException(string operation, string message, bool timedOut, Exception? cause)
        : base(operation, message, cause) => TimedOut = timedOut;

    /// <summary>True when the answer did not come in time; false when the connection could not be made or broke.</summary>
    public bool TimedOut { get; }
}

/// <summary>There was an answer, but not one that a Custom Vision service gives: HTML, a redirect, JSON of another shape.</summary>
public sealed class UnexpectedAnswerException : CustomVisionException
{
    internal UnexpectedAnswerException(string operation, string message, HttpStatusCode statusCode, Exception? cause = null)
        : base(operation, message, cause) => StatusCode = statusCode;

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }
}

/// <summary>Something was asked that only a local service can do, of an address where there is none.</summary>
public sealed class NotALocalServiceException : CustomVisionException
{
    internal NotALocalServiceException(string operation, Uri endpoint, CustomVisionException? answer = null)
        : base(operation, $"{endpoint} is no local service, and only that can do this. Nothing was changed.", answer)
    {
    }
}
