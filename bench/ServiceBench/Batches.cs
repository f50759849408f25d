using System.Globalization;
using System.Text;

namespace ServiceBench;

/// <summary>Bodies of uploads, made before the clock runs.</summary>
internal sealed record Batches(string ContentType, IReadOnlyList<byte[]> Bodies, int Pictures)
{
    private const string Boundary = "5f0e7c1a-9d1b-4d5b-8a55-1f4c1d3e2b60";

    public static Batches Make(int count, int size, int batchSize, Random random)
    {
        var bodies = new List<byte[]>();
        for (var made = 0; made < count; made += batchSize)
            bodies.Add(Body(Enumerable.Range(made, Math.Min(batchSize, count - made))
                .Select(number => (Name(number), Photograph.OfSize(size, random)))));
        return new Batches($"multipart/form-data; boundary=\"{Boundary}\"", bodies, count);
    }

    public static string Name(int number) => string.Create(CultureInfo.InvariantCulture, $"picture_{number:00000}.jpg");

    private static byte[] Body(IEnumerable<(string Name, byte[] Content)> pictures)
    {
        var body = new MemoryStream();
        foreach (var (name, content) in pictures)
        {
            body.Write(Encoding.ASCII.GetBytes(
                $"--{Boundary}\r\nContent-Disposition: form-data; name=imageData; filename={name}\r\nContent-Type: application/octet-stream\r\n\r\n"));
            body.Write(content);
            body.Write("\r\n"u8);
        }
        body.Write(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        return body.ToArray();
    }
}
