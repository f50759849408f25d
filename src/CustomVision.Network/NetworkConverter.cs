using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using CustomVision.Onnx;
using static CustomVision.Onnx.OnnxFactory;

namespace CustomVision.Network;

/// <summary>Converts ResNet18 as CNTK exported it to the network of the local service.</summary>
/// <remarks>
/// The result takes any number of images of any size: <c>data</c> [N, 3, height, width], blue, green and red from 0 to 255. It returns
/// <c>features</c> [N, 512] of length 1, and two maps, of which <c>fine</c> [N, 256, height / 16, width / 16] is inside the network and
/// <c>coarse</c> [N, 512, height / 32, width / 32] at its end. It uses operators of ONNX 1.4 only, so that a model that is exported with it runs in old runtimes too.
/// </remarks>
internal static class NetworkConverter
{
    public const string Input = "data";
    public const string Output = "features";

    // Maps with a cell for each square of 16 and of 32 pixels.
    private static readonly Dictionary<string, (string Name, int Channels)> Maps = new() { ["ReLU347_Output_0"] = ("fine", 256), ["ReLU393_Output_0"] = ("coarse", 512) };

    private const int IrVersion = 4; // The first in which weights needn't be inputs.
    private const int OpsetVersion = 9;
    private const int Features = 512;
    private const float MaxByte = 127;

    // What ML.NET subtracts before this network.
    private static readonly float[] MeanBgr = [103.06f, 115.90f, 123.15f];

    public static ModelProto Convert(ModelProto source)
    {
        var weights = source.Graph.Initializer.ToDictionary(tensor => tensor.Name);
        var graph = new GraphProto { Name = "ResNet18" };
        graph.Input.Add(Value(Input, TensorProto.Types.DataType.Float, Symbol("N"), Fixed(3), Symbol("height"), Symbol("width")));
        graph.Output.Add(Value(Output, TensorProto.Types.DataType.Float, Symbol("N"), Fixed(Features)));
        foreach (var (name, channels) in Maps.Values)
            graph.Output.Add(Value(name, TensorProto.Types.DataType.Float, Symbol("N"), Fixed(channels), Symbol($"{name} rows"), Symbol($"{name} columns")));
        graph.Initializer.Add(Floats("mean", [1, 3, 1, 1], MeanBgr));
        graph.Node.Add(Node("Sub", "centered", [Input, "mean"]));

        // The network has one input and one output. Between them are convolutions, each with a batch normalization.
        var renamed = new Dictionary<string, string> { [source.Graph.Input.Single(input => !weights.ContainsKey(input.Name)).Name] = "centered" };
        foreach (var (name, map) in Maps)
            renamed.Add(name, map.Name);
        var nodes = source.Graph.Node;
        for (var i = 0; i < nodes.Count; i++)
        {
            var node = nodes[i];
            var inputs = node.Input.Select(name => renamed.GetValueOrDefault(name, name)).ToArray();
            switch (node.OpType)
            {
                case "Conv":
                    AddConvolution(graph, node, nodes[++i], inputs[0], weights);
                    break;
                case "Relu" or "Add" or "MaxPool":
                    graph.Node.Add(Node(node.OpType, renamed.GetValueOrDefault(node.Output[0], node.Output[0]), inputs, node.Attribute));
                    break;
                case "AveragePool" when i == nodes.Count - 1:
                    // Its window has the size of the last map of an image of 224 x 224 pixels.
                    graph.Node.Add(Node("GlobalAveragePool", "pooled", inputs));
                    graph.Node.Add(Node("Flatten", "flat", ["pooled"]));
                    graph.Node.Add(Node("LpNormalization", Output, ["flat"], Number("axis", 1), Number("p", 2)));
                    break;
                default:
                    throw new InvalidDataException($"The network has the unexpected operator {node.OpType}.");
            }
        }
        return new ModelProto
        {
            IrVersion = IrVersion,
            ProducerName = "CustomVision.LocalService",
            Graph = graph,
            OpsetImport = { new OperatorSetIdProto { Domain = "", Version = OpsetVersion } },
        };
    }

