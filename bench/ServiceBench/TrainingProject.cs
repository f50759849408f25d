using System.Text.Json.Nodes;

namespace CustomVision.Benches.Service;

/// <summary>A project in the service, spoken to over plain HTTP.</summary>
internal sealed class TrainingProject : IDisposable
{
    private readonly HttpClient http;
    private readonly string id;

    private TrainingProject(HttpClient http, string id)
    {
        this.http = http;
        this.id = id;
    }

    public static async Task<TrainingProject> CreateAsync(ServiceProcess service, string name)
    {
        var http = new HttpClient(new SocketsHttpHandler { UseProxy = false })
        {
            BaseAddress = new Uri(service.Endpoint, "customvision/v1.0/Training/"),
        };
        http.DefaultRequestHeaders.Add("Training-key", service.TrainingKey);
        http.DefaultRequestHeaders.Add("Accept", "application/json");
        return new TrainingProject(http, (string)(await SendAsync(http, HttpMethod.Post, $"projects?name={name}"))!["Id"]!);
    }

    public async Task<string> CreateTagAsync(string name) =>
        (string)(await SendAsync(http, HttpMethod.Post, $"projects/{id}/tags?name={name}"))!["Id"]!;

    public Task DeleteTagAsync(string tagId) => SendAsync(http, HttpMethod.Delete, $"projects/{id}/tags/{tagId}");

    public Uri UploadAddress(params string[] tagIds) =>
        new(http.BaseAddress!, $"projects/{id}/images/image?{string.Join('&', tagIds.Select(id => $"tagIds={id}"))}");

    /// <summary>How many images have the tag.</summary>
    public async Task<int> CountAsync(string tagId) => (int)(await GetAsync($"tags/{tagId}"))!["ImageCount"]!;

    public async Task<JsonNode> GetAsync(string path) => (await SendAsync(http, HttpMethod.Get, $"projects/{id}/{path}"))!;

    public Task DeleteAsync() => SendAsync(http, HttpMethod.Delete, $"projects/{id}");

    public void Dispose() => http.Dispose();

    private static async Task<JsonNode?> SendAsync(HttpClient http, HttpMethod method, string path)
    {
        using var request = new HttpRequestMessage(method, path);
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        var body = await answer.Content.ReadAsStringAsync();
        return body.Length > 0 ? JsonNode.Parse(body) : null;
    }
}
