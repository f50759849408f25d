using System.Buffers.Binary;
using System.Diagnostics;
using SkiaSharp;

namespace CustomVision.Benches.Module;

internal static class ResizeBench
{
    public const string Usage =
        """
        resize: images per second of a pipeline into Add-CVTrainingImage over a slow line, with photographs of 12 megapixels, with
        -Resize and without it, and their ratio. No goal.

          --images N   how many photographs with -Resize (200)
          --plain N    how many without it (20)
          --mbits N    the speed of the line in Mbit/s (20)
        """;

    private const int Width = 4000;
    private const int Height = 3000;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 200);
        var plain = arguments.Number("--plain", 20);
        var speed = arguments.Number("--mbits", 20);
        arguments.End();

        using var service = await ServiceProcess.StartAsync(onDisk: false);
        using var line = new SlowLine(service.Endpoint, speed * 1_000_000 / 8.0);
        foreach (var (name, value) in Pipeline.Connection(service))
            Environment.SetEnvironmentVariable(name, value);
        Environment.SetEnvironmentVariable("VISION_TRAINING_ENDPOINT", line.Endpoint.ToString());
        using var pipeline = new Pipeline();
        var folder = Directory.CreateTempSubdirectory("resize-bench-");
        try
        {
            var photograph = Draw();
            for (var i = 0; i < count; i++)
                await File.WriteAllBytesAsync(Path.Combine(folder.FullName, $"{i:0000}.jpg"), WithComment(photograph, i));
            Console.WriteLine($"photographs of {Width} x {Height}, {photograph.Length:N0} bytes each; a line of {speed} Mbit/s");
            Console.WriteLine();
            Console.WriteLine("               images   seconds   images/s   MB sent   CPU ms/image");
            var without = Upload("", plain);
            var with = Upload("-Resize", count);
            Console.WriteLine($"=> -Resize uploads {with / without:0.0} times as many images a second");
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        return 0;

        double Upload(string parameter, int images)
        {
            var before = line.Sent;
            var processor = Environment.CpuUsage.TotalTime;
            var clock = Stopwatch.StartNew();
            var stored = (int)pipeline.With("files", folder.GetFiles().OrderBy(file => file.Name).Take(images).ToArray()).Run(
                $"@($files | Add-CVTrainingImage -ProjectId (New-CVProject resize) {parameter} | Where-Object IsStored).Count").Single().BaseObject;
            var seconds = clock.Elapsed.TotalSeconds;
            processor = Environment.CpuUsage.TotalTime - processor;
            if (stored != images)
                throw new InvalidOperationException($"{stored} of {images} images arrived.");
            var name = parameter.Length == 0 ? "as they are" : parameter;
            Console.WriteLine(
                $"{name,-12} {images,8:N0} {seconds,9:0.0} {images / seconds,10:0.00} {(line.Sent - before) / 1e6,9:0.0} {processor.TotalMilliseconds / images,14:0}");
            return images / seconds;
        }
    }

    // Noise over clouds, which JPEG compresses about as well as a photograph.
    private static byte[] Draw()
    {
        using var bitmap = new SKBitmap(Width, Height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
        using (var clouds = SKShader.CreatePerlinNoiseFractalNoise(0.01f, 0.01f, 6, 1))
        using (var paint = new SKPaint { Shader = clouds })
            canvas.DrawPaint(paint);
        var random = new Random(20170518);
        var pixels = bitmap.GetPixelSpan().ToArray();
        for (var i = 0; i < pixels.Length; i++)
            pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-10, 11), 0, 255);
        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, bitmap.GetPixels(), pixels.Length);
        return bitmap.Encode(SKEncodedImageFormat.Jpeg, 93).ToArray();
    }

    // A comment makes each file unique.
    private static byte[] WithComment(byte[] jpeg, int number)
    {
        var comment = new byte[] { 0xFF, 0xFE, 0, 6, 0, 0, 0, 0 };
        BinaryPrimitives.WriteInt32BigEndian(comment.AsSpan(4), number);
        return [.. jpeg[..2], .. comment, .. jpeg[2..]];
    }
}
