using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Settings;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>A service in this process, spoken to over real HTTP.</summary>
internal sealed class TestService : IAsyncDisposable
{
    public const string TrainingKey = "training-key-of-the-tests";
    public const string PredictionKey = "prediction-key-of-the-tests";

    private readonly WebApplication app;
    private readonly Store store;

    private TestService(WebApplication app, Store store)
    {
        this.app = app;
        this.store = store;
        Endpoint = app.Services.GetRequiredService<ImageLinks>().Endpoint;
        Client = new HttpClient { BaseAddress = new Uri($"{Endpoint}/customvision/v1.0/Training/") };
        Client.DefaultRequestHeaders.Add("Training-key", TrainingKey);
    }

    public static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public string Endpoint { get; }

    /// <summary>All that it answers to.</summary>
    public IReadOnlyList<Endpoint> Routes => app.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <summary>What it keeps everything in, for tests that spoil that.</summary>
    public Store Store => store;

    public int Port => new Uri(Endpoint).Port;

    /// <summary>Has the training key, and the base address of Training 1.0.</summary>
    public HttpClient Client { get; }

    /// <param name="dataPath">Null keeps everything in memory.</param>
    public static async Task<TestService> StartAsync(
        string? dataPath = null, TimeProvider? clock = null, Func<LocalServiceOptions, LocalServiceOptions>? with = null, Action<IServiceCollection>? replace = null)
    {
        var options = new LocalServiceOptions { DataPath = dataPath, TrainingKey = TrainingKey, PredictionKey = PredictionKey };
        var store = dataPath is null ? Store.OpenInMemory() : Store.Open(dataPath);
        try
        {
            var app = LocalServiceApp.Build(with?.Invoke(options) ?? options, store, clock ?? TimeProvider.System, replace);
            await app.StartAsync(Cancel);
            return new TestService(app, store);
        }
        catch
        {
            store.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await app.StopAsync(CancellationToken.None);
        await app.DisposeAsync();
        store.Dispose();
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, HttpContent? content = null, string? accept = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = content };
        if (accept is not null)
            request.Headers.TryAddWithoutValidation("Accept", accept);
        return await Client.SendAsync(request, Cancel);
    }

    public async Task<JsonNode> JsonAsync(string method, string path, HttpContent? content = null)
    {
        using var response = await SendAsync(method, path, content, accept: "application/json");
        var body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{method} {path}: {(int)response.StatusCode} {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>The code of the error that the request must be answered with.</summary>
    public async Task<string> ErrorAsync(int status, string method, string path, HttpContent? content = null)
    {
        using var response = await SendAsync(method, path, content, accept: "application/json");
        var body = await response.Content.ReadAsStringAsync(Cancel);
        Assert.True(status == (int)response.StatusCode, $"{method} {path}: {(int)response.StatusCode} {body}");
        var error = JsonNode.Parse(body)!.AsObject();
        Assert.Equal(["Code", "Message"], error.Select(member => member.Key));
        Assert.NotEmpty((string)error["Message"]!);
        return (string)error["Code"]!;
    }

    /// <summary>The stored bytes of an image or of a prediction, as its link shows them.</summary>
    public Task<byte[]> ImageAsync(Guid id) =>
        Client.GetByteArrayAsync(app.Services.GetRequiredService<ImageLinks>().To(id, ImageLinks.Image), Cancel);

    public async Task<string> NewProjectAsync(string name = "textures") =>
        (string)(await JsonAsync("POST", $"projects?name={Uri.EscapeDataString(name)}"))["Id"]!;

    public async Task<string> NewTagAsync(string projectId, string name) =>
        (string)(await JsonAsync("POST", $"projects/{projectId}/tags?name={Uri.EscapeDataString(name)}"))["Id"]!;

    public Task<JsonNode> UploadAsync(string projectId, IEnumerable<byte[]> images, params string[] tagIds) =>
        JsonAsync("POST", $"projects/{projectId}/images/image?{string.Join('&', tagIds.Select(id => $"tagIds={id}"))}", Multipart(images));

    /// <summary>Uploads one image and returns its result.</summary>
    public async Task<JsonNode> UploadAsync(string projectId, byte[] image, params string[] tagIds) =>
        (await UploadAsync(projectId, [image], tagIds))["Images"]!.AsArray().Single()!;

    public static MultipartFormDataContent Multipart(IEnumerable<byte[]> images)
    {
        var form = new MultipartFormDataContent();
        foreach (var (number, image) in images.Index())
            form.Add(new ByteArrayContent(image), "imageData", $"image{number}.png");
        return form;
    }

    /// <summary>A body given by its bytes, with the Content-Type as written.</summary>
    public static ByteArrayContent Body(string? contentType, params byte[][] pieces)
    {
        var content = new ByteArrayContent([.. pieces.SelectMany(piece => piece)]);
        if (contentType is not null)
            content.Headers.TryAddWithoutValidation("Content-Type", contentType);
        return content;
    }

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text);

    public static ByteArrayContent Raw(byte[] image) =>
        new(image) { Headers = { ContentType = new MediaTypeHeaderValue("application/octet-stream") } };
}
