using System.Globalization;
using System.Text.Json;

namespace CustomVision.Http;

/// <summary>
/// Acquires tokens of a managed identity: from the identity endpoint of Azure Automation, App Service and Functions, if the
/// environment names one, and otherwise from the metadata service of a virtual machine.
/// </summary>
public static class ManagedIdentity
{
    // Azure sets these in Automation, App Service and Functions.
    private const string EndpointVariable = "IDENTITY_ENDPOINT";
    private const string HeaderVariable = "IDENTITY_HEADER";

    // The libraries of Azure read the address of another metadata service from it.
    private const string MetadataHostVariable = "AZURE_POD_IDENTITY_AUTHORITY_HOST";
    private const string MetadataHost = "http://169.254.169.254/";

    private const int Attempts = 5;
    private const int UnreachableAttempts = 3; // more often there is no identity than a failure
    private static readonly TimeSpan AttemptTimeout = TimeSpan.FromSeconds(10);

    /// <summary>Creates a source of tokens for Custom Vision.</summary>
    /// <param name="clientId">The client id of a user-assigned identity; null for the identity of the system.</param>
    public static AccessTokenSource CreateSource(string? clientId = null) => CreateSource(clientId, Environment.GetEnvironmentVariable, SystemClock.Instance);

    internal static AccessTokenSource CreateSource(string? clientId, Func<string, string?> environment, IClock clock) =>
        new(token => AcquireAsync(clientId, environment, clock, token));

    private static async Task<AccessToken> AcquireAsync(string? clientId, Func<string, string?> environment, IClock clock, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await RequestAsync(clientId, environment, cancellation).ConfigureAwait(false);
            }
            catch (TemporaryFailure failure)
            {
                if (attempt == (failure.IsUnreachable ? UnreachableAttempts : Attempts))
                    throw new AccessTokenException(failure.Message);
            }

            await clock.Delay(TimeSpan.FromSeconds(0.5 * Math.Pow(2, attempt - 1)), cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<AccessToken> RequestAsync(string? clientId, Func<string, string?> environment, CancellationToken cancellation)
    {
        using var request = NewRequest(clientId, environment);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(AttemptTimeout);
        try
        {
            using var response = await HttpTransport.ClientFor(request.RequestUri!).SendAsync(request, limit.Token).ConfigureAwait(false);
            var body = await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
            if ((int)response.StatusCode is 404 or 408 or 410 or 429 or >= 500)
                throw new TemporaryFailure($"The identity endpoint {Address(request)} answered {(int)response.StatusCode}.");
            return response.IsSuccessStatusCode ? Read(body, request) : throw Rejected(response, body, request, environment(HeaderVariable));
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TemporaryFailure($"The identity endpoint {Address(request)} did not answer. Check whether this machine has a managed identity.")
            {
                IsUnreachable = true,
            };
        }
        catch (HttpRequestException cause)
        {
            throw new TemporaryFailure(
                $"The identity endpoint {Address(request)} cannot be reached: {HttpTransport.Innermost(cause)} Check whether this machine has a managed identity.")
            {
                IsUnreachable = Failures.IsUnreachable(cause),
            };
        }
    }

    private static HttpRequestMessage NewRequest(string? clientId, Func<string, string?> environment)
    {
        var endpoint = environment(EndpointVariable);
        var isService = !string.IsNullOrWhiteSpace(endpoint);
        var host = environment(MetadataHostVariable);
        var path = isService ? endpoint! : new Uri(new Uri(string.IsNullOrWhiteSpace(host) ? MetadataHost : host), "metadata/identity/oauth2/token").ToString();
        var uri = new RelativeUri(path)
            .With("api-version", isService ? "2019-08-01" : "2018-02-01")
            .With("resource", AccessTokenSource.Resource)
            .With("client_id", clientId)
            .ToString();
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var address))
            throw new AccessTokenException($"The environment variable {EndpointVariable} is not a URL.");
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Add("Metadata", "true");
        if (isService && environment(HeaderVariable) is { Length: > 0 } header)
            request.Headers.TryAddWithoutValidation("X-IDENTITY-HEADER", header);
        return request;
    }

    private static AccessToken Read(byte[] body, HttpRequestMessage request)
    {
        try
        {
            using var answer = JsonDocument.Parse(body);
            var token = Secret.From(answer.RootElement.GetProperty("access_token").GetString() ?? "");
            // Seconds since 1970, as a number or as text.
            var expires = long.Parse(answer.RootElement.GetProperty("expires_on").ToString(), CultureInfo.InvariantCulture);
            return new AccessToken(token, DateTimeOffset.FromUnixTimeSeconds(expires));
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or OverflowException)
        {
            // The answer contains a token, so it is not quoted.
            throw new AccessTokenException($"The answer of the identity endpoint {Address(request)} is not a token.");
        }
    }

    private static AccessTokenException Rejected(HttpResponseMessage response, byte[] body, HttpRequestMessage request, string? header)
    {
        var text = ServiceError.Summary(body, response.Content.Headers.ContentType?.MediaType, part => string.IsNullOrEmpty(header) ? part : part.Replace(header, "(hidden)"));
        return new AccessTokenException($"The identity endpoint {Address(request)} answered {(int)response.StatusCode}: {text} Check whether the identity is assigned to this machine.");
    }

    private static string Address(HttpRequestMessage request) => request.RequestUri!.GetLeftPart(UriPartial.Path);

    private sealed class TemporaryFailure(string message) : Exception(message)
    {
        public bool IsUnreachable { get; init; }
    }
}
