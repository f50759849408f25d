using System.Net;
using System.Net.Sockets;

namespace CustomVision.Http;

/// <summary>How far a failed request reaches: which other requests would fail in the same way.</summary>
public enum FailureScope
{
    /// <summary>The failure is temporary (408, 429, 5xx, a broken connection). The same request can succeed later.</summary>
    Transient,

    /// <summary>Only this request fails.</summary>
    Request,

    /// <summary>An image in the request is the cause (400, 413). Requests with other images can succeed.</summary>
    Image,

    /// <summary>A tag in the request is the cause. Requests with other tags can succeed.</summary>
    Tags,

    /// <summary>Every request for the same project or iteration fails (404, an untrained iteration).</summary>
    Project,

    /// <summary>Every request on the connection fails: the key is rejected, or the endpoint is not a Custom Vision service.</summary>
    Everything,
}

/// <summary>The one place that classifies failures. Retries, jobs and cmdlets decide by its answers.</summary>
internal static class Failures
{
    public static FailureScope ScopeOf(CustomVisionException failure) => failure switch
    {
        ServiceErrorException error => ScopeOf(error),
        ConnectionFailedException => FailureScope.Transient,
        UnexpectedAnswerException { IsIncompleteList: true } => FailureScope.Request,
        UnexpectedAnswerException or NotALocalServiceException or UnsupportedByVersionException or AccessTokenException => FailureScope.Everything,
        _ => FailureScope.Request,
    };

    /// <summary>
    /// Whether it is certain that the service did not carry out the request: it answered 429, or no connection could be
    /// made. Then even a request that must not be repeated can be sent again.
    /// </summary>
    public static bool IsNotCarriedOut(CustomVisionException failure) =>
        failure is ServiceErrorException { StatusCode: (HttpStatusCode)429 } or ConnectionFailedException { IsUnreachable: true };

    /// <summary>Whether an exception of the HTTP stack means that no connection could be made, so that nothing was sent.</summary>
    public static bool IsUnreachable(Exception cause)
    {
        for (var inner = cause; inner is not null; inner = inner.InnerException)
            switch (inner)
            {
                // HttpClient of .NET wraps a failure of an established connection in an IOException.
                case IOException:
                    return false;
                case SocketException { SocketErrorCode: SocketError.ConnectionRefused or SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData }:
                    return true;
                // .NET Framework.
                case WebException { Status: WebExceptionStatus.NameResolutionFailure or WebExceptionStatus.ProxyNameResolutionFailure or WebExceptionStatus.ConnectFailure }:
                    return true;
                default:
                    break;
            }

        return false;
    }

    private static FailureScope ScopeOf(ServiceErrorException error) => (error.StatusCode, error.ServiceCode) switch
    {
        ((HttpStatusCode)429 or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError, _) => FailureScope.Transient,
        (_, "NotFoundTag" or "BadRequestImageTags" or "BadRequestInvalidIds") => FailureScope.Tags,
        (_, "NotFoundImage") => FailureScope.Image,
        (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => FailureScope.Everything,
        (HttpStatusCode.NotFound, _) => FailureScope.Project,
        // Such as BadRequestIterationIsNotTrained and BadRequestPredictionInvalidApplicationName.
        (_, { } code) when code.StartsWith("BadRequestIteration", StringComparison.Ordinal)
            || code.StartsWith("BadRequestPrediction", StringComparison.Ordinal) => FailureScope.Project,
        (HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge, _) => FailureScope.Image,
        _ => FailureScope.Request,
    };
}
