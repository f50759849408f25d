using System.Runtime.InteropServices;
using System.Text;
using Google.Protobuf;

namespace CustomVision.Onnx;

/// <summary>Creates parts of ONNX models. The local service compiles this file too.</summary>
internal static class OnnxFactory
{
    /// <summary>A node with one output, which has its name.</summary>
    public static NodeProto Node(string type, string output, IEnumerable<string> inputs, params IEnumerable<AttributeProto> attributes) => new()
    {
        OpType = type,
        Name = output,
        Input = { inputs },
        Output = { output },
        Attribute = { attributes },
    };

    public static AttributeProto Number(string name, long value) => new() { Name = name, I = value, Type = AttributeProto.Types.AttributeType.Int };

    public static AttributeProto Numbers(string name, IEnumerable<long> values) =>
        new() { Name = name, Ints = { values }, Type = AttributeProto.Types.AttributeType.Ints };

    public static AttributeProto Texts(string name, IEnumerable<string> values) => new()
    {
        Name = name,
        Strings = { values.Select(value => ByteString.CopyFrom(value, Encoding.UTF8)) },
        Type = AttributeProto.Types.AttributeType.Strings,
    };

    public static TensorProto Floats(string name, IEnumerable<long> dimensions, ReadOnlySpan<float> values) =>
        Tensor(name, TensorProto.Types.DataType.Float, dimensions, MemoryMarshal.AsBytes(values));

    public static TensorProto Bytes(string name, IEnumerable<long> dimensions, ReadOnlySpan<sbyte> values) =>
        Tensor(name, TensorProto.Types.DataType.Int8, dimensions, MemoryMarshal.AsBytes(values));

    public static ValueInfoProto Value(string name, TensorProto.Types.DataType type, params IEnumerable<TensorShapeProto.Types.Dimension> dimensions) => new()
    {
        Name = name,
        Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = new TensorShapeProto { Dim = { dimensions } } } },
    };

    /// <summary>A dimension whose length is known when the model runs.</summary>
    public static TensorShapeProto.Types.Dimension Symbol(string name) => new() { DimParam = name };

    public static TensorShapeProto.Types.Dimension Fixed(long length) => new() { DimValue = length };

    private static TensorProto Tensor(string name, TensorProto.Types.DataType type, IEnumerable<long> dimensions, ReadOnlySpan<byte> values) => new()
    {
        Name = name,
        Dims = { dimensions },
        DataType = (int)type,
        RawData = ByteString.CopyFrom(values),
    };
}
