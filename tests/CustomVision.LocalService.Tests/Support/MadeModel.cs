using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomVision.Onnx;
using Google.Protobuf;
using static CustomVision.Onnx.OnnxFactory;
using DataType = CustomVision.Onnx.TensorProto.Types.DataType;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>
/// Makes small models with the inputs and outputs of those that Azure exports. What they predict is easy to compute: it depends on the mean
/// color of the image.
/// </summary>
/// <param name="isHalf">Whether the tensors of inputs and outputs are float16.</param>
internal sealed class MadeModel(bool isHalf = false)
{
    private const string MachineLearning = "ai.onnx.ml";

    private readonly GraphProto graph = new() { Name = "made" };

    /// <summary>Added to the ONNX file.</summary>
    public Dictionary<string, string> ModelProperties { get; } = [];

    /// <summary>Added to metadata_properties.json.</summary>
    public Dictionary<string, string> Properties { get; } = [];

    /// <summary>The lines of labels.txt; null for no such file.</summary>
    public string[]? Labels { get; set; }

    public static MadeModel BgrClassification(bool isHalf = false)
    {
        var model = new MadeModel(isHalf) { Labels = ["blue", "green", "red"] };
        (model.ModelProperties["Image.BitmapPixelFormat"], model.ModelProperties["Image.NominalPixelRange"]) = ("Bgr8", "NominalRange_0_255");
        // What metadata_properties.json says is for other platforms.
        (model.Properties["Image.BitmapPixelFormat"], model.Properties["Image.NominalPixelRange"]) = ("Rgb8", "Normalized_0_1");
        model.Properties["CustomVision.Postprocess.Method"] = "ClassificationMultiClass";
        return model.WithMeans(224).WithScores(4 / 255f).WithNamedProbabilities("Softmax");
    }

    /// <summary>Two tags: the upper and the lower half of the image is red.</summary>
    public static MadeModel HalvesClassification(bool isHalf = false)
    {
        var model = new MadeModel(isHalf) { Labels = ["upper", "lower"] };
        model.AddInput("data", Fixed(300), Fixed(300));
        model.Add("AveragePool", "halves", ["pixels"], Numbers("kernel_shape", [150, 300]), Numbers("strides", [150, 300]));
        model.Add("Flatten", "flat", ["halves"]);
        // Blue, green and red, each above and below.
        model.AddFloats("weights", [2, 6], [0, 0, 0, 0, 8 / 255f, 0, 0, 0, 0, 0, 0, 8 / 255f]);
        model.AddFloats("offsets", [2], [-4, -4]);
        model.Add("Gemm", "scores", ["flat", "weights", "offsets"], Number("transB", 1));
        model.Add("Sigmoid", "probabilities", ["scores"]);
        model.AddOutput("model_output", "probabilities", Symbol("N"), Fixed(2));
        return model;
    }

    /// <summary>A compact detector with a map of 13 x 13 cells that doesn't depend on the image, except that a dark image has no objects.</summary>
    /// <param name="found">The cells with an object.</param>
    public static MadeModel Yolo(string[] labels, bool isHalf = false, params (int Row, int Column, int Anchor, float[] Numbers)[] found)
    {
        const int side = 13, anchors = 5;
        var model = new MadeModel(isHalf) { Labels = labels };
        model.Properties["CustomVision.Postprocess.Method"] = "Yolo";
        model.AddInput("data", Fixed(416), Fixed(416));
        var channels = anchors * (5 + labels.Length);
        var map = new float[channels * side * side];
        for (var anchor = 0; anchor < anchors; anchor++)
            Array.Fill(map, -20, (anchor * (5 + labels.Length) + 4) * side * side, side * side);
        foreach (var (row, column, anchor, numbers) in found)
            for (var number = 0; number < numbers.Length; number++)
                map[(anchor * (5 + labels.Length) + number) * side * side + row * side + column] = numbers[number];
        model.AddFloats("map", [1, channels, side, side], map);
        // At most 255 of red, which is the last channel.
        model.AddFloats("red", [1, 3, 1, 1], [0, 0, 1 / 255f]);
        model.Add("GlobalAveragePool", "means", ["pixels"]);
        model.Add("Mul", "reds", ["means", "red"]);
        model.Add("ReduceSum", "bright", ["reds"], Numbers("axes", [1]), Number("keepdims", 1));
        model.AddFloats("none", [], [20]);
        model.AddFloats("objects", [1, channels, 1, 1], [.. Enumerable.Range(0, channels).Select(channel => channel % (5 + labels.Length) == 4 ? 1f : 0)]);
        // 20 less where the image is dark.
        model.Add("Mul", "light", ["bright", "none"]);
        model.Add("Sub", "dark", ["light", "none"]);
        model.Add("Mul", "darkened", ["dark", "objects"]);
        model.Add("Add", "result", ["map", "darkened"]);
        model.AddOutput("model_outputs0", "result", Fixed(1), Fixed(channels), Fixed(side), Fixed(side));
        return model;
    }

