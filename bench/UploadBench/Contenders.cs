using System.Net.Http.Headers;
using System.Threading.Channels;
using CustomVision.Training;
using CustomVision.Uploading;

namespace UploadBench;

/// <summary>One way of bringing files into a project.</summary>
internal delegate Task Contender(Guid projectId, IReadOnlyList<string> files);

internal static class Contenders
{
    private const int BatchSize = ImageUploaderOptions.LargestBatch;

    /// <summary>CustomVision's own.</summary>
    public static Contender Uploader(TrainingClient client) => async (projectId, files) =>
    {
        var paths = Channel.CreateUnbounded<string>();
        foreach (var file in files)
            paths.Writer.TryWrite(file);
        paths.Writer.Complete();
        var uploader = new ImageUploader(
            client,
            projectId,
            [],
            result => result.IsStored ? Task.CompletedTask : throw new InvalidOperationException($"{result.Path}: {result.Status}"),
            new ImageUploaderOptions { BatchSize = BatchSize });
        await uploader.UploadAsync(paths.Reader);
    };

    /// <summary>The same requests with what .NET has, one after the other, and no look at what the answers say.</summary>
    public static Contender Bare(HttpClient http, ServiceProcess service) => async (projectId, files) =>
    {
        foreach (var batch in files.Chunk(BatchSize))
        {
            using var body = new MultipartFormDataContent();
            foreach (var file in batch)
            {
                var picture = new StreamContent(File.OpenRead(file));
                picture.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
                body.Add(picture, "imageData", Path.GetFileName(file));
            }

            using var request = new HttpRequestMessage(
                HttpMethod.Post, new Uri(service.Endpoint, $"customvision/v1.0/Training/projects/{projectId}/images/image"))
            {
                Content = body,
            };
            request.Headers.Add("Training-key", service.TrainingKey);
            request.Headers.Add("Accept", "application/json");
            using var answer = await http.SendAsync(request);
            answer.EnsureSuccessStatusCode();
            await answer.Content.ReadAsByteArrayAsync();
        }
    };
}
