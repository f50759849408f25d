using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CustomVision.Http;

/// <summary>
/// Sends one attempt of a request to an endpoint and reads the answer. It adds the key or token, applies the time limit,
/// and converts every failure to a <see cref="CustomVisionException"/>.
/// </summary>
internal sealed class HttpTransport(Uri endpoint, string keyHeader, Secret? key, Secret? accessToken, TimeSpan timeout)
{
    private const long LargestAnswer = 64 * 1024 * 1024;

    // Shared by the process, so that a cmdlet reuses the connections of the one before it. A key that is sent to this
    // machine must not pass through a proxy.
    private static readonly HttpClient LoopbackClient = NewClient(useProxy: false);
    private static readonly HttpClient RemoteClient = NewClient(useProxy: true);

    private static readonly string[] RequestIdHeaders = ["apim-request-id", "x-ms-request-id", "x-request-id"];

    private readonly HttpClient client = ClientFor(endpoint);

    /// <summary>The HTTP client for an address. It follows no redirects and keeps no cookies.</summary>
    public static HttpClient ClientFor(Uri address) => address.IsLoopback ? LoopbackClient : RemoteClient;

    /// <exception cref="ArgumentException">The connection has no training endpoint.</exception>
    public static HttpTransport ForTraining(CustomVisionConnection connection)
    {
        var endpoint = (connection ?? throw new ArgumentNullException(nameof(connection))).TrainingEndpoint
            ?? throw new ArgumentException("The connection has no training endpoint.", nameof(connection));
        return new HttpTransport(endpoint, "Training-key", connection.TrainingKey, connection.AccessToken, connection.Timeout);
    }

    /// <exception cref="ArgumentException">The connection has no prediction endpoint.</exception>
    public static HttpTransport ForPrediction(CustomVisionConnection connection)
    {
        var endpoint = (connection ?? throw new ArgumentNullException(nameof(connection))).PredictionEndpoint
            ?? throw new ArgumentException("The connection has no prediction endpoint.", nameof(connection));
        return new HttpTransport(endpoint, "Prediction-key", connection.PredictionKey, connection.AccessToken, connection.Timeout);
    }

    /// <summary>Sends a request once.</summary>
    /// <param name="call">The request.</param>
    /// <param name="onRequest">Receives a record of the attempt; null for none.</param>
    /// <param name="cancellation">Cancels the attempt.</param>
    public async Task<T> SendAsync<T>(ApiRequest<T> call, Func<RequestRecord, Task>? onRequest, CancellationToken cancellation)
    {
        using var request = NewRequest(call);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        var clock = Stopwatch.StartNew();
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
            await ReportAsync(onRequest, call, request, response, clock.Elapsed).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            return Read(call, response, body);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException cause)
        {
            await ReportAsync(onRequest, call, request, null, clock.Elapsed).ConfigureAwait(false);
            throw new ConnectionFailedException(
                call.Operation, $"{call.Operation}: {endpoint} did not answer within {timeout.TotalSeconds:0.###} s.", timedOut: true, cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            // Cancellation can surface as a broken connection.
            cancellation.ThrowIfCancellationRequested();
            await ReportAsync(onRequest, call, request, null, clock.Elapsed).ConfigureAwait(false);
            throw new ConnectionFailedException(
                call.Operation,
                $"{call.Operation}: no answer from {endpoint}: {WithoutSecrets(Innermost(cause))}",
                timedOut: false,
                CauseWithoutSecrets(cause))
            {
                IsUnreachable = Failures.IsUnreachable(cause),
            };
        }
    }

    private static HttpClient NewClient(bool useProxy)
    {
        var handler = new HttpClientHandler
        {
            AllowAutoRedirect = false, // a key must not follow a redirect to another host
            UseCookies = false,
            UseProxy = useProxy,
            MaxConnectionsPerServer = 64, // .NET Framework would allow two
        };
        return new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = LargestAnswer };
    }

    private HttpRequestMessage NewRequest<T>(ApiRequest<T> call)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(endpoint, call.Path)) { Content = call.Content?.Invoke() };
        request.Headers.ExpectContinue = false;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (key is not null)
            request.Headers.TryAddWithoutValidation(keyHeader, key.Value);
        else if (accessToken is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", accessToken.Value);
        return request;
    }

    private T Read<T>(ApiRequest<T> call, HttpResponseMessage response, byte[] body)
    {
        var mediaType = WithoutSecrets(response.Content.Headers.ContentType?.MediaType);
        if ((int)response.StatusCode is >= 300 and < 400)
            throw new UnexpectedAnswerException(
                call.Operation,
                $"{call.Operation}: {endpoint} redirects to {WithoutSecrets(response.Headers.Location?.ToString()) ?? "nowhere"}. Redirects are not followed, so that the key is not sent to another host. Check whether that address is the endpoint.",
                response.StatusCode);
        if (!response.IsSuccessStatusCode)
            throw new ServiceErrorException(
                call.Operation,
                response.StatusCode,
                ServiceError.Read(body, mediaType, WithoutSecrets),
                RequestId(response),
                RetryAfter(response));
        try
        {
            return call.Read(body);
        }
        catch (JsonException cause)
        {
            var begins = call.HasSecretAnswer ? "(hidden)" : ServiceError.Summary(body, mediaType, WithoutSecrets);
            throw new UnexpectedAnswerException(
                call.Operation,
                $"{call.Operation}: {endpoint} answered {(int)response.StatusCode} with {mediaType ?? "no content type"} that is not an answer of a Custom Vision service: \"{begins}\". Check the endpoint.",
                response.StatusCode,
                call.HasSecretAnswer ? null : CauseWithoutSecrets(cause));
        }
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private string? WithoutSecrets(string? text)
    {
        if (text is null)
            return null;
        if (key is not null)
            text = key.RemoveFrom(text);
        return UrlText.HideQueries(accessToken is null ? text : accessToken.RemoveFrom(text));
    }

    // The messages of .NET quote what could not be parsed, such as a header. The text of an exception cannot be changed.
    private Exception? CauseWithoutSecrets(Exception cause)
    {
        var text = cause.ToString();
        return WithoutSecrets(text) == text ? cause : null;
    }

    private async Task ReportAsync<T>(
        Func<RequestRecord, Task>? onRequest, ApiRequest<T> call, HttpRequestMessage request, HttpResponseMessage? response, TimeSpan duration)
    {
        if (onRequest is null)
            return;
        var id = response is null ? null : RequestId(response);
        await onRequest(new RequestRecord(call.Operation, request.Method.Method, request.RequestUri!, response?.StatusCode, id, duration))
            .ConfigureAwait(false);
    }

    private string? RequestId(HttpResponseMessage response)
    {
        foreach (var name in RequestIdHeaders)
            if (response.Headers.TryGetValues(name, out var values))
                return WithoutSecrets(values.FirstOrDefault());
        return null;
    }

    public static TimeSpan? RetryAfter(HttpResponseMessage response)
    {
        var header = response.Headers.RetryAfter;
        if (header?.Date is { } date)
        {
            var wait = date - (response.Headers.Date ?? DateTimeOffset.UtcNow);
            return wait > TimeSpan.Zero ? wait : TimeSpan.Zero;
        }

        return header?.Delta;
    }

    public static string Innermost(Exception exception)
    {
        while (exception.InnerException is { } inner)
            exception = inner;
        return exception.Message;
    }
}
