using System.Net.Http.Headers;

namespace CustomVision.Benches.Module;

/// <summary>What a short program with .NET's HttpClient does to have an image predicted: it sends it, and does not look at the answer.</summary>
internal sealed class BarePredictions(ServiceProcess service, Guid project) : IDisposable
{
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private readonly Uri address = new(service.Endpoint, $"customvision/v1.0/Prediction/{project}/image");

    public async Task SendAsync(FileInfo file)
    {
        var image = new StreamContent(file.OpenRead());
        image.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        using var form = new MultipartFormDataContent { { image, "imageData", file.Name } };
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = form };
        request.Headers.Add("Prediction-Key", service.PredictionKey);
        request.Headers.Add("Accept", "application/json");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
        await answer.Content.ReadAsByteArrayAsync();
    }

    public void Dispose() => http.Dispose();
}
