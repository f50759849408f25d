using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Tests.V3;
using CustomVision.Tests;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>Made models with the inputs and outputs of those of Azure, imported and used over HTTP.</summary>
public sealed class ModelImportTests(ServiceOfClass shared) : IClassFixture<ServiceOfClass>
{
    // fp16 has eleven binary digits.
    private const double Tolerance = 2e-3;

    private static readonly SKColor Purple = new(204, 0, 51);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_compact_classification_answers_all_versions_of_the_prediction_api(bool isHalf)
    {
        var service = shared.Service;

        var imported = await service.ImportAsync(MadeModel.BgrClassification(isHalf).Zip(), $"name=colors{isHalf}");

        var project = (string)imported["projectId"]!;
        Assert.Equal(
            ($"colors{isHalf}", "Iteration 1", "Iteration1", "Classification", "General (compact)", "Multiclass"),
            ((string)imported["projectName"]!, (string)imported["iterationName"]!, (string)imported["publishName"]!, (string)imported["type"]!,
                (string)imported["domainName"]!, (string)imported["classificationType"]!));
        Assert.Equal(["blue", "green", "red"], imported["tags"]!.AsArray().Select(tag => (string)tag!));
        Assert.Equal(["blue", "green", "red"], (await service.V3Async("GET", $"projects/{project}/tags")).AsArray().Select(tag => (string)tag!["name"]!));
        var iterations = (await service.V3Async("GET", $"projects/{project}/iterations")).AsArray();
        Assert.Equal(("Completed", true), ((string)iterations.Single()!["status"]!, (bool)iterations.Single()!["exportable"]!));

        // Scores are four times the share of each color, so that the softmax is known. Each color is 255, 0 or a fifth of it.
        var image = Filled(Purple);
        var (red, green, blue) = (Math.Exp(3.2), Math.Exp(0), Math.Exp(0.8));
        var expected = new Dictionary<string, double>
        {
            ["red"] = red / (red + green + blue),
            ["blue"] = blue / (red + green + blue),
            ["green"] = green / (red + green + blue),
        };
        foreach (var version in (string[])["3.0", "3.1"])
            AssertTags(expected, (await service.V3PredictAsync($"{project}/classify/iterations/Iteration1/image", TestService.Multipart([image]), version))["predictions"]!);
        AssertTags(expected, (await service.V3Async("POST", $"projects/{project}/quicktest/image", TestService.Multipart([image])))["predictions"]!);
        var old = (await service.PredictAsync(project, image))["Predictions"]!.AsArray();
        Assert.All(old, tag => Assert.Equal(expected[(string)tag!["Tag"]!], (double)tag["Probability"]!, Tolerance));
        Assert.Equal(3, old.Count);
    }

    [Theory]
    [InlineData("Rgb8", "Normalized_0_1", 255f)]
    [InlineData("Bgr8", "Normalized_0_1", 255f)]
    [InlineData("Rgb8", "NominalRange_0_255", 1f)]
    public async Task The_input_has_the_order_and_the_range_that_the_model_says(string format, string range, float factor)
    {
        var service = shared.Service;
        var model = new MadeModel { Labels = ["first", "second", "third"] }.WithMeans(227).WithScores(4 * factor / 255).WithNamedProbabilities("Sigmoid");
        (model.ModelProperties["Image.BitmapPixelFormat"], model.ModelProperties["Image.NominalPixelRange"]) = (format, range);

        var imported = await service.ImportAsync(model.Zip());

        // Sigmoid doesn't add up to 1, and nothing else says the type.
        Assert.Equal("Multilabel", (string)imported["classificationType"]!);
        var isRgb = format == "Rgb8";
        AssertTags(
            new() { [isRgb ? "first" : "third"] = Sigmoid(3.2), ["second"] = 0.5, [isRgb ? "third" : "first"] = Sigmoid(0.8) },
            await PredictAsync(service, imported, Filled(Purple)));
    }

