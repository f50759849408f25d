using System.Security.Cryptography;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;
using Microsoft.ML.OnnxRuntime;
using SkiaSharp;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>An exported model, read by ONNX Runtime alone, as a program without this project would.</summary>
public sealed class OnnxExportTests(TrainedTextures trained) : IClassFixture<TrainedTextures>
{
    private const string Training = "/customvision/v3.3/training/projects";
    private const string Compact = "0732100f-1a38-4e49-a514-c9b44c697ab5";
    private const string CompactS1 = "a1db07ca-a19a-4830-bae8-e004a42dc863";
    private const int Side = 224;

    [Theory]
    [InlineData("Multiclass")]
    [InlineData("Multilabel")]
    public async Task An_exported_model_predicts_what_the_service_predicts(string type)
    {
        var service = trained.Service;
        var (project, iteration) = await trained.GetAsync(type, Compact);

        var files = await service.ExportModelAsync(project, iteration, "ONNX&flavor=onnx12");

        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(files["model.onnx"], options);
        Assert.Equal(["data"], session.InputMetadata.Keys);
        Assert.Equal(["classLabel", "loss"], session.OutputMetadata.Keys);
        Assert.Equal([-1, 3, Side, Side], session.InputMetadata["data"].Dimensions);
        Assert.Equal(
            ("Bgr8", "NominalRange_0_255"),
            (session.ModelMetadata.CustomMetadataMap["Image.BitmapPixelFormat"], session.ModelMetadata.CustomMetadataMap["Image.NominalPixelRange"]));

        // Two images at once, of the size of the input, so that neither side has to scale them.
        var images = new[] { "brick", "gravel" }.Select(tag => Enlarged(Path.Combine(Repository.Textures, "test", tag, $"{tag}_test_1.jpg"))).ToArray();
        var pixels = images.SelectMany(Bgr).ToArray();
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [2, 3, Side, Side]);
        using var run = new RunOptions();
        using var outputs = session.Run(run, ["data"], [input], ["classLabel", "loss"]);

