using System.Globalization;
using System.Text;

namespace ServiceBench;

/// <summary>Bodies of uploads.</summary>
internal static class Batches
{
    public const string ContentType = $"multipart/form-data; boundary=\"{Boundary}\"";

    private const string Boundary = "5f0e7c1a-9d1b-4d5b-8a55-1f4c1d3e2b60";

    public static List<byte[]> Of(int pictures, int batchSize, Func<byte[]> next)
    {
        var bodies = new List<byte[]>();
        for (var left = pictures; left > 0; left -= batchSize)
            bodies.Add(Body([.. Enumerable.Range(0, Math.Min(batchSize, left)).Select(_ => next())]));
        return bodies;
    }

    /// <summary>Each picture is named by its place in the batch.</summary>
    public static byte[] Body(IReadOnlyList<byte[]> pictures)
    {
        var body = new MemoryStream(pictures.Sum(picture => picture.Length + 200) + 100);
        for (var number = 0; number < pictures.Count; number++)
        {
            body.Write(Encoding.ASCII.GetBytes(string.Create(
                CultureInfo.InvariantCulture,
                $"--{Boundary}\r\nContent-Disposition: form-data; name=imageData; filename={number}\r\nContent-Type: application/octet-stream\r\n\r\n")));
            body.Write(pictures[number]);
            body.Write("\r\n"u8);
        }
        body.Write(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        return body.ToArray();
    }
}
