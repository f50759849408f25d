using System.Text.Json.Nodes;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>Trains and predicts over HTTP.</summary>
internal static class TrainingSteps
{
    private static int lastSeed;

    /// <summary>
    /// An image that is plainly red, green or blue, and that no other test has. What tells it from others stands behind the end of
    /// the PNG: any mark in the image itself would be learned from, and by chance more than the colour.
    /// </summary>
    public static byte[] Coloured(string colour)
    {
        using var bitmap = new SKBitmap(64, 64, SKColorType.Rgba8888, SKAlphaType.Opaque);
        bitmap.Erase(colour switch { "red" => new SKColor(220, 20, 20), "green" => new SKColor(20, 220, 20), _ => new SKColor(20, 20, 220) });
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return [.. data.ToArray(), .. BitConverter.GetBytes(Interlocked.Increment(ref lastSeed))];
    }

    /// <summary>A PNG whose header is fine, and whose pixels are not there.</summary>
    public static byte[] WithoutPixels()
    {
        var seed = Interlocked.Increment(ref lastSeed);
        return [.. TestImages.Png(32, 32)[..33], 0, 0, 0, 8, .. "IDAT"u8, (byte)(seed >> 8), (byte)seed, 1, 2, 3, 4, 5, 6, 0, 0, 0, 0];
    }

    /// <summary>A project with so many images under each of the tags red and green.</summary>
    public static async Task<(string Project, string Red, string Green)> NewColoursAsync(this TestService service, int count = 5, string name = "colours")
    {
        var project = await service.NewProjectAsync(name);
        var (red, green) = (await service.NewTagAsync(project, "red"), await service.NewTagAsync(project, "green"));
        await service.UploadAsync(project, Enumerable.Range(0, count).Select(_ => Coloured("red")), red);
        await service.UploadAsync(project, Enumerable.Range(0, count).Select(_ => Coloured("green")), green);
        return (project, red, green);
    }

    /// <summary>Trains, waits for the end, and returns the iteration as it is then.</summary>
    public static async Task<JsonNode> TrainAsync(this TestService service, string project)
    {
        var begun = await service.JsonAsync("POST", $"projects/{project}/train");
        return await service.TrainedAsync(project, (string)begun["Id"]!);
    }

    public static async Task<JsonNode> TrainedAsync(this TestService service, string project, string iteration)
    {
        while (true)
        {
            var now = await service.JsonAsync("GET", $"projects/{project}/iterations/{iteration}");
            if ((string)now["Status"]! != "Training")
                return now;
            await Task.Delay(10, TestService.Cancel);
        }
    }

    /// <summary>Trains and makes the result the default; returns its id.</summary>
    public static async Task<string> TrainDefaultAsync(this TestService service, string project)
    {
        var iteration = await service.TrainAsync(project);
        Assert.Equal("Completed", (string)iteration["Status"]!);
        await service.JsonAsync("PATCH", $"projects/{project}/iterations/{iteration["Id"]}", Json("""{"IsDefault":true}"""));
        return (string)iteration["Id"]!;
    }

    public static async Task<HttpResponseMessage> SendPredictionAsync(
        this TestService service, string path, HttpContent? content, string? accept = null, string key = TestService.PredictionKey)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{service.Endpoint}/customvision/v1.0/Prediction/{path}") { Content = content };
        request.Headers.Add("Prediction-Key", key);
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        return await client.SendAsync(request, TestService.Cancel);
    }

    public static async Task<JsonNode> PredictAsync(this TestService service, string project, byte[] image, string query = "")
    {
        using var response = await service.SendPredictionAsync($"{project}/image{query}", TestService.Multipart([image]));
        var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
        Assert.True(response.IsSuccessStatusCode, $"{(int)response.StatusCode} {body}");
        return JsonNode.Parse(body)!;
    }

    /// <summary>Code and message of the error that the prediction must be answered with.</summary>
    public static async Task<(string Code, string Message)> PredictionErrorAsync(
        this TestService service, int status, string path, HttpContent? content)
    {
        using var response = await service.SendPredictionAsync(path, content);
        var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
        Assert.True(status == (int)response.StatusCode, $"{(int)response.StatusCode} {body}");
        var error = JsonNode.Parse(body)!;
        return ((string)error["Code"]!, (string)error["Message"]!);
    }

    public static ByteArrayContent Json(string body) => TestService.Body("application/json", TestService.Text(body));
}
