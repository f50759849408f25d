using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CustomVision.Http;

/// <summary>
/// Sends one attempt of a request to an endpoint and reads the answer. It adds the key or token, applies the time limit,
/// and converts every failure to a <see cref="CustomVisionException"/>.
/// </summary>
internal sealed class HttpTransport(Uri endpoint, string keyHeader, Secret? key, AccessTokenSource? tokens, TimeSpan timeout)
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
        return new HttpTransport(endpoint, "Training-key", connection.TrainingKey, connection.TokenSource, connection.Timeout);
    }

    /// <exception cref="ArgumentException">The connection has no prediction endpoint.</exception>
    public static HttpTransport ForPrediction(CustomVisionConnection connection)
    {
        var endpoint = (connection ?? throw new ArgumentNullException(nameof(connection))).PredictionEndpoint
            ?? throw new ArgumentException("The connection has no prediction endpoint.", nameof(connection));
        return new HttpTransport(endpoint, "Prediction-key", connection.PredictionKey, connection.TokenSource, connection.Timeout);
    }

    /// <summary>Sends a request once.</summary>
    /// <param name="call">The request.</param>
    /// <param name="onRequest">Receives a record of the attempt; null for none.</param>
    /// <param name="cancellation">Cancels the attempt.</param>
    /// <remarks>A token that the service rejects is acquired again, once.</remarks>
    public async Task<T> SendAsync<T>(ApiRequest<T> call, Func<RequestRecord, Task>? onRequest, CancellationToken cancellation)
    {
        if (key is not null || tokens is null)
            return await SendAsync(call, key, onRequest, cancellation).ConfigureAwait(false);
        if (ServiceEndpoint.IsRegional(endpoint))
            throw new AccessTokenException(
                $"{endpoint} is the endpoint of a region, and the service accepts access tokens only at the endpoint of a resource. Specify https://NAME.cognitiveservices.azure.com/.");
        var token = await tokens.GetAsync(rejected: null, cancellation).ConfigureAwait(false);
        try
        {
            return await SendAsync(call, token, onRequest, cancellation).ConfigureAwait(false);
        }
        catch (ServiceErrorException error) when (error.StatusCode == HttpStatusCode.Unauthorized)
        {
            var next = await tokens.GetAsync(token, cancellation).ConfigureAwait(false);
            if (next == token)
                throw;
            return await SendAsync(call, next, onRequest, cancellation).ConfigureAwait(false);
        }
    }

    private async Task<T> SendAsync<T>(ApiRequest<T> call, Secret? credential, Func<RequestRecord, Task>? onRequest, CancellationToken cancellation)
    {
        using var request = NewRequest(call, credential);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        var clock = Stopwatch.StartNew();
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
            await ReportAsync(onRequest, call, credential, request, response, clock.Elapsed).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            return Read(call, credential, response, body);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException cause)
        {
            await ReportAsync(onRequest, call, credential, request, null, clock.Elapsed).ConfigureAwait(false);
            throw new ConnectionFailedException(
                call.Operation, $"{call.Operation}: {endpoint} did not answer within {timeout.TotalSeconds:0.###} s.", timedOut: true, cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            // Cancellation can surface as a broken connection.
            cancellation.ThrowIfCancellationRequested();
            await ReportAsync(onRequest, call, credential, request, null, clock.Elapsed).ConfigureAwait(false);
            throw new ConnectionFailedException(
                call.Operation,
                $"{call.Operation}: no answer from {endpoint}: {WithoutSecrets(Innermost(cause), credential)}",
                timedOut: false,
                CauseWithoutSecrets(cause, credential))
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

    private HttpRequestMessage NewRequest<T>(ApiRequest<T> call, Secret? credential)
    {
        var request = new HttpRequestMessage(call.Method, new Uri(endpoint, call.Path)) { Content = call.Content?.Invoke() };
        request.Headers.ExpectContinue = false;
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        if (key is not null)
            request.Headers.TryAddWithoutValidation(keyHeader, key.Value);
        else if (credential is not null)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", credential.Value);
        return request;
    }

    private T Read<T>(ApiRequest<T> call, Secret? credential, HttpResponseMessage response, byte[] body)
    {
        string Hide(string text) => WithoutSecrets(text, credential);
        var mediaType = WithoutSecrets(response.Content.Headers.ContentType?.MediaType, credential);
        if ((int)response.StatusCode is >= 300 and < 400)
            throw new UnexpectedAnswerException(
                call.Operation,
                $"{call.Operation}: {endpoint} redirects to {WithoutSecrets(response.Headers.Location?.ToString(), credential) ?? "nowhere"}. Redirects are not followed, so that the key is not sent to another host. Check whether that address is the endpoint.",
                response.StatusCode);
        if (!response.IsSuccessStatusCode)
            throw new ServiceErrorException(
                call.Operation,
                response.StatusCode,
                ServiceError.Read(body, mediaType, Hide),
                RequestId(response, credential),
                RetryAfter(response));
        try
        {
            return call.Read(body);
        }
        catch (JsonException cause)
        {
            var begins = call.HasSecretAnswer ? "(hidden)" : ServiceError.Summary(body, mediaType, Hide);
            throw new UnexpectedAnswerException(
                call.Operation,
                $"{call.Operation}: {endpoint} answered {(int)response.StatusCode} with {mediaType ?? "no content type"} that is not an answer of a Custom Vision service: \"{begins}\". Check the endpoint.",
                response.StatusCode,
                call.HasSecretAnswer ? null : CauseWithoutSecrets(cause, credential));
        }
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private static string? WithoutSecrets(string? text, Secret? credential) =>
        text is null ? null : UrlText.HideQueries(credential is null ? text : credential.RemoveFrom(text));

    // The messages of .NET quote what could not be parsed, such as a header. The text of an exception cannot be changed.
    private static Exception? CauseWithoutSecrets(Exception cause, Secret? credential)
    {
        var text = cause.ToString();
        return WithoutSecrets(text, credential) == text ? cause : null;
    }

    private static async Task ReportAsync<T>(
        Func<RequestRecord, Task>? onRequest, ApiRequest<T> call, Secret? credential, HttpRequestMessage request, HttpResponseMessage? response, TimeSpan duration)
    {
        if (onRequest is null)
            return;
        var id = response is null ? null : RequestId(response, credential);
        await onRequest(new RequestRecord(call.Operation, request.Method.Method, request.RequestUri!, response?.StatusCode, id, duration))
            .ConfigureAwait(false);
    }

    private static string? RequestId(HttpResponseMessage response, Secret? credential)
    {
        foreach (var name in RequestIdHeaders)
            if (response.Headers.TryGetValues(name, out var values))
                return WithoutSecrets(values.FirstOrDefault(), credential);
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
