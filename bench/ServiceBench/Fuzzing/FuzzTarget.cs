using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace CustomVision.Fuzzing;

/// <summary>A service with something of everything in it, so that requests get far.</summary>
/// <param name="Endpoint">Where it is.</param>
/// <param name="TrainingKey">Its key.</param>
/// <param name="PredictionKey">Its other key.</param>
/// <param name="Ids">What the names in the paths of operations stand for.</param>
internal sealed record FuzzTarget(Uri Endpoint, string TrainingKey, string PredictionKey, IReadOnlyDictionary<string, string> Ids)
{
    private const string Resource = "/subscriptions/s/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a";

    public static async Task<FuzzTarget> PrepareAsync(Uri endpoint, string trainingKey, string predictionKey, CancellationToken cancel)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = endpoint };
        http.DefaultRequestHeaders.Add("Training-key", trainingKey);
        http.DefaultRequestHeaders.Add("Prediction-key", predictionKey);
        await SendAsync(HttpMethod.Delete, "_local/faults");
        await SendAsync(HttpMethod.Patch, "_local/settings", JsonContent.Create(new { profile = "None", training = new { mode = "real" } }));
        await SendAsync(HttpMethod.Post, "_local/reset");

        const string Projects = "customvision/v1.0/Training/projects";
        var project = Id(await SendAsync(HttpMethod.Post, $"{Projects}?name=fuzz"));
        var random = new Random(1);
        var (tag, image) = ("", "");
        foreach (var name in (string[])["alder", "birch"])
        {
            tag = Id(await SendAsync(HttpMethod.Post, $"{Projects}/{project}/tags?name={name}"));
            var form = new MultipartFormDataContent();
            for (var number = 0; number < 8; number++)
                form.Add(new ByteArrayContent(FuzzImages.NewBitmap(random)), "imageData", $"{name}{number}.bmp");
            var added = await SendAsync(HttpMethod.Post, $"{Projects}/{project}/images/image?tagIds={tag}", form);
            image = Id(added!["Images"]![0]!["Image"]);
        }

        var iteration = Id(await SendAsync(HttpMethod.Post, $"{Projects}/{project}/train"));
        for (string? status = null; status != "Completed";)
            status = (string)(await SendAsync(HttpMethod.Get, $"{Projects}/{project}/iterations/{iteration}"))!["Status"]! is var now and not "Failed"
                ? now
                : throw new InvalidOperationException("The training failed.");
        await SendAsync(HttpMethod.Patch, $"{Projects}/{project}/iterations/{iteration}", JsonContent.Create(new { IsDefault = true }));
        var prediction = Id(await SendAsync(
            HttpMethod.Post, $"customvision/v1.0/Prediction/{project}/image", new ByteArrayContent(FuzzImages.NewBitmap(random))));

        const string Detection = "da2e3a8a-40a5-4171-82f4-58522f70fbc1"; // General
        const string V3Projects = "customvision/v3.3/training/projects";
        var detection = Id(await SendAsync(HttpMethod.Post, $"{V3Projects}?name=fuzz2&domainId={Detection}"));
        var thing = Id(await SendAsync(HttpMethod.Post, $"{V3Projects}/{detection}/tags?name=thing"));
        var sent = await SendAsync(HttpMethod.Post, $"{V3Projects}/{detection}/images", new ByteArrayContent(FuzzImages.NewBitmap(random)));
        var token = (string)(await SendAsync(HttpMethod.Get, $"{V3Projects}/{project}/export"))!["token"]!;

        return new FuzzTarget(endpoint, trainingKey, predictionKey, new Dictionary<string, string>
        {
            ["projectId"] = project,
            ["tagId"] = tag,
            ["imageId"] = image,
            ["labelId"] = image,
            ["iterationId"] = iteration,
            ["id"] = prediction,
            ["domainId"] = Detection,
            ["detectionId"] = detection,
            ["thingId"] = thing,
            ["objectId"] = Id(sent!["images"]![0]!["image"]),
            ["publishedName"] = "Iteration 1", // as default iterations are published
            ["publishName"] = "model",
            ["predictionId"] = Resource,
            ["token"] = token,
            ["platform"] = "ONNX",
            ["taggingStatus"] = "Tagged",
            ["$filter"] = "metadata=key eq 'value'",
            ["type"] = "Regular",
            ["classificationType"] = "Multiclass",
            ["trainingType"] = "Regular",
            ["overwrite"] = "true",
            ["store"] = "true",
            ["allIterations"] = "true",
        });

        async Task<JsonNode?> SendAsync(HttpMethod method, string path, HttpContent? body = null)
        {
            using var request = new HttpRequestMessage(method, path) { Content = body };
            using var answer = await http.SendAsync(request, cancel);
            var text = await answer.Content.ReadAsStringAsync(cancel);
            if (!answer.IsSuccessStatusCode)
                throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {text}");
            return text.Length > 0 ? JsonNode.Parse(text) : null;
        }

        static string Id(JsonNode? of) => (string)(of!["Id"] ?? of["id"])!;
    }
}
