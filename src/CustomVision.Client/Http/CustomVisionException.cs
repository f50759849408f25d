using System.Globalization;
using System.Net;

namespace CustomVision.Http;

/// <summary>An operation failed. The derived type tells how. Messages never contain a key or token.</summary>
public abstract class CustomVisionException : Exception
{
    private protected CustomVisionException(string operation, string message, Exception? cause = null)
        : base(message, cause) => Operation = operation;

    /// <summary>The name of the operation in the published API, such as CreateImagesFromData.</summary>
    public string Operation { get; }

    /// <summary>Which other requests would fail in the same way.</summary>
    public virtual FailureScope Scope => Failures.ScopeOf(this);
}

/// <summary>The service answered with an error.</summary>
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

    /// <summary>The error code of the service, such as NotFoundProject; null when the answer has none.</summary>
    public string? ServiceCode { get; }

    /// <summary>The error message of the service; null when the answer has none.</summary>
    public string? ServiceMessage { get; }

    /// <summary>The request id, which the support of the service asks for.</summary>
    public string? RequestId { get; }

    /// <summary>The value of the Retry-After header; null when the answer has none.</summary>
    public TimeSpan? RetryAfter { get; }

    private static string Describe(string operation, HttpStatusCode statusCode, ServiceError error, string? requestId)
    {
        var code = error.Code is { } known && known != ((int)statusCode).ToString(CultureInfo.InvariantCulture) ? known : statusCode.ToString();
        var details = $"{operation}: {(int)statusCode} {code}" + (requestId is null ? "" : $", request id {requestId}");
        var cause = error.Message is { Length: > 0 } message ? message : "The service rejected the request and gave no reason.";
        return $"{cause} ({details})";
    }
}

/// <summary>The service did not answer: the host is unknown, nothing listens, the connection broke, or the time limit passed.</summary>
public sealed class ConnectionFailedException : CustomVisionException
{
    internal ConnectionFailedException(string operation, string message, bool timedOut, Exception? cause)
        : base(operation, message, cause) => TimedOut = timedOut;

    /// <summary>True when the answer did not arrive within the time limit; false when the connection failed.</summary>
    public bool TimedOut { get; }

    /// <summary>True when no connection could be made, so that the service did not receive the request.</summary>
    internal bool IsUnreachable { get; init; }
}

/// <summary>
/// An answer is not one of a Custom Vision service: HTML, a redirect, JSON of another shape, or a list that repeats a page.
/// </summary>
public sealed class UnexpectedAnswerException : CustomVisionException
{
    internal UnexpectedAnswerException(string operation, string message, HttpStatusCode statusCode, Exception? cause = null)
        : base(operation, message, cause) => StatusCode = statusCode;

    /// <summary>The HTTP status.</summary>
    public HttpStatusCode StatusCode { get; }

    /// <summary>True when the answers are valid, but the pages of a list repeat, so that the list cannot be read to its end.</summary>
    internal bool IsIncompleteList { get; init; }
}

/// <summary>The version of the API that the connection uses does not have the operation. No request was sent.</summary>
public sealed class UnsupportedByVersionException : CustomVisionException
{
    internal UnsupportedByVersionException(string operation, ApiVersion version, string what, string required)
        : base(operation, $"Version {version} of the service doesn't support {what}. Connect with -ApiVersion {required}.") =>
        RequiredVersion = required;

    /// <summary>The first version that has the operation; 1.0 for what later versions no longer have.</summary>
    public string RequiredVersion { get; }
}

/// <summary>An operation of a local service was requested from an endpoint that is not a local service.</summary>
public sealed class NotALocalServiceException : CustomVisionException
{
    internal NotALocalServiceException(string operation, Uri endpoint, CustomVisionException? answer = null)
        : base(operation, $"{endpoint} is not a local service, and only a local service supports this operation. Nothing was changed.", answer)
    {
    }
}
