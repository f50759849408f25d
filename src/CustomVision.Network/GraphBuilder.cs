using System.Globalization;
using static CustomVision.Onnx.OnnxFactory;

namespace CustomVision.Onnx;

/// <summary>Adds nodes to a graph, and names their outputs. The methods return the name of the output.</summary>
internal sealed class GraphBuilder(GraphProto graph)
{
    private int count;

    public string Op(string type, string[] inputs, params AttributeProto[] attributes) => Named(type, $"{type}_{Next()}", inputs, attributes);

    public string Named(string type, string output, string[] inputs, params AttributeProto[] attributes)
    {
        graph.Node.Add(Node(type, output, inputs, attributes));
        return output;
    }

    public string Constant(float value) => Constant([], value);

    public string Constant(long[] dimensions, params float[] values)
    {
        var name = $"floats_{Next()}";
        graph.Initializer.Add(Floats(name, dimensions, values));
        return name;
    }

    /// <summary>Whole numbers, as a vector.</summary>
    public string Vector(params long[] values) => Whole(values, [values.Length]);

    /// <summary>A whole number without dimensions.</summary>
    public string Scalar(long value) => Whole([value], []);

    public string Add(string left, string right) => Op("Add", [left, right]);

    public string Subtract(string left, string right) => Op("Sub", [left, right]);

    public string Multiply(string left, string right) => Op("Mul", [left, right]);

    public string Multiply(string left, float right) => Multiply(left, Constant(right));

    public string Divide(string left, string right) => Op("Div", [left, right]);

    public string Clip(string value, float least, float most) => Op("Clip", [value, Constant(least), Constant(most)]);

    public string Unsqueeze(string value, params long[] axes) => Op("Unsqueeze", [value], Numbers("axes", axes));

    /// <summary>Some columns of a matrix, or rows with the axis 0.</summary>
    public string Part(string value, long from, long to, long axis = 1) =>
        Op("Slice", [value, Vector(from), Vector(to), Vector(axis)]);

    public string Join(long axis, params string[] parts) => Op("Concat", parts, Number("axis", axis));

    public string Reshape(string value, params long[] shape) => Op("Reshape", [value, Vector(shape)]);

    public string ToFloat(string value) => Op("Cast", [value], Number("to", (long)TensorProto.Types.DataType.Float));

    /// <summary>The number of rows, without dimensions.</summary>
    public string CountRows(string value) => Op("Gather", [Op("Shape", [value]), Scalar(0)], Number("axis", 0));

    /// <summary>0, 1, 2 and so on.</summary>
    public string Range(string count) => Op("Range", [Scalar(0), count, Scalar(1)]);

    private string Whole(long[] values, long[] dimensions)
    {
        var name = $"numbers_{Next()}";
        graph.Initializer.Add(new TensorProto { Name = name, Dims = { dimensions }, DataType = (int)TensorProto.Types.DataType.Int64, Int64Data = { values } });
        return name;
    }

    private string Next() => (++count).ToString(CultureInfo.InvariantCulture);
}
