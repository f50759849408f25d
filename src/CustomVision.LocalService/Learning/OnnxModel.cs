using CustomVision.Onnx;
using Google.Protobuf;
using static CustomVision.Onnx.OnnxFactory;

namespace CustomVision.LocalService.Learning;

/// <summary>Writes a model as one ONNX file: the network, the weights of the tags, and inputs and outputs as in the models that Azure exports.</summary>
internal static class OnnxModel
{
    /// <summary>Input <c>data</c> [N, 3, 224, 224]: blue, green and red, from 0 to 255.</summary>
    /// <param name="names">The names of the tags, in the order of the model.</param>
    /// <param name="withLabels">
    /// True for the outputs <c>classLabel</c>, the most probable tag, and <c>loss</c>, the probability of each tag by its name. False for the output
    /// <c>model_output</c> [N, tags] of the newer compact domains.
    /// </param>
    /// <exception cref="NetworkException">The network is missing or damaged.</exception>
    public static byte[] Write(TrainedModel model, IReadOnlyList<string> names, bool withLabels)
    {
        var onnx = PretrainedNetwork.Read();
        var graph = onnx.Graph;
        var shape = graph.Input[0].Type.TensorType.Shape.Dim;
        (shape[2], shape[3]) = (Fixed(NormalizedImage.Side), Fixed(NormalizedImage.Side));

        var probabilities = withLabels ? "probabilities" : "model_output";
        graph.Initializer.Add(Floats("weights", [model.TagCount, FeatureExtractor.Count], model.Weights.SelectMany(weights => weights).ToArray()));
        graph.Initializer.Add(Floats("offsets", [model.TagCount], model.Offsets.ToArray()));
        graph.Node.Add(Node("Gemm", "scores", [PretrainedNetwork.Output, "weights", "offsets"], Number("transB", 1)));
        graph.Node.Add(model.Kind == HeadKind.Softmax ? Node("Softmax", probabilities, ["scores"], Number("axis", 1)) : Node("Sigmoid", probabilities, ["scores"]));

        graph.Output.Clear();
        if (withLabels)
            AddLabels(onnx, names, probabilities);
        else
            graph.Output.Add(Value(probabilities, TensorProto.Types.DataType.Float, Symbol("N"), Fixed(model.TagCount)));

        // Readers look here for the format of the input.
        foreach (var (key, value) in Metadata)
            onnx.MetadataProps.Add(new StringStringEntryProto { Key = key, Value = value });
        return onnx.ToByteArray();
    }

    /// <summary>The format of the input.</summary>
    public static IReadOnlyDictionary<string, string> Metadata { get; } = new Dictionary<string, string>
    {
        ["Image.BitmapPixelFormat"] = "Bgr8",
        ["Image.ColorSpaceGamma"] = "SRGB",
        ["Image.NominalPixelRange"] = "NominalRange_0_255",
    };

    private static void AddLabels(ModelProto onnx, IReadOnlyList<string> names, string probabilities)
    {
        const string domain = "ai.onnx.ml";
        onnx.OpsetImport.Add(new OperatorSetIdProto { Domain = domain, Version = 2 });
        var graph = onnx.Graph;
        graph.Node.Add(Node("ArgMax", "place", [probabilities], Number("axis", 1), Number("keepdims", 0)));
        var label = Node(
            "LabelEncoder", "classLabel", ["place"],
            Numbers("keys_int64s", Enumerable.Range(0, names.Count).Select(place => (long)place)), Texts("values_strings", names));
        var map = Node("ZipMap", "loss", [probabilities], Texts("classlabels_strings", names));
        (label.Domain, map.Domain) = (domain, domain);
        graph.Node.Add([label, map]);

        graph.Output.Add(Value("classLabel", TensorProto.Types.DataType.String, Symbol("N")));
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
                            KeyType = (int)TensorProto.Types.DataType.String,
                            ValueType = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)TensorProto.Types.DataType.Float } },
                        },
                    },
                },
            },
        });
    }
}