    [Fact]
    public async Task Only_the_square_in_the_middle_counts_where_the_file_says_so()
    {
        var service = shared.Service;
        var cropped = MadeModel.BgrClassification();
        (cropped.Properties["CustomVision.Preprocess.CropMethod"], cropped.Properties["CustomVision.Preprocess.ResizeMethod"]) = ("FullImageShorterSide", "ByShorterSideAlign32");
        var whole = MadeModel.BgrClassification();
        // Red in the middle, blue on the left and on the right.
        var image = Draw(400, 200, canvas =>
        {
            canvas.Clear(SKColors.Blue);
            Fill(canvas, SKColors.Red, 100, 0, 200, 200);
        });

        var inMiddle = await PredictAsync(service, await service.ImportAsync(cropped.Zip()), image);
        var everywhere = await PredictAsync(service, await service.ImportAsync(whole.Zip()), image);

        AssertTags(new() { ["red"] = Math.Exp(4) / (Math.Exp(4) + 2), ["green"] = 1 / (Math.Exp(4) + 2), ["blue"] = 1 / (Math.Exp(4) + 2) }, inMiddle);
        var half = Math.Exp(2);
        AssertTags(new() { ["red"] = half / (2 * half + 1), ["green"] = 1 / (2 * half + 1), ["blue"] = half / (2 * half + 1) }, everywhere);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_classification_of_the_newer_domain_sees_the_image_upright(bool isHalf)
    {
        var service = shared.Service;
        var imported = await service.ImportAsync(MadeModel.HalvesClassification(isHalf).Zip());
        Assert.Equal(("General (compact) [S1]", "Multilabel"), ((string)imported["domainName"]!, (string)imported["classificationType"]!));
        var image = Draw(100, 100, canvas =>
        {
            canvas.Clear(SKColors.Black);
            Fill(canvas, SKColors.Red, 0, 0, 100, 50);
        });

        AssertTags(new() { ["upper"] = Sigmoid(4), ["lower"] = Sigmoid(-4) }, await PredictAsync(service, imported, image));
        AssertTags(new() { ["upper"] = Sigmoid(-4), ["lower"] = Sigmoid(4) }, await PredictAsync(service, imported, TestImages.TurnedPng(image, 3)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_compact_object_detection_gets_its_boxes_from_the_map(bool isHalf)
    {
        var service = shared.Service;
        var log3 = MathF.Log(3);
        var model = MadeModel.Yolo(
            ["cat", "dog"],
            isHalf,
            // Center, size and object of a box in the middle of the image, three times as much a dog as a cat.
            (3, 7, 2, [0, 0, 0, MathF.Log(0.5f), 2, 0, log3]),
            // The same thing once more, less certain, and another thing.
            (3, 7, 1, [0, 0, MathF.Log(3.34f / 1.87f), MathF.Log(2.735f / 2.06f), 1, 0, log3]),
            (10, 2, 0, [log3, -log3, 0, 0, 0, log3, 0]));
        var imported = await service.ImportAsync(model.Zip());
        Assert.Equal(("ObjectDetection", "General (compact)", null), ((string)imported["type"]!, (string)imported["domainName"]!, (string?)imported["classificationType"]));

        var found = await PredictAsync(service, imported, Filled(SKColors.Red), "detect");

        // By tag, and less probable ones of the same thing are left out.
        var large = (Left: 7.5 / 13 - 3.34 / 26, Top: 3.5 / 13 - 2.735 / 26, Width: 3.34 / 13, Height: 2.735 / 13);
        var small = (Left: 2.75 / 13 - 0.573 / 26, Top: 10.25 / 13 - 0.677 / 26, Width: 0.573 / 13, Height: 0.677 / 13);
        Assert.Equal(
            ["cat 0.375", "cat 0.22", "dog 0.661", "dog 0.125"],
            found.AsArray().Select(box => FormattableString.Invariant($"{box!["tagName"]} {Math.Round((double)box["probability"]!, 3):0.###}")));
        AssertBox(small, found[0]!);
        AssertBox(large, found[1]!);
        AssertBox(large, found[2]!);
        AssertBox(small, found[3]!);
        Assert.Empty((await PredictAsync(service, imported, Filled(SKColors.Black), "detect")).AsArray());
    }

    [Fact]
    public async Task A_compact_object_detection_without_a_fixed_size_keeps_the_shape_of_the_image()
    {
        var service = shared.Service;
        var imported = await service.ImportAsync(MadeModel.DynamicYolo().Zip());
        // 512 x 512 pixels in the shape of 400 x 100 are 1024 x 256, which is 32 x 8 cells. One of them is red.
        var image = Draw(400, 100, canvas =>
        {
            canvas.Clear(SKColors.Black);
            Fill(canvas, SKColors.Red, 400 * 20 / 32f, 100 * 5 / 8f, 400 / 32f, 100 / 8f);
        });

        var found = (await PredictAsync(service, imported, image, "detect")).AsArray();

        AssertBox((20.5 / 32 - 0.25 / 32, 5.5 / 8 - 0.5 / 8, 0.5 / 32, 1 / 8.0), Assert.Single(found)!, 1e-5);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_object_detection_of_the_newer_domain_has_its_boxes_itself(bool isHalf)
    {
        var service = shared.Service;
        var imported = await service.ImportAsync(MadeModel.Boxes(isHalf).Zip());
        Assert.Equal(("ObjectDetection", "General (compact) [S1]"), ((string)imported["type"]!, (string)imported["domainName"]!));

        var both = await PredictAsync(service, imported, Filled(Purple), "detect");

        Assert.Equal(["red", "blue"], both.AsArray().Select(box => (string)box!["tagName"]!));
        Assert.Equal(0.8, (double)both[0]!["probability"]!, Tolerance);
        AssertBox((0.1, 0.2, 0.4, 0.6), both[0]!);
        Assert.Equal(0.2, (double)both[1]!["probability"]!, Tolerance);
        AssertBox((0.5, 0, 0.5, 0.25), both[1]!);
        var one = Assert.Single((await PredictAsync(service, imported, Filled(SKColors.Red), "detect")).AsArray())!;
        Assert.Equal("red", (string)one["tagName"]!);
    }

    [Fact]
    public async Task A_classification_without_labels_and_without_other_files_gets_them_from_the_model()
    {
        var service = shared.Service;
        var zip = MadeModel.Zip(new() { ["model.onnx"] = MadeModel.BgrClassification().Onnx() });

        var imported = await service.ImportAsync(zip, "name=old&publishName=as%20before&classificationType=Multilabel");

        Assert.Equal(["blue", "green", "red"], imported["tags"]!.AsArray().Select(tag => (string)tag!));
        Assert.Equal(("as before", "Multilabel"), ((string)imported["publishName"]!, (string)imported["classificationType"]!));
        await service.V3PredictAsync($"{imported["projectId"]}/classify/iterations/as%20before/image", TestService.Multipart([Filled(Purple)]));
    }

    [Fact]
    public async Task An_imported_model_survives_a_restart_and_damage_is_noticed()
    {
        using var folder = new TemporaryFolder();
        JsonNode imported;
        await using (var service = await TestService.StartAsync(folder.PathOf("data")))
            imported = await service.ImportAsync(MadeModel.Boxes().Zip());

        await using (var again = await TestService.StartAsync(folder.PathOf("data")))
        {
            Assert.Equal(2, (await PredictAsync(again, imported, Filled(Purple), "detect")).AsArray().Count);
            await again.Store.Database.WriteAsync(session => session.Execute("UPDATE imported_models SET file = zeroblob(1000)"));
        }

        await using var damaged = await TestService.StartAsync(folder.PathOf("data"));
        using var answer = await damaged.SendV3PredictionAsync($"{imported["projectId"]}/detect/iterations/Iteration1/image", TestService.Multipart([Filled(Purple)]));
        Assert.Equal(500, (int)answer.StatusCode);
        Assert.Contains("Import it again", await answer.Content.ReadAsStringAsync(TestService.Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answered_import_survives_kill_9()
    {
        using var folder = new TemporaryFolder();
        string path;
        using (var service = await ServiceProcess.StartAsync(["--data", folder.PathOf("data")]))
        {
            using var client = service.NewClient();
            using var answer = await client.PostAsync($"{service.Endpoint}/_local/models?name=killed", new ByteArrayContent(MadeModel.BgrClassification().Zip()), TestService.Cancel);
            path = $"/customvision/v3.3/Training/projects/{JsonNode.Parse(await answer.Content.ReadAsStringAsync(TestService.Cancel))!["projectId"]}/quicktest/image";
            await service.KillAsync();
        }

        await using var again = await TestService.StartAsync(folder.PathOf("data"));
        var predicted = await again.JsonAsync("POST", path, TestService.Multipart([Filled(SKColors.Red)]));
        Assert.Equal("red", (string)predicted["predictions"]![0]!["tagName"]!);
    }

    private static async Task<JsonNode> PredictAsync(TestService service, JsonNode imported, byte[] image, string kind = "classify") =>
        (await service.V3PredictAsync($"{imported["projectId"]}/{kind}/iterations/Iteration1/image", TestService.Multipart([image])))["predictions"]!;

    private static void AssertTags(Dictionary<string, double> expected, JsonNode predictions)
    {
        Assert.Equal(expected.Keys.Order(), predictions.AsArray().Select(tag => (string)tag!["tagName"]!).Order());
        Assert.All(predictions.AsArray(), tag => Assert.Equal(expected[(string)tag!["tagName"]!], (double)tag["probability"]!, Tolerance));
    }

    private static void AssertBox((double Left, double Top, double Width, double Height) expected, JsonNode prediction, double tolerance = Tolerance)
    {
        var box = prediction["boundingBox"]!;
        Assert.Equal(expected.Left, (double)box["left"]!, tolerance);
        Assert.Equal(expected.Top, (double)box["top"]!, tolerance);
        Assert.Equal(expected.Width, (double)box["width"]!, tolerance);
        Assert.Equal(expected.Height, (double)box["height"]!, tolerance);
    }

    private static double Sigmoid(double number) => 1 / (1 + Math.Exp(-number));

    private static byte[] Filled(SKColor color) => Draw(60, 40, canvas => canvas.Clear(color));

    private static byte[] Draw(int width, int height, Action<SKCanvas> draw)
    {
        using var bitmap = new SKBitmap(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque);
        using (var canvas = new SKCanvas(bitmap))
            draw(canvas);
        using var data = bitmap.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static void Fill(SKCanvas canvas, SKColor color, float left, float top, float width, float height)
    {
        using var paint = new SKPaint { Color = color };
        canvas.DrawRect(left, top, width, height, paint);
    }
}
