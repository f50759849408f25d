using System.Text.Json.Nodes;

namespace ServiceBench;

/// <summary>A picture that was answered with OK.</summary>
internal sealed record StoredPicture(string Id, byte[] Content, string[] TagIds);

/// <summary>Uploads batches of random size and tags, one after the other, until the service is gone.</summary>
internal sealed class EndlessUpload(ServiceProcess service, TrainingProject project, string[] tags, Random random)
{
    private const int LargestBatch = 16;
    private const int LargestPicture = 80 * 1024; // some are kept in files of their own

    /// <returns>What was answered.</returns>
    public async Task<List<StoredPicture>> UntilGoneAsync()
    {
        using var sending = new Sending(project.UploadAddress(), service.TrainingKey, senders: 1);
        var stored = new List<StoredPicture>();
        while (true)
        {
            var pictures = Enumerable.Range(0, random.Next(1, LargestBatch + 1))
                .Select(_ => TinyPicture.OfSize(random.Next(TinyPicture.Smallest, LargestPicture), random)).ToArray();
            string[] tagIds = [.. tags.Where(_ => random.Next(2) == 0)];
            byte[] answer;
            try
            {
                answer = await sending.SendAsync(Batches.Form(pictures)(), project.UploadAddress(tagIds));
            }
            catch (HttpRequestException error) when (error.StatusCode is null)
            {
                // The connection broke: it is gone.
                return stored;
            }

            // Each part is named by its place.
            foreach (var result in JsonNode.Parse(answer)!["Images"]!.AsArray())
                stored.Add((string)result!["Status"]! == "OK"
                    ? new StoredPicture((string)result["Image"]!["Id"]!, pictures[int.Parse((string)result["SourceUrl"]!)], tagIds)
                    : throw new InvalidOperationException($"A picture was answered with {result["Status"]}."));
        }
    }
}
