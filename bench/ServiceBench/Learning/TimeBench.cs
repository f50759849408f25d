using System.Diagnostics;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;
using SkiaSharp;

namespace CustomVision.Benches.Service.Learning;

/// <summary>How long a user waits for a training and for a prediction.</summary>
internal static class TimeBench
{
    public const string Usage =
        """
        time: how long 300 images of 128 x 128 in 3 tags take to train, from their bytes, with the features made on all
        processors and the rest on one; and how long one prediction takes, from the bytes, for images of several sizes.
        All in this process; the first training also loads and compiles all that it needs. Goals: 15 s and 60 ms.
        """;

    private const int Images = 300;
    private const int Tags = 3;
    private const int Trainings = 5;
    private const int Predictions = 200;

    public static Task<int> RunAsync(Arguments arguments)
    {
        arguments.End();
        var images = DrawnSets.Surfaces(Images / Tags).Images.Where(image => image.Tag < Tags).ToArray();
        Console.WriteLine();
        Console.WriteLine($"training of {images.Length} images of {Scene.Side} x {Scene.Side} in {Tags} tags");
        Console.WriteLine($"{"run",-10}{"features s",12}{"training s",12}{"together s",12}");
        TrainedModel? model = null;
        var slowest = 0.0;
        for (var run = 1; run <= Trainings; run++)
        {
            var watch = Stopwatch.StartNew();
            var examples = images.AsParallel().AsOrdered().Select(image => new Example(0, image.Sha256, Extract(image.Bytes), [image.Tag])).ToArray();
            var features = watch.Elapsed.TotalSeconds;
            model = Learner.Train(examples, Tags, HeadKind.OneVersusRest, CancellationToken.None).Model;
            var all = watch.Elapsed.TotalSeconds;
            slowest = Math.Max(slowest, all);
            Console.WriteLine($"{run,-10}{features,12:0.00}{all - features,12:0.00}{all,12:0.00}");
        }

        Console.WriteLine();
        Console.WriteLine($"prediction: {Predictions} of each");
        Console.WriteLine($"{"",-26}{"KB",8}{"median ms",12}{"95 % ms",10}{"worst ms",10}");
        var prediction = Time("JPEG 128 x 128", images[0].Bytes, model!);
        foreach (var (width, height) in new[] { (1155, 866), (4000, 3000) })
        {
            Time($"JPEG {width} x {height}", Enlarged(images[0].Bytes, width, height, SKEncodedImageFormat.Jpeg), model!);
            Time($"PNG {width} x {height}", Enlarged(images[0].Bytes, width, height, SKEncodedImageFormat.Png), model!, width > 2000 ? 10 : 1);
        }
        var known = Extract(images[0].Bytes);
        Time("the model alone", () => model!.Predict(known), 0);
        Verdict.AtMost(slowest, 15, "s for the slowest training");
        Verdict.AtMost(prediction, 60, "ms for a prediction of 128 x 128 (median)");
        return Task.FromResult(0);
    }

    private static double Time(string name, byte[] image, TrainedModel model, int fewer = 1) =>
        Time(name, () => model.Predict(Extract(image)), image.Length, Predictions / fewer);

    private static double Time(string name, Action predict, int bytes, int count = Predictions)
    {
        predict();
        var times = new double[count];
        for (var i = 0; i < times.Length; i++)
        {
            var watch = Stopwatch.StartNew();
            predict();
            times[i] = watch.Elapsed.TotalMilliseconds;
        }
        Array.Sort(times);
        Console.WriteLine($"{name,-26}{bytes / 1024,8:N0}{times[times.Length / 2],12:0.000}{times[times.Length * 95 / 100],10:0.000}{times[^1],10:0.000}");
        return times[times.Length / 2];
    }

    private static float[] Extract(byte[] image)
    {
        using var data = ImageBytes.Copy(image);
        // Without the cache of the service.
        return PretrainedNetwork.Run(NormalizedImage.Decode(data) ?? throw new InvalidDataException("An image of the bench cannot be decoded."));
    }

    /// <summary>The same image with more pixels, and grain so that they do not compress to nothing.</summary>
    private static byte[] Enlarged(byte[] image, int width, int height, SKEncodedImageFormat format)
    {
        using var small = SKBitmap.Decode(image);
        using var large = small.Resize(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque), new SKSamplingOptions(SKCubicResampler.Mitchell));
        var random = new Random(1);
        var pixels = large.GetPixelSpan().ToArray();
        for (var i = 0; i < pixels.Length; i++)
            if (i % 4 != 3)
                pixels[i] = (byte)Math.Clamp(pixels[i] + random.Next(-8, 9), 0, 255);
        System.Runtime.InteropServices.Marshal.Copy(pixels, 0, large.GetPixels(), pixels.Length);
        using var data = large.Encode(format, 88);
        return data.ToArray();
    }
}