    /// <summary>A compact detector for images of any size, with a cell for each square of 32 pixels: a red cell is an object of anchor 0.</summary>
    public static MadeModel DynamicYolo()
    {
        var model = new MadeModel { Labels = ["red"] };
        (model.Properties["CustomVision.Preprocess.ResizeMethod"], model.Properties["CustomVision.Preprocess.TargetWidth"], model.Properties["CustomVision.Preprocess.TargetHeight"]) =
            ("ByPixelCountAlign32", "512", "512");
        (model.Properties["CustomVision.Postprocess.Yolo.Biases"], model.Properties["CustomVision.Postprocess.Yolo.NmsThreshold"]) = ("[0.5, 1.0, 3.0, 3.0]", "0.45");
        model.AddInput("data", Symbol("height"), Symbol("width"));
        model.Add("AveragePool", "cells", ["pixels"], Numbers("kernel_shape", [32, 32]), Numbers("strides", [32, 32]));
        // Two anchors with six channels each. Blue, green and red of the cell become the score of the first object.
        var weights = new float[12 * 3];
        (weights[4 * 3], weights[4 * 3 + 1], weights[4 * 3 + 2]) = (-0.2f, -0.2f, 40 / 255f);
        var offsets = new float[12];
        (offsets[4], offsets[10]) = (-20, -20);
        model.AddFloats("weights", [12, 3, 1, 1], weights);
        model.AddFloats("offsets", [12], offsets);
        model.Add("Conv", "result", ["cells", "weights", "offsets"]);
        model.AddOutput("model_outputs0", "result", Fixed(1), Fixed(12), Symbol("rows"), Symbol("columns"));
        return model;
    }

    /// <summary>A detector of the domain [S1] with two boxes, whose scores are the shares of red and blue in the image.</summary>
    public static MadeModel Boxes(bool isHalf = false)
    {
        var model = new MadeModel(isHalf) { Labels = ["red", "blue"] };
        model.AddInput("image_tensor", Fixed(320), Fixed(320));
        model.Add("GlobalAveragePool", "means", ["pixels"]);
        model.Add("Flatten", "flat", ["means"]);
        model.AddFloats("weights", [2, 3], [1 / 255f, 0, 0, 0, 0, 1 / 255f]);
        model.AddFloats("offsets", [2], [0, 0]);
        model.Add("Gemm", "scored", ["flat", "weights", "offsets"], Number("transB", 1));
        model.graph.Initializer.Add(Whole("flat shape", 2));
        model.Add("Reshape", "scores", ["scored", "flat shape"]);
        model.AddFloats("corners", [2, 4], [0.1f, 0.2f, 0.5f, 0.8f, 0.5f, 0, 1, 0.25f]);
        model.Add("Identity", "boxes", ["corners"]);
        model.graph.Initializer.Add(Whole("tags", 0, 1));
        model.Add("Identity", "detected_classes", ["tags"]);
        model.AddOutput("detected_boxes", "boxes", Symbol("n"), Fixed(4));
        model.graph.Output.Add(Value("detected_classes", DataType.Int64, Symbol("n")));
        model.AddOutput("detected_scores", "scores", Symbol("n"));
        return model;
    }

    /// <summary>The means of the three channels of an input of this size.</summary>
    public MadeModel WithMeans(int side)
    {
        AddInput("data", Fixed(side), Fixed(side));
        Add("GlobalAveragePool", "means", ["pixels"]);
        Add("Flatten", "flat", ["means"]);
        return this;
    }

    /// <summary>A score for each channel: its mean times the factor.</summary>
    public MadeModel WithScores(float factor)
    {
        AddFloats("factor", [], [factor]);
        Add("Mul", "scores", ["flat", "factor"]);
        return this;
    }

