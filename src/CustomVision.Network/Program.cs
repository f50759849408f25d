using CustomVision.Network;
using CustomVision.Onnx;
using Google.Protobuf;

if (args is not [var source, var target])
{
    Console.Error.WriteLine("Usage: CustomVision.Network <ResNet18.onnx of the package> <network to write>");
    return 2;
}

var network = NetworkConverter.Convert(ModelProto.Parser.ParseFrom(File.ReadAllBytes(source)));
Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(target))!);
File.WriteAllBytes(target, network.ToByteArray());
return 0;
