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

        return new FuzzTarget(endpoint, trainingKey, predictionKey, new Dictionary<string, string>
        {
            ["projectId"] = project,
            ["tagId"] = tag,
            ["imageId"] = image,
            ["labelId"] = image,
            ["iterationId"] = iteration,
            ["id"] = prediction,
            ["domainId"] = project,
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

        static string Id(JsonNode? of) => (string)of!["Id"]!;
    }
}