    public MadeModel WithNamedProbabilities(string type)
    {
        Add(type, "probabilities", ["scores"]);
        Add("ArgMax", "place", ["probabilities"], Number("axis", 1), Number("keepdims", 0));
        var label = Node("LabelEncoder", "classLabel", ["place"], Numbers("keys_int64s", Enumerable.Range(0, Labels!.Length).Select(place => (long)place)), Texts("values_strings", Labels));
        // In an order of its own: the names count.
        var map = Node("ZipMap", "loss", ["probabilities"], Texts("classlabels_strings", Labels));
        (label.Domain, map.Domain) = (MachineLearning, MachineLearning);
        graph.Node.Add([label, map]);
        graph.Output.Add(Value("classLabel", DataType.String, Symbol("N")));
        graph.Output.Add(new ValueInfoProto
        {
            Name = "loss",
            Type = new TypeProto
            {
                SequenceType = new TypeProto.Types.Sequence
                {
                    ElemType = new TypeProto
                    {
                        MapType = new TypeProto.Types.Map
                        {
                            KeyType = (int)DataType.String,
                            ValueType = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)DataType.Float } },
                        },
                    },
                },
            },
        });
        return this;
    }

    /// <summary>Names an output as no exported model does.</summary>
    public MadeModel Renamed(string output, string name)
    {
        graph.Node.Single(node => node.Output.Contains(output)).Output[0] = name;
        graph.Output.Single(value => value.Name == output).Name = name;
        return this;
    }

    public MadeModel WithExternalWeights()
    {
        graph.Initializer[0].DataLocation = 1;
        return this;
    }

    public byte[] Onnx()
    {
        var model = new ModelProto { IrVersion = 4, Graph = graph };
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 9 });
        model.OpsetImport.Add(new OperatorSetIdProto { Domain = MachineLearning, Version = 2 });
        foreach (var (key, value) in ModelProperties)
            model.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return model.ToByteArray();
    }

    /// <summary>The zip file, with a manifest that tells the hash of the model.</summary>
    public byte[] Zip(Action<Dictionary<string, byte[]>>? change = null, params (string Key, string Value)[] manifest)
    {
        var onnx = Onnx();
#pragma warning disable CA5350 // The format has SHA-1.
        var about = new Dictionary<string, string>
        {
            ["Platform"] = "ONNX",
            ["ModelFileName"] = "model.onnx",
            ["LabelFileName"] = "labels.txt",
            ["MetadataPropsFileName"] = "metadata_properties.json",
            ["ModelFileSHA1"] = Convert.ToHexStringLower(SHA1.HashData(onnx)),
        };
#pragma warning restore CA5350
        foreach (var (key, value) in manifest)
            about[key] = value;
        var files = new Dictionary<string, byte[]>
        {
            ["model.onnx"] = onnx,
            ["cvexport.manifest"] = JsonSerializer.SerializeToUtf8Bytes(about),
            ["metadata_properties.json"] = JsonSerializer.SerializeToUtf8Bytes(Properties),
        };
        if (Labels is not null)
            files["labels.txt"] = Encoding.UTF8.GetBytes(string.Join("\r\n", Labels));
        change?.Invoke(files);
        return Zip(files);
    }

    public static byte[] Zip(Dictionary<string, byte[]> files)
    {
        var zip = new MemoryStream();
        using (var archive = new ZipArchive(zip, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, bytes) in files)
            {
                using var entry = archive.CreateEntry(name).Open();
                entry.Write(bytes);
            }
        }
        return zip.ToArray();
    }

    private void AddInput(string name, TensorShapeProto.Types.Dimension height, TensorShapeProto.Types.Dimension width)
    {
        graph.Input.Add(Value(name, isHalf ? DataType.Float16 : DataType.Float, Symbol("N"), Fixed(3), height, width));
        graph.Node.Add(Node("Cast", "pixels", [name], Number("to", (long)DataType.Float)));
    }

    private void AddOutput(string name, string from, params TensorShapeProto.Types.Dimension[] dimensions)
    {
        graph.Node.Add(Node("Cast", name, [from], Number("to", (long)(isHalf ? DataType.Float16 : DataType.Float))));
        graph.Output.Add(Value(name, isHalf ? DataType.Float16 : DataType.Float, dimensions));
    }

    private void Add(string type, string output, string[] inputs, params AttributeProto[] attributes) => graph.Node.Add(Node(type, output, inputs, attributes));

    private void AddFloats(string name, long[] dimensions, float[] values) => graph.Initializer.Add(Floats(name, dimensions, values));

    private static TensorProto Whole(string name, params long[] values) => new()
    {
        Name = name,
        Dims = { values.Length },
        DataType = (int)DataType.Int64,
        Int64Data = { values },
    };
}
