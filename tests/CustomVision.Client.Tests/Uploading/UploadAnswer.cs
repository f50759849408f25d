using System.Security.Cryptography;
using System.Text.Json;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>One result as a test wants the service to give it.</summary>
internal sealed record Outcome(string? SourceUrl, string Status, Guid? ImageId)
{
    /// <summary>The tags that the image has in the project.</summary>
    public IReadOnlyList<Guid> TagIds { get; init; } = [];
}

/// <summary>Answers to CreateImagesFromData that are computed from the request, as a service does.</summary>
internal static class UploadAnswer
{
    /// <summary>Takes everything, and reports it under the names it came with.</summary>
    public static ServerReply Ok(ReceivedRequest request) => Of(Outcomes(request));

    /// <summary>Like <see cref="Ok"/>, and lists the images that are stored.</summary>
    public static Func<ReceivedRequest, ServerReply> Storing(ISet<Guid> stored) => request =>
    {
        lock (stored)
        {
            if (request.Method == "GET")
                return ServerReply.Json(JsonSerializer.Serialize(request.Target.Contains("/untagged", StringComparison.Ordinal) ? [] : stored.Select(id => new { Id = id }).ToArray()));
            var outcomes = Outcomes(request);
            stored.UnionWith(outcomes.Select(outcome => outcome.ImageId!.Value));
            return Of(outcomes);
        }
    };

    public static ServerReply Of(IEnumerable<Outcome> outcomes)
    {
        var images = outcomes.Select(outcome => new
        {
            outcome.SourceUrl,
            Image = outcome.ImageId is { } id ? new
            {
                Id = id,
                Created = "2017-05-18T19:47:30.093Z",
                Width = 300,
                Height = 157,
                Labels = outcome.TagIds.Select(tag => new { TagId = tag, LabelId = Guid.NewGuid() }),
            } : null,
            outcome.Status,
        }).ToList();
        var summary = new { IsBatchSuccessful = images.All(image => image.Status == ImageStatus.OK), Images = images };
        return ServerReply.Json(JsonSerializer.Serialize(summary));
    }

    public static IReadOnlyList<Outcome> Outcomes(ReceivedRequest request) =>
        [.. MultipartParts.Of(request).Select(part => new Outcome(part.FileName, ImageStatus.OK, IdOf(part.Content)))];

    /// <summary>The id that an image gets: its content decides, so that a result of another image is found out.</summary>
    public static Guid IdOf(byte[] content) => new(SHA256.HashData(content)[..16]);
}