        Assert.Equal(["brick", "gravel"], outputs[0].GetStringTensorAsArray());
        for (var i = 0; i < images.Length; i++)
        {
            var expected = await PredictAsync(service, project, iteration, images[i]);
            var found = new Dictionary<string, float>();
            outputs[1].ProcessSequence(
                (map, place) =>
                {
                    if (place == i)
                        map.ProcessMap((names, values) => found = names.GetStringTensorAsArray().Zip(values.GetTensorDataAsSpan<float>().ToArray()).ToDictionary(), OrtAllocator.DefaultInstance);
                },
                OrtAllocator.DefaultInstance);
            Assert.Equal(expected.Keys.Order(), found.Keys.Order());
            Assert.All(found, tag => Assert.Equal(expected[tag.Key], tag.Value, 1e-4f));
        }
    }

    [Theory]
    [InlineData("Multiclass", Compact)]
    [InlineData("Multilabel", Compact)]
    [InlineData("Multiclass", CompactS1)]
    public async Task An_imported_export_predicts_what_the_service_predicted_and_is_exported_unchanged(string type, string domain)
    {
        var service = trained.Service;
        var (project, iteration) = await trained.GetAsync(type, domain);
        var zip = await trained.ExportAsync(type, domain);

        var imported = await service.ImportAsync(zip);

        Assert.Equal(type, (string)imported["classificationType"]!);
        Assert.Equal(Textures.Tags, imported["tags"]!.AsArray().Select(tag => (string)tag!));
        var (copy, copied) = ((string)imported["projectId"]!, (string)imported["iterationId"]!);
        Assert.Equal(domain, (string)(await service.JsonAsync("GET", $"{Training}/{copy}"))["settings"]!["domainId"]!);
        foreach (var tag in Textures.Tags)
        {
            var image = await File.ReadAllBytesAsync(Path.Combine(Repository.Textures, "test", tag, $"{tag}_test_1.jpg"), TestService.Cancel);
            var (before, after) = (await PredictAsync(service, project, iteration, image), await PredictAsync(service, copy, copied, image));
            Assert.Equal(before.Keys.Order(), after.Keys.Order());
            Assert.All(after, predicted => Assert.Equal(before[predicted.Key], predicted.Value, 1e-4f));
        }
        Assert.Equal(zip, await service.DownloadModelAsync(copy, copied, "ONNX"));
        Assert.Equal("Failed", (string)(await service.EndExportAsync(copy, copied, "TensorFlow"))["status"]!);
    }

    [Fact]
    public async Task The_zip_file_has_the_files_of_Azure()
    {
        var service = trained.Service;
        var (project, iteration) = await trained.GetAsync("Multiclass", Compact);

        var files = ExportSteps.FilesOf(await trained.ExportAsync("Multiclass", Compact));

        Assert.Equal(["cvexport.manifest", "labels.txt", "metadata_properties.json", "model.onnx"], files.Keys.Order());
        Assert.Equal(["brick", "grass", "gravel"], Text("labels.txt").Split('\n'));
        var manifest = JsonNode.Parse(Text("cvexport.manifest"))!;
        Assert.Equal(
            ["DomainType", "Platform", "Flavor", "ExporterVersion", "ExportedDate", "IterationId", "ModelFileName", "LabelFileName", "MetadataPropsFileName", "ModelFileSHA1", "SchemaVersion"],
            manifest.AsObject().Select(member => member.Key));
        Assert.Equal(("Classification", "ONNX", iteration), ((string)manifest["DomainType"]!, (string)manifest["Platform"]!, (string)manifest["IterationId"]!));
        Assert.Null(manifest["Flavor"]);
#pragma warning disable CA5350 // The format asks for SHA-1.
        Assert.Equal(SHA1.HashData(files["model.onnx"]), Convert.FromHexString((string)manifest["ModelFileSHA1"]!));
#pragma warning restore CA5350
        Assert.Matches(@"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z$", (string)manifest["ExportedDate"]!);
        var metadata = JsonNode.Parse(Text("metadata_properties.json"))!;
        Assert.Equal(
            ("Stretch", "224", "224"),
            ((string)metadata["CustomVision.Preprocess.ResizeMethod"]!, (string)metadata["CustomVision.Preprocess.TargetWidth"]!, (string)metadata["CustomVision.Preprocess.TargetHeight"]!));

        // The other platforms fail, as they do in Azure when it can't convert a model.
        Assert.Equal("Failed", (string)(await service.EndExportAsync(project, iteration, "TensorFlow"))["status"]!);

        string Text(string name) => System.Text.Encoding.UTF8.GetString(files[name]);
    }

    [Fact]
    public async Task A_newer_compact_domain_exports_one_output_with_the_probabilities()
    {
        var files = ExportSteps.FilesOf(await trained.ExportAsync("Multiclass", CompactS1));

        using var session = new InferenceSession(files["model.onnx"]);
        Assert.Equal([-1, 3], session.OutputMetadata["model_output"].Dimensions);
        Assert.Single(session.OutputMetadata);
    }

    private static async Task<Dictionary<string, float>> PredictAsync(TestService service, string project, string iteration, byte[] image) =>
        (await service.JsonAsync("POST", $"{Training}/{project}/quicktest/image?iterationId={iteration}", TestService.Multipart([image])))["predictions"]!.AsArray()
        .ToDictionary(tag => (string)tag!["tagName"]!, tag => (float)tag!["probability"]!);

    private static byte[] Enlarged(string path)
    {
        using var photograph = SKBitmap.Decode(path);
        using var large = photograph.Resize(new SKImageInfo(Side, Side, SKColorType.Rgba8888, SKAlphaType.Opaque), new SKSamplingOptions(SKCubicResampler.Mitchell));
        using var data = large.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();
    }

    private static IEnumerable<float> Bgr(byte[] png)
    {
        using var bitmap = SKBitmap.Decode(png);
        var pixels = bitmap.Pixels;
        return [.. pixels.Select(pixel => (float)pixel.Blue), .. pixels.Select(pixel => (float)pixel.Green), .. pixels.Select(pixel => (float)pixel.Red)];
    }
}
