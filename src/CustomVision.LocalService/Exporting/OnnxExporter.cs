using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;
using CustomVision.LocalService.Predicting;

namespace CustomVision.LocalService.Exporting;

/// <summary>Exports models to ONNX: a zip file with the same files as that of Azure.</summary>
internal sealed class OnnxExporter(Store store, TrainedModels models, TimeProvider clock) : IModelExporter
{
    private const string ModelFile = "model.onnx";
    private const string LabelFile = "labels.txt";
    private const string MetadataFile = "metadata_properties.json";

    // Both give the same file, which runs in ONNX 1.4 and later.
    private static readonly string[] Flavors = ["ONNX10", "ONNX12"];

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public Task<byte[]> ExportAsync(Iteration iteration, string platform, string? flavor, CancellationToken cancel)
    {
        if (iteration.IsImported)
            return platform == "ONNX" && string.IsNullOrEmpty(flavor)
                ? Task.Run(() => store.Database.Read(session => ImportedModels.ReadFile(session, iteration)), cancel)
                : throw new ExportException("An imported model can be exported only as it was imported: to ONNX, without a flavor.");
        if (platform != "ONNX")
            throw new ExportException($"The local service can't export to {platform}. It can export to ONNX.");
        if (!string.IsNullOrEmpty(flavor) && !Flavors.Contains(flavor, StringComparer.OrdinalIgnoreCase))
            throw new ExportException($"The local service can't export to ONNX with the flavor {flavor}. Its flavors are {string.Join(" and ", Flavors)}.");
        return Task.Run(() => Write(iteration, flavor, cancel), cancel);
    }

    private byte[] Write(Iteration iteration, string? flavor, CancellationToken cancel)
    {
        var (classifier, detector, _, tags) = models.Get(iteration);
        string[] names = [.. tags.Select(tag => tag.Name)];
        byte[] onnx;
        try
        {
            // Object detection has the form of [S1] in both compact domains: the other one leaves the boxes to the program that uses it.
            onnx = detector is not null ? DetectorOnnx.Write(detector)
                : OnnxModel.Write(classifier!, names, withLabels: !iteration.Domain!.Name.EndsWith("[S1]", StringComparison.Ordinal));
        }
        catch (NetworkException error)
        {
            throw new ExportException(error.Message);
        }
        cancel.ThrowIfCancellationRequested();

        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            Add(ModelFile, onnx);
            Add(LabelFile, Encoding.UTF8.GetBytes(string.Join('\n', names)));
            Add("cvexport.manifest", Encoding.UTF8.GetBytes(Manifest(iteration, flavor, onnx).ToJsonString(Indented)));
            Add(MetadataFile, Encoding.UTF8.GetBytes(Metadata(classifier?.Kind).ToJsonString(Indented)));

            void Add(string name, byte[] content)
            {
                using var entry = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }
        return zip.ToArray();
    }

    private JsonObject Manifest(Iteration iteration, string? flavor, byte[] onnx) => new()
    {
        ["DomainType"] = iteration.Domain!.Type.ToString(),
        ["Platform"] = "ONNX",
        ["Flavor"] = flavor,
        ["ExporterVersion"] = "2.0",
        ["ExportedDate"] = clock.GetUtcNow().UtcDateTime.ToString("o", CultureInfo.InvariantCulture),
        ["IterationId"] = iteration.Id.ToString(),
        ["ModelFileName"] = ModelFile,
        ["LabelFileName"] = LabelFile,
        ["MetadataPropsFileName"] = MetadataFile,
#pragma warning disable CA5350 // The format asks for SHA-1. It detects damage and protects nothing.
        ["ModelFileSHA1"] = Convert.ToHexStringLower(SHA1.HashData(onnx)),
#pragma warning restore CA5350
        ["SchemaVersion"] = "1.0",
    };

    /// <summary>How to prepare an image. The real service writes every value as text.</summary>
    /// <param name="kind">Null for object detection.</param>
    private static JsonObject Metadata(HeadKind? kind)
    {
        var side = (kind is null ? Detector.Side : NormalizedImage.Side).ToString(CultureInfo.InvariantCulture);
        var metadata = new JsonObject
        {
            ["CustomVision.Metadata.AdditionalModelInfo"] = "",
            ["CustomVision.Metadata.Version"] = "1.2",
            // Only the first and the values of Yolo are known from records.
            ["CustomVision.Postprocess.Method"] = kind switch { HeadKind.Softmax => "ClassificationMultiClass", HeadKind.OneVersusRest => "ClassificationMultiLabel", _ => "ObjectDetection" },
            ["CustomVision.Postprocess.Yolo.Biases"] = "[]",
            ["CustomVision.Postprocess.Yolo.NmsThreshold"] = "0.0",
            ["CustomVision.Preprocess.CropHeight"] = "0",
            ["CustomVision.Preprocess.CropMethod"] = "NoCrop",
            ["CustomVision.Preprocess.CropWidth"] = "0",
            ["CustomVision.Preprocess.MaxDimension"] = "0",
            ["CustomVision.Preprocess.MaxScale"] = "0",
            ["CustomVision.Preprocess.MinDimension"] = "0",
            ["CustomVision.Preprocess.MinScale"] = "0",
            ["CustomVision.Preprocess.NormalizeMean"] = "[0.0, 0.0, 0.0]",
            ["CustomVision.Preprocess.NormalizeStd"] = "[1.0, 1.0, 1.0]",
            ["CustomVision.Preprocess.ResizeMethod"] = "Stretch",
            ["CustomVision.Preprocess.TargetHeight"] = side,
            ["CustomVision.Preprocess.TargetWidth"] = side,
        };
        foreach (var (key, value) in kind is null ? DetectorOnnx.Metadata : OnnxModel.Metadata)
            metadata[key] = value;
        return metadata;
    }
}
