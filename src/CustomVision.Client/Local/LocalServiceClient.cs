using System.Net;
using CustomVision.Http;

namespace CustomVision.Local;

/// <summary>
/// What a local service can do beyond the published API. Azure answers none of this; so that nothing is asked of it, the client
/// speaks to this machine only, and first has it say, without a key, that it is a local service.
/// </summary>
/// <remarks>Every method throws <see cref="NotALocalServiceException"/> where there is none.</remarks>
public sealed class LocalServiceClient
{
    private readonly Uri endpoint;
    private readonly HttpTransport keyless;
    private readonly HttpTransport transport;
    private bool isVerified;

    /// <summary>Speaks to a local service with its training key.</summary>
    /// <exception cref="ArgumentException">The connection has no training endpoint.</exception>
    public LocalServiceClient(CustomVisionConnection connection, Func<RequestRecord, Task>? onRequest = null)
    {
        transport = HttpTransport.ForTraining(connection, onRequest);
        endpoint = connection.TrainingEndpoint!;
        keyless = new HttpTransport(endpoint, "Training-key", null, null, connection.Timeout, onRequest);
    }

    private LocalServiceClient(Uri endpoint, Secret stopToken, TimeSpan timeout, Func<RequestRecord, Task>? onRequest)
    {
        this.endpoint = endpoint;
        transport = new HttpTransport(endpoint, "Stop-token", stopToken, null, timeout, onRequest);
        keyless = transport;
        isVerified = true; // whatever else there is has no use for the token
    }

    /// <summary>A client that can stop a service, by the token that it leaves for other processes of the same user, and nothing else.</summary>
    public static LocalServiceClient ForStopping(
        Uri endpoint, Secret stopToken, TimeSpan timeout, Func<RequestRecord, Task>? onRequest = null) =>
        new(endpoint, stopToken, timeout, onRequest);

    /// <summary>Sets a rule by which requests go wrong.</summary>
    public Task<LocalFault> AddFaultAsync(LocalFaultRule rule, CancellationToken cancellation = default) => SendAsync(
        WireMessage.Post("AddLocalFault", "_local/faults", LocalJson.Default.LocalFault).Sending(rule, LocalJson.Default.LocalFaultRule),
        cancellation);

    /// <summary>The rules that are set, oldest first.</summary>
    public Task<IReadOnlyList<LocalFault>> GetFaultsAsync(CancellationToken cancellation = default) =>
        SendAsync(WireMessage.Get("GetLocalFaults", "_local/faults", LocalJson.Default.IReadOnlyListLocalFault), cancellation);

    /// <summary>Removes a rule.</summary>
    public Task RemoveFaultAsync(int id, CancellationToken cancellation = default) =>
        SendAsync(WireMessage.Delete("RemoveLocalFault", $"_local/faults/{id}"), cancellation);

    /// <summary>Removes all rules.</summary>
    public Task RemoveFaultsAsync(CancellationToken cancellation = default) =>
        SendAsync(WireMessage.Delete("RemoveLocalFaults", "_local/faults"), cancellation);

    /// <summary>The newest requests that it has received, oldest first.</summary>
    public Task<IReadOnlyList<LocalRequest>> GetRequestsAsync(CancellationToken cancellation = default) =>
        SendAsync(WireMessage.Get("GetLocalRequests", "_local/requests", LocalJson.Default.IReadOnlyListLocalRequest), cancellation);

    /// <summary>How it behaves.</summary>
    public Task<LocalServiceSettings> GetSettingsAsync(CancellationToken cancellation = default) =>
        SendAsync(WireMessage.Get("GetLocalSettings", "_local/settings", LocalJson.Default.LocalServiceSettings), cancellation);

    /// <summary>Changes how it behaves; what is null stays as it is.</summary>
    /// <returns>How it behaves then.</returns>
    public Task<LocalServiceSettings> UpdateSettingsAsync(LocalServiceSettings settings, CancellationToken cancellation = default) => SendAsync(
        WireMessage.Patch("UpdateLocalSettings", "_local/settings", LocalJson.Default.LocalServiceSettings)
            .Sending(settings, LocalJson.Default.LocalServiceSettings),
        cancellation);

    /// <summary>Has it be as it was at its start: its projects, its faults, the requests it has noted.</summary>
    public Task ResetAsync(LocalServiceReset what, CancellationToken cancellation = default) => SendAsync(
        new WireCall<None>("ResetLocalService", HttpMethod.Post, "_local/reset", _ => default).Sending(what, LocalJson.Default.LocalServiceReset),
        cancellation);

    /// <summary>Asks the service to finish what it does and end. It is still there for a moment when this returns.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => SendAsync(
        new WireCall<None>("StopLocalService", HttpMethod.Post, "_local/stop", _ => default) { Content = () => new ByteArrayContent([]) },
        cancellation);

    private async Task<T> SendAsync<T>(WireCall<T> call, CancellationToken cancellation)
    {
        if (!isVerified)
            await VerifyAsync(call.Operation, cancellation).ConfigureAwait(false);
        isVerified = true;
        return await transport.SendAsync(call, cancellation).ConfigureAwait(false);
    }

    private async Task VerifyAsync(string operation, CancellationToken cancellation)
    {
        if (!endpoint.IsLoopback)
            throw new NotALocalServiceException(operation, endpoint);
        try
        {
            await keyless.SendAsync(WireMessage.Get("GetLocalHealth", "_local/health", LocalJson.Default.LocalServiceHealth), cancellation)
                .ConfigureAwait(false);
        }
        catch (CustomVisionException answer) when (answer is UnexpectedAnswerException or ServiceErrorException { StatusCode: < HttpStatusCode.InternalServerError })
        {
            throw new NotALocalServiceException(operation, endpoint, answer);
        }
    }
}
