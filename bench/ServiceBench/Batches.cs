using System.Globalization;
using System.Text;

namespace CustomVision.Benches.Service;

/// <summary>Images in requests, each named by its place in its request.</summary>
internal static class Batches
{
    private const string Boundary = "5f0e7c1a-9d1b-4d5b-8a55-1f4c1d3e2b60";

    public static List<byte[][]> Of(int images, int batchSize, Func<byte[]> next)
    {
        var batches = new List<byte[][]>();
        for (var left = images; left > 0; left -= batchSize)
            batches.Add([.. Enumerable.Range(0, Math.Min(batchSize, left)).Select(_ => next())]);
        return batches;
    }

    /// <summary>As a .NET program sends images.</summary>
    public static Func<HttpContent> Form(byte[][] images) => () =>
    {
        var form = new MultipartFormDataContent(Boundary);
        for (var number = 0; number < images.Length; number++)
            form.Add(new ByteArrayContent(images[number]), "imageData", Name(number));
        return form;
    };

    /// <summary>The same, put together once, now.</summary>
    public static Func<HttpContent> ReadyMade(byte[][] images)
    {
        var body = new MemoryStream(images.Sum(image => image.Length + 200) + 100);
        for (var number = 0; number < images.Length; number++)
        {
            body.Write(Encoding.ASCII.GetBytes(
                $"--{Boundary}\r\nContent-Disposition: form-data; name=imageData; filename={Name(number)}\r\n\r\n"));
            body.Write(images[number]);
            body.Write("\r\n"u8);
        }
        body.Write(Encoding.ASCII.GetBytes($"--{Boundary}--\r\n"));
        return () =>
        {
            var content = new ByteArrayContent(body.GetBuffer(), 0, (int)body.Length);
            content.Headers.TryAddWithoutValidation("Content-Type", $"multipart/form-data; boundary=\"{Boundary}\"");
            return content;
        };
    }

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);
}
