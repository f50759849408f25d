using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;

namespace CustomVision.Http;

/// <summary>
/// Sends a call and reads its answer: authentication, time limit, and every way of failing turned into a
/// <see cref="CustomVisionException"/>.
/// </summary>
internal sealed class HttpTransport(
    Uri endpoint, string keyHeader, Secret? key, Secret? accessToken, TimeSpan timeout, Func<RequestRecord, Task>? onRequest)
{
    private const long LargestAnswer = 64 * 1024 * 1024;

    // Shared by the whole process, so that one cmdlet uses the connections of the one before it. A key must not pass a
    // proxy on its way to this very machine.
    private static readonly HttpClient Direct = NewClient(useProxy: false);
    private static readonly HttpClient Outward = NewClient(useProxy: true);

    private static readonly string[] RequestIdHeaders = ["apim-request-id", "x-ms-request-id", "x-request-id"];

    private readonly HttpClient client = ClientFor(endpoint);

    /// <summary>The client for an address. It follows no redirect and keeps no cookie.</summary>
    public static HttpClient ClientFor(Uri address) => address.IsLoopback ? Direct : Outward;

    /// <exception cref="ArgumentException">The connection has no training endpoint.</exception>
    public static HttpTransport ForTraining(CustomVisionConnection connection, Func<RequestRecord, Task>? onRequest)
    {
        var endpoint = (connection ?? throw new ArgumentNullException(nameof(connection))).TrainingEndpoint
            ?? throw new ArgumentException("The connection has no training endpoint.", nameof(connection));
        return new HttpTransport(endpoint, "Training-key", connection.TrainingKey, connection.AccessToken, connection.Timeout, onRequest);
    }

    /// <exception cref="ArgumentException">The connection has no prediction endpoint.</exception>
    public static HttpTransport ForPrediction(CustomVisionConnection connection, Func<RequestRecord, Task>? onRequest)
    {
        var endpoint = (connection ?? throw new ArgumentNullException(nameof(connection))).PredictionEndpoint
            ?? throw new ArgumentException("The connection has no prediction endpoint.", nameof(connection));
        return new HttpTransport(endpoint, "Prediction-key", connection.PredictionKey, connection.AccessToken, connection.Timeout, onRequest);
    }

    public async Task<T> SendAsync<T>(WireCall<T> call, CancellationToken cancellation)
    {
        using var request = NewRequest(call);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        var clock = Stopwatch.StartNew();
        try
        {
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseContentRead, limit.Token).ConfigureAwait(false);
            await ReportAsync(call, request, response, clock.Elapsed).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            return Read(call, response, body);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException cause)
        {
            await ReportAsync(call, request, null, clock.Elapsed).ConfigureAwait(false);
            throw new ConnectionFailedException(
                call.Operation, $"{call.Operation}: {endpoint} did not answer within {timeout.TotalSeconds:0.###} s.", timedOut: true, cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            // A stop can surface as the broken connection it makes.
            cancellation.ThrowIfCancellationRequested();
            await ReportAsync(call, request, null, clock.Elapsed).ConfigureAwait(false);
            throw new ConnectionFailedException(
                call.Operation,
                $"{call.Operation}: no answer from {endpoint}: {WithoutSecrets(Innermost(cause))}",
                timedOut: false,
                CauseWithoutSecrets(cause));
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

    private HttpRequestMessage NewRequest<T>(WireCall<T> call)
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

    private T Read<T>(WireCall<T> call, HttpResponseMessage response, byte[] body)
    {
        var mediaType = WithoutSecrets(response.Content.Headers.ContentType?.MediaType);
        if ((int)response.StatusCode is >= 300 and < 400)
            throw new UnexpectedAnswerException(
                call.Operation,
                $"{call.Operation}: {endpoint} redirects to {WithoutSecrets(response.Headers.Location?.ToString()) ?? "nowhere"}. Redirects are not followed, so that no key goes astray; is that the address to use?",
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
            var begins = call.AnswerHoldsKeys ? "(hidden)" : ServiceError.Summary(body, mediaType, WithoutSecrets);
            throw new UnexpectedAnswerException(
                call.Operation,
                $"{call.Operation}: {endpoint} answered {(int)response.StatusCode} with {mediaType ?? "no content type"} that is not what a Custom Vision service says: \"{begins}\". Is that the right address?",
                response.StatusCode,
                call.AnswerHoldsKeys ? null : CauseWithoutSecrets(cause));
        }
    }

    [return: System.Diagnostics.CodeAnalysis.NotNullIfNotNull(nameof(text))]
    private string? WithoutSecrets(string? text)
    {
        if (text is null)
            return null;
        if (key is not null)
            text = key.RemoveFrom(text);
        return accessToken is null ? text : accessToken.RemoveFrom(text);
    }

    // .NET repeats what it could not make sense of, such as a broken header. An exception cannot be told to forget.
    private Exception? CauseWithoutSecrets(Exception cause)
    {
        var text = cause.ToString();
        return WithoutSecrets(text) == text ? cause : null;
    }

    private async Task ReportAsync<T>(WireCall<T> call, HttpRequestMessage request, HttpResponseMessage? response, TimeSpan duration)
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
