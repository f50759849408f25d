using System.Text;
using System.Text.Json;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>What came in a request that only names its images: their addresses, or the ids of their predictions.</summary>
internal sealed record ReferenceRequest(string Line, Guid[] TagIds, string[] Names)
{
    public static ReferenceRequest Of(ReceivedRequest request)
    {
        using var body = JsonDocument.Parse(request.Body);
        var members = body.RootElement.EnumerateObject().ToDictionary(member => member.Name, member => member.Value);
        Assert.Equal(2, members.Count);
        var names = members[request.Target.EndsWith("/url", StringComparison.Ordinal) ? "Urls" : "Ids"];
        return new ReferenceRequest(
            request.Line,
            [.. members["TagIds"].EnumerateArray().Select(id => id.GetGuid())],
            [.. names.EnumerateArray().Select(name => name.GetString()!)]);
    }

    /// <summary>Takes everything, and reports it under the names it came with.</summary>
    public static ServerReply Ok(ReceivedRequest request) => UploadAnswer.Of(Outcomes(request));

    public static IEnumerable<Outcome> Outcomes(ReceivedRequest request) =>
        Of(request).Names.Select(name => new Outcome(name, ImageStatus.OK, IdOf(name)));

    /// <summary>The id that an image gets: its name decides, so that a result of another image is found out.</summary>
    public static Guid IdOf(string name) => UploadAnswer.IdOf(Encoding.UTF8.GetBytes(name));
}
