using System.Text.Json.Nodes;
using CustomVision.LocalService.Learning.Detection;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>An exported object detection, read by ONNX Runtime alone, as a program without this project would.</summary>
[Collection<TrainedShapesGroup>]
public sealed class DetectionExportTests(TrainedShapes trained)
{
    private const string Training = "/customvision/v3.3/training/projects";
    private const int Side = 448;
    private const double Tolerance = 1e-4;

    [Fact]
    public async Task An_exported_detector_finds_what_the_service_finds_and_so_does_an_imported_one()
    {
        var (service, project, iteration) = (trained.Service, trained.Project, trained.Iteration);
        var zip = await service.DownloadModelAsync(project, iteration, "ONNX");
        var files = ExportSteps.FilesOf(zip);

        Assert.Equal(["cvexport.manifest", "labels.txt", "metadata_properties.json", "model.onnx"], files.Keys.Order());
        Assert.Equal(Shapes.Tags, System.Text.Encoding.UTF8.GetString(files["labels.txt"]).Split('\n'));
        Assert.Equal("ObjectDetection", (string)JsonNode.Parse(files["cvexport.manifest"])!["DomainType"]!);
        Assert.Equal("448", (string)JsonNode.Parse(files["metadata_properties.json"])!["CustomVision.Preprocess.TargetWidth"]!);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(files["model.onnx"], options);
        Assert.Equal(["image_tensor"], session.InputMetadata.Keys);
        Assert.Equal([1, 3, Side, Side], session.InputMetadata["image_tensor"].Dimensions);
        Assert.Equal(["detected_boxes", "detected_classes", "detected_scores"], session.OutputMetadata.Keys);
        Assert.Equal("Rgb8", session.ModelMetadata.CustomMetadataMap["Image.BitmapPixelFormat"]);

        var imported = await service.ImportAsync(zip);
        Assert.Equal("ObjectDetection", (string)imported["type"]!);

        // Of the size of the input, so that neither side has to scale them. One has nothing in it.
        var images = Enumerable.Range(100, 6).Select(seed => Shapes.Draw(seed, Side).Png).Append(Blank());
        var count = 0;
        foreach (var image in images)
        {
            var expected = await DetectAsync(service, project, iteration, image);
            var found = Run(session, image);
            AssertSame(expected, found);
            AssertSame(expected, await DetectAsync(service, (string)imported["projectId"]!, (string)imported["iterationId"]!, image));
            count += found.Count;
        }
        Assert.InRange(count, 12, 1000);
    }

    [Fact]
    public async Task A_detector_that_finds_boxes_everywhere_chooses_and_merges_the_same_ones()
    {
        var bytes = trained.Service.Store.Database.Read(session => session.QuerySingle("SELECT model FROM models", row => row.GetFieldValue<byte[]>(0)))!;
        // Hardly any window is improbable enough to be left out.
        var detector = Detector.FromBytes(bytes).Calibrated(0.2f, 0);
        using var session = new InferenceSession(DetectorOnnx.Write(detector));
        foreach (var path in Directory.GetFiles(Path.Combine(Repository.Textures, "test"), "*_1.jpg", SearchOption.AllDirectories).Order())
        {
            var image = Scaled(await File.ReadAllBytesAsync(path, TestService.Cancel));
            using var data = SKData.CreateCopy(image);
            var expected = Sorted(detector.Detect(Detector.ReadMaps(data)!.Value).Select(found => (
                Shapes.Tags[found.Tag], (double[])[found.Probability, found.Box.Left, found.Box.Top, found.Box.Width, found.Box.Height])));

            var boxes = Run(session, image);

            Assert.InRange(boxes.Count, 20, 120);
            AssertSame(expected, boxes);
        }
    }

    private static void AssertSame(List<(string Tag, double[] Numbers)> expected, List<(string Tag, double[] Numbers)> found)
    {
        Assert.Equal(Shown(expected), Shown(found));
        foreach (var (one, other) in expected.Zip(found))
            for (var i = 0; i < one.Numbers.Length; i++)
                Assert.Equal(one.Numbers[i], other.Numbers[i], Tolerance);

        static IEnumerable<string> Shown(List<(string Tag, double[] Numbers)> boxes) => boxes.Select(box => box.Tag);
    }

    /// <summary>The tag of each box with its probability, left, top, width and height, in a fixed order.</summary>
    private static async Task<List<(string Tag, double[] Numbers)>> DetectAsync(TestService service, string project, string iteration, byte[] image)
    {
        var predictions = (await service.JsonAsync("POST", $"{Training}/{project}/quicktest/image?iterationId={iteration}", TestService.Multipart([image])))["predictions"]!;
        return Sorted(predictions.AsArray().Select(one =>
        {
            var box = one!["boundingBox"]!;
            return ((string)one["tagName"]!, (double[])[(double)one["probability"]!, (double)box["left"]!, (double)box["top"]!, (double)box["width"]!, (double)box["height"]!]);
        }));
    }

    private static List<(string Tag, double[] Numbers)> Run(InferenceSession session, byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        var pixels = bitmap.Pixels;
        float[] rgb = [.. pixels.Select(pixel => (float)pixel.Red), .. pixels.Select(pixel => (float)pixel.Green), .. pixels.Select(pixel => (float)pixel.Blue)];
        using var input = OrtValue.CreateTensorValueFromMemory(rgb, [1, 3, Side, Side]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["image_tensor"], [input], ["detected_boxes", "detected_classes", "detected_scores"]);
        var boxes = outputs[0].GetTensorDataAsSpan<float>().ToArray().Chunk(4).ToArray();
        var tags = outputs[1].GetTensorDataAsSpan<long>().ToArray();
        var scores = outputs[2].GetTensorDataAsSpan<float>().ToArray();
        Assert.Equal((tags.Length, tags.Length), (boxes.Length, scores.Length));
        return Sorted(boxes.Select((box, i) => (Shapes.Tags[tags[i]], (double[])[scores[i], box[0], box[1], box[2] - box[0], box[3] - box[1]])));
    }

    private static List<(string Tag, double[] Numbers)> Sorted(IEnumerable<(string Tag, double[] Numbers)> boxes) =>
        [.. boxes.OrderBy(box => box.Tag, StringComparer.Ordinal).ThenByDescending(box => box.Numbers[0])];

    private static byte[] Scaled(byte[] image)
    {
        using var photograph = SKBitmap.Decode(image);
        using var large = photograph.Resize(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var data = large.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static byte[] Blank()
    {
        using var bitmap = new SKBitmap(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
            canvas.Clear(SKColors.White);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }
}