    /// <summary>
    /// Adds the convolution with its batch normalization multiplied into its weights. They are stored in 8 bits, which makes the file four times
    /// smaller, and converted when the model is loaded. In <c>bench/ServiceBench learn</c>, the learner is as often right as with 32 bits.
    /// </summary>
    private static void AddConvolution(GraphProto graph, NodeProto convolution, NodeProto normalization, string input, Dictionary<string, TensorProto> weights)
    {
        if (normalization.OpType != "BatchNormalization" || normalization.Input[0] != convolution.Output[0])
            throw new InvalidDataException("A convolution isn't followed by its batch normalization.");
        var tensor = weights[convolution.Input[1]];
        var filters = ReadFloats(tensor);
        var (scale, offset, mean, variance) = (Parameter(1), Parameter(2), Parameter(3), Parameter(4));
        var epsilon = normalization.Attribute.Single(attribute => attribute.Name == "epsilon").F;

        var bias = new float[scale.Length];
        var size = filters.Length / bias.Length;
        for (var filter = 0; filter < bias.Length; filter++)
        {
            var factor = scale[filter] / MathF.Sqrt(variance[filter] + epsilon);
            for (var i = filter * size; i < (filter + 1) * size; i++)
                filters[i] *= factor;
            bias[filter] = offset[filter] - mean[filter] * factor;
        }

        var output = normalization.Output[0];
        var (bytes, steps) = Quantize(filters, size);
        graph.Initializer.Add(Bytes($"{output}.bytes", tensor.Dims, bytes));
        graph.Initializer.Add(Floats($"{output}.steps", [steps.Length, 1, 1, 1], steps));
        graph.Initializer.Add(Floats($"{output}.bias", [bias.Length], bias));
        graph.Node.Add(Node("Cast", $"{output}.cast", [$"{output}.bytes"], Number("to", (int)TensorProto.Types.DataType.Float)));
        graph.Node.Add(Node("Mul", $"{output}.weights", [$"{output}.cast", $"{output}.steps"]));
        // The name of the padding mode has been removed from later versions, and the explicit padding says the same.
        graph.Node.Add(Node("Conv", output, [input, $"{output}.weights", $"{output}.bias"], convolution.Attribute.Where(attribute => attribute.Name != "auto_pad")));

        float[] Parameter(int index) => ReadFloats(weights[normalization.Input[index]]);
    }

    /// <summary>Rounds the weights of each filter to multiples of a step, from -127 to 127. The step is the one that changes them least.</summary>
    private static (sbyte[] Bytes, float[] Steps) Quantize(float[] filters, int size)
    {
        var bytes = new sbyte[filters.Length];
        var steps = new float[filters.Length / size];
        for (var filter = 0; filter < steps.Length; filter++)
        {
            var weights = filters.AsSpan(filter * size, size);
            var highest = Math.Max(1e-20f, MathF.Abs(TensorPrimitives.MaxMagnitude<float>(weights)));
            var leastError = double.PositiveInfinity;
            for (var percent = 100; percent >= 50; percent -= 2)
            {
                var step = highest * percent / 100 / MaxByte;
                var error = 0.0;
                foreach (var weight in weights)
                    error += Square(weight - step * Round(weight, step));
                if (error < leastError)
                    (leastError, steps[filter]) = (error, step);
            }
            for (var i = 0; i < size; i++)
                bytes[filter * size + i] = (sbyte)Round(weights[i], steps[filter]);
        }
        return (bytes, steps);

        static double Square(float number) => number * number;

        static float Round(float weight, float step) => Math.Clamp(MathF.Round(weight / step), -MaxByte, MaxByte);
    }

    private static float[] ReadFloats(TensorProto tensor) => tensor.HasRawData
        ? MemoryMarshal.Cast<byte, float>(tensor.RawData.Span).ToArray()
        : [.. tensor.FloatData];
}
