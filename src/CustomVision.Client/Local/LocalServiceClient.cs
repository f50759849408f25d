using System.Net;
using System.Net.Http.Headers;
using CustomVision.Http;
using CustomVision.Images;

namespace CustomVision.Local;

/// <summary>
/// The operations of a local service that the published API doesn't have. Azure has none of them. The client sends requests
/// only to this computer, and first makes sure, without a key, that a local service answers.
/// </summary>
/// <remarks>Every method throws <see cref="NotALocalServiceException"/> when the endpoint is not a local service.</remarks>
public sealed class LocalServiceClient
{
    private const int CopyBytes = 80 * 1024; // below the large object heap

    private readonly Uri endpoint;
    private readonly HttpPipeline pipeline;
    private readonly HttpTransport keyless;
    private readonly HttpTransport transport;
    private bool isVerified;

    /// <summary>Creates a client that uses the training key of a connection.</summary>
    /// <exception cref="ArgumentException">The connection has no training endpoint.</exception>
    public LocalServiceClient(
        CustomVisionConnection connection, Func<RequestRecord, Task>? onRequest = null, Func<RetryRecord, Task>? onRetry = null)
    {
        transport = HttpTransport.ForTraining(connection);
        endpoint = connection.TrainingEndpoint!;
        keyless = new HttpTransport(endpoint, "Training-key", null, null, connection.Timeout);
        pipeline = new HttpPipeline(RequestOptions.For(connection), onRequest, onRetry);
    }

    private LocalServiceClient(Uri endpoint, Secret stopToken, TimeSpan timeout, Func<RequestRecord, Task>? onRequest)
    {
        this.endpoint = endpoint;
        transport = new HttpTransport(endpoint, "Stop-token", stopToken, null, timeout);
        keyless = transport;
        pipeline = new HttpPipeline(new RequestOptions { MaxRetry = 0 }, onRequest, onRetry: null);
        isVerified = true; // another service has no use for the token
    }

    /// <summary>Creates a client that can only stop a service, with the token that the service leaves for other processes of the same user.</summary>
    public static LocalServiceClient ForStopping(
        Uri endpoint, Secret stopToken, TimeSpan timeout, Func<RequestRecord, Task>? onRequest = null) =>
        new(endpoint, stopToken, timeout, onRequest);

    /// <summary>Adds a fault.</summary>
    public Task<LocalFault> AddFaultAsync(LocalFaultRule rule, CancellationToken cancellation = default) => SendAsync(
        (ApiRequest.Post("AddLocalFault", "_local/faults", LocalJson.Default.LocalFault) with { IsIdempotent = false })
            .WithBody(rule, LocalJson.Default.LocalFaultRule),
        cancellation);

    /// <summary>Gets the faults, oldest first.</summary>
    public Task<IReadOnlyList<LocalFault>> GetFaultsAsync(CancellationToken cancellation = default) =>
        SendAsync(ApiRequest.Get("GetLocalFaults", "_local/faults", LocalJson.Default.IReadOnlyListLocalFault), cancellation);

    /// <summary>Removes a fault.</summary>
    public Task RemoveFaultAsync(int id, CancellationToken cancellation = default) =>
        SendAsync(ApiRequest.Delete("RemoveLocalFault", $"_local/faults/{id}"), cancellation);

    /// <summary>Removes all faults.</summary>
    public Task RemoveFaultsAsync(CancellationToken cancellation = default) =>
        SendAsync(ApiRequest.Delete("RemoveLocalFaults", "_local/faults"), cancellation);

    /// <summary>Gets the latest requests that the service received, oldest first.</summary>
    public Task<IReadOnlyList<LocalRequest>> GetRequestsAsync(CancellationToken cancellation = default) =>
        SendAsync(ApiRequest.Get("GetLocalRequests", "_local/requests", LocalJson.Default.IReadOnlyListLocalRequest), cancellation);

    /// <summary>Gets the settings.</summary>
    public Task<LocalServiceSettings> GetSettingsAsync(CancellationToken cancellation = default) =>
        SendAsync(ApiRequest.Get("GetLocalSettings", "_local/settings", LocalJson.Default.LocalServiceSettings), cancellation);

    /// <summary>Changes the settings. Properties that are null keep their values.</summary>
    /// <returns>The settings after the change.</returns>
    public Task<LocalServiceSettings> UpdateSettingsAsync(LocalServiceSettings settings, CancellationToken cancellation = default) => SendAsync(
        ApiRequest.Patch("UpdateLocalSettings", "_local/settings", LocalJson.Default.LocalServiceSettings)
            .WithBody(settings, LocalJson.Default.LocalServiceSettings),
        cancellation);

    /// <summary>Resets the projects, the faults, or the request log to their state at the start.</summary>
    public Task ResetAsync(LocalServiceReset what, CancellationToken cancellation = default) => SendAsync(
        ApiRequest.Post("ResetLocalService", "_local/reset").WithBody(what, LocalJson.Default.LocalServiceReset),
        cancellation);

    /// <summary>Imports an exported model: creates a project with its tags and one published iteration.</summary>
    /// <param name="model">The file, which is streamed, and what it becomes.</param>
    /// <param name="cancellation">Cancels the import.</param>
    /// <exception cref="IOException">The file can't be read.</exception>
    /// <exception cref="UnauthorizedAccessException">The user has no permission to read the file.</exception>
    public Task<ImportedModel> ImportModelAsync(ModelImport model, CancellationToken cancellation = default)
    {
        var query = new[] { ("name", model.Name), ("description", model.Description), ("publishName", model.PublishName), ("classificationType", model.ClassificationType) };
        var path = "_local/models?" + string.Join("&", query.Where(one => one.Item2 is not null).Select(one => $"{one.Item1}={Uri.EscapeDataString(one.Item2!)}"));
        return SendAsync(
            ApiRequest.Post("ImportModel", path, LocalJson.Default.ImportedModel) with
            {
                IsIdempotent = false,
                Subject = model.Path,
                Content = () => new StreamContent(SourceFile.Open(model.Path), CopyBytes) { Headers = { ContentType = new MediaTypeHeaderValue("application/zip") } },
            },
            cancellation);
    }

    /// <summary>Stops the service. It finishes its current requests after this returns.</summary>
    public Task StopAsync(CancellationToken cancellation = default) => SendAsync(
        ApiRequest.Post("StopLocalService", "_local/stop"),
        cancellation);

    private async Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellation)
    {
        if (!isVerified)
            await VerifyAsync(request.Operation, cancellation).ConfigureAwait(false);
        isVerified = true;
        return await pipeline.SendAsync(transport, request, cancellation).ConfigureAwait(false);
    }

    private async Task VerifyAsync(string operation, CancellationToken cancellation)
    {
        if (!endpoint.IsLoopback)
            throw new NotALocalServiceException(operation, endpoint);
        try
        {
            var health = ApiRequest.Get("GetLocalHealth", "_local/health", LocalJson.Default.LocalServiceHealth);
            await pipeline.SendAsync(keyless, health, cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException answer) when (answer is UnexpectedAnswerException or ServiceErrorException { StatusCode: < HttpStatusCode.InternalServerError })
        {
            throw new NotALocalServiceException(operation, endpoint, answer);
        }
    }
}
