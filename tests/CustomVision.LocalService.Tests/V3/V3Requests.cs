using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests.V3;

/// <summary>Requests to 3.x in a service of a test.</summary>
internal static class V3Requests
{
    public const string Resource = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";
    public const string CompactDomain = "0732100f-1a38-4e49-a514-c9b44c697ab5";
    public const string DetectionDomain = "da2e3a8a-40a5-4171-82f4-58522f70fbc1";

    public static Task<HttpResponseMessage> SendV3Async(
        this TestService service, string method, string path, HttpContent? content = null, string version = "3.3", string? accept = null) =>
        service.SendAsync(method, $"{service.Endpoint}/customvision/v{version}/training/{path}", content, accept);

    public static async Task<JsonNode> V3Async(
        this TestService service, string method, string path, HttpContent? content = null, string version = "3.3", int status = 200)
    {
        using var response = await service.SendV3Async(method, path, content, version, "application/json");
        var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
        Assert.True((int)response.StatusCode == status, $"{method} {path}: {(int)response.StatusCode} {body}");
        return body.Length > 0 ? JsonNode.Parse(body)! : new JsonObject();
    }

    public static Task<JsonNode> V3Async(this TestService service, string method, string path, string json, string version = "3.3", int status = 200) =>
        service.V3Async(method, path, TrainingSteps.Json(json), version, status);

    /// <summary>Code and message of the error that the request must be answered with.</summary>
    public static async Task<(string Code, string Message)> V3ErrorAsync(
        this TestService service, int status, string method, string path, string? json = null, string version = "3.3")
    {
        var error = await service.V3Async(method, path, json is null ? null : TrainingSteps.Json(json), version, status);
        Assert.Equal(["code", "message"], error.AsObject().Select(member => member.Key));
        return ((string)error["code"]!, (string)error["message"]!);
    }

    public static async Task<HttpResponseMessage> SendV3PredictionAsync(
        this TestService service, string path, HttpContent? content, string version = "3.1", string? accept = "application/json")
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{service.Endpoint}/customvision/v{version}/prediction/{path}") { Content = content };
        request.Headers.Add("Prediction-Key", TestService.PredictionKey);
        if (accept is not null)
            request.Headers.Add("Accept", accept);
        return await client.SendAsync(request, TestService.Cancel);
    }

    public static async Task<JsonNode> V3PredictAsync(this TestService service, string path, HttpContent? content, string version = "3.1", int status = 200)
    {
        using var response = await service.SendV3PredictionAsync(path, content, version);
        var body = await response.Content.ReadAsStringAsync(TestService.Cancel);
        Assert.True((int)response.StatusCode == status, $"{path}: {(int)response.StatusCode} {body}");
        return JsonNode.Parse(body)!;
    }

    public static async Task<string> NewV3ProjectAsync(this TestService service, string query = "", string name = "colours") =>
        (string)(await service.V3Async("POST", $"projects?name={name}{query}"))["id"]!;

    public static async Task<string> NewV3TagAsync(this TestService service, string project, string name, string query = "") =>
        (string)(await service.V3Async("POST", $"projects/{project}/tags?name={name}{query}"))["id"]!;

    public static string FilesBody(IEnumerable<byte[]> images, string tagIds, string others = "") =>
        $$"""{"images":[{{string.Join(',', images.Select((image, number) => $$"""{"name":"{{number}}.png","contents":"{{Convert.ToBase64String(image)}}"}"""))}}],"tagIds":[{{tagIds}}]{{others}}}""";

    /// <summary>Uploads images of a colour with a tag; returns their ids.</summary>
    public static async Task<string[]> UploadV3Async(this TestService service, string project, string colour, int count, string? tag = null) =>
        [.. (await service.V3Async("POST", $"projects/{project}/images/files", FilesBody(
            Enumerable.Range(0, count).Select(_ => TrainingSteps.Coloured(colour)), tag is null ? "" : $"\"{tag}\"")))["images"]!.AsArray()
            .Select(image => (string)image!["image"]!["id"]!)];

    /// <summary>Trains and waits for the end.</summary>
    public static async Task<JsonNode> TrainV3Async(this TestService service, string project, string query = "", string version = "3.4-preview")
    {
        var begun = await service.V3Async("POST", $"projects/{project}/train{query}", version: version);
        return await service.TrainedV3Async(project, (string)begun["id"]!, version);
    }

    public static async Task<JsonNode> TrainedV3Async(this TestService service, string project, string iteration, string version)
    {
        while (true)
        {
            var now = await service.V3Async("GET", $"projects/{project}/iterations/{iteration}", version: version);
            if ((string)now["status"]! != "Training")
                return now;
            await Task.Delay(10, TestService.Cancel);
        }
    }

    public static Task<JsonNode> PublishAsync(this TestService service, string project, string iteration, string name, string others = "", int status = 200) =>
        service.V3Async("POST", $"projects/{project}/iterations/{iteration}/publish?publishName={name}&predictionId={Uri.EscapeDataString(Resource)}{others}", status: status);

    /// <summary>A classification project of a compact domain with so many images for each of two tags, trained.</summary>
    public static async Task<(string Project, string Red, string Green, string Iteration)> NewTrainedAsync(this TestService service, string query = "")
    {
        var project = await service.NewV3ProjectAsync($"&domainId={CompactDomain}{query}");
        var (red, green) = (await service.NewV3TagAsync(project, "red"), await service.NewV3TagAsync(project, "green"));
        await service.UploadV3Async(project, "red", 5, red);
        await service.UploadV3Async(project, "green", 5, green);
        return (project, red, green, (string)(await service.TrainV3Async(project))["id"]!);
    }
}
