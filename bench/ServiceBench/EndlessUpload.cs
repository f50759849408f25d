using System.Text.Json.Nodes;

namespace CustomVision.Benches.Service;

/// <summary>An image that was answered with OK.</summary>
internal sealed record StoredImage(string Id, byte[] Content, string[] TagIds);

/// <summary>Uploads batches of random size and tags, one after the other, until the service is gone.</summary>
internal sealed class EndlessUpload(ServiceProcess service, TrainingProject project, string[] tags, Random random)
{
    private const int LargestBatch = 16;
    private const int LargestImage = 80 * 1024; // some are kept in files of their own

    /// <returns>What was answered.</returns>
    public async Task<List<StoredImage>> UntilGoneAsync()
    {
        using var sending = new Sending(project.UploadAddress(), service.TrainingKey, senders: 1);
        var stored = new List<StoredImage>();
        while (true)
        {
            var images = Enumerable.Range(0, random.Next(1, LargestBatch + 1))
                .Select(_ => TinyImage.OfSize(random.Next(TinyImage.Smallest, LargestImage), random)).ToArray();
            string[] tagIds = [.. tags.Where(_ => random.Next(2) == 0)];
            byte[] answer;
            try
            {
                answer = await sending.SendAsync(Batches.Form(images)(), project.UploadAddress(tagIds));
            }
            catch (HttpRequestException error) when (error.StatusCode is null)
            {
                // The connection broke: it is gone.
                return stored;
            }

            // Each part is named by its place.
            foreach (var result in JsonNode.Parse(answer)!["Images"]!.AsArray())
                stored.Add((string)result!["Status"]! == "OK"
                    ? new StoredImage((string)result["Image"]!["Id"]!, images[int.Parse((string)result["SourceUrl"]!)], tagIds)
                    : throw new InvalidOperationException($"An image was answered with {result["Status"]}."));
        }
    }
}
