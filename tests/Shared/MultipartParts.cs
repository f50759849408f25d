using System.Text;

namespace CustomVision.Tests;

/// <summary>One part of a multipart body.</summary>
internal sealed record MultipartPart(string Head, byte[] Content)
{
    /// <summary>The file name, without its quotes; null without one.</summary>
    public string? FileName =>
        Head.Split("filename=") is [_, var rest] ? rest.Split('\r', ';')[0].Trim('"') : null;
}

/// <summary>Takes multipart bodies apart, with no leniency.</summary>
internal static class MultipartParts
{
    public static IReadOnlyList<MultipartPart> Of(ReceivedRequest request)
    {
        var type = request.Header("Content-Type") ?? throw new FormatException("There is no Content-Type.");
        var boundary = type.Split("boundary=")[1].Trim('"');
        return Of(request.Body, boundary);
    }

    public static IReadOnlyList<MultipartPart> Of(byte[] body, string boundary)
    {
        ReadOnlySpan<byte> rest = body;
        var delimiter = Encoding.ASCII.GetBytes($"--{boundary}");
        if (!rest.StartsWith(delimiter))
            throw new FormatException("The body does not begin with its boundary.");
        rest = rest[delimiter.Length..];
        var parts = new List<MultipartPart>();
        while (rest.StartsWith("\r\n"u8))
        {
            rest = rest[2..];
            var head = rest.IndexOf("\r\n\r\n"u8);
            var end = rest.IndexOf(Encoding.ASCII.GetBytes($"\r\n--{boundary}"));
            if (head < 0 || end < head)
                throw new FormatException("A part has no end.");
            parts.Add(new MultipartPart(Encoding.UTF8.GetString(rest[..head]), rest[(head + 4)..end].ToArray()));
            rest = rest[(end + 2 + delimiter.Length)..];
        }

        return rest.SequenceEqual("--\r\n"u8) ? parts : throw new FormatException("The body does not end with its boundary.");
    }
}
