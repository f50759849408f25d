using CustomVision.Http;

namespace CustomVision.Local;

/// <summary>What a local service can do beyond the published API. Azure answers none of this.</summary>
public sealed class LocalServiceClient
{
    private readonly HttpTransport transport;

    /// <summary>Speaks to a local service with its training key.</summary>
    /// <exception cref="ArgumentException">The connection has no training endpoint.</exception>
    public LocalServiceClient(CustomVisionConnection connection, Func<RequestRecord, Task>? onRequest = null) =>
        transport = HttpTransport.ForTraining(connection, onRequest);

    /// <summary>Asks the service to finish what it does and end. It is still there for a moment when this returns.</summary>
    public Task StopAsync(CancellationToken cancellation = default) =>
        transport.SendAsync(
            new WireCall<None>("StopLocalService", HttpMethod.Post, "_local/stop", _ => default) { Content = () => new ByteArrayContent([]) },
            cancellation);
}
