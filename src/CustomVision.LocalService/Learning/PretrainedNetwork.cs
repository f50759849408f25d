using CustomVision.Onnx;
using Google.Protobuf;
using Microsoft.ML.OnnxRuntime;

namespace CustomVision.LocalService.Learning;

/// <summary>The network can't run on this machine. The message is for the user.</summary>
internal sealed class NetworkException(string message, Exception inner) : Exception(message, inner);

/// <summary>The pretrained network: ResNet18, which Microsoft trained with ImageNet. Thread-safe.</summary>
/// <remarks>
/// It is loaded when it is first needed, because that takes half a second and 100 MB, and stays loaded until the process ends.
/// Each call runs on the thread of its caller, so that the result doesn't depend on the number of processors.
/// </remarks>
internal static class PretrainedNetwork
{
    /// <summary>The name of the network's output.</summary>
    public const string Output = "features";

    /// <summary>The channels of the map with a cell for each square of 16 pixels.</summary>
    public const int FineChannels = 256;

    /// <summary>The channels of the map with a cell for each square of 32 pixels.</summary>
    public const int CoarseChannels = 512;

    private const string Input = "data";

    private static readonly long[] InputShape = [1, 3, NormalizedImage.Side, NormalizedImage.Side];
    private static readonly long[] OutputShape = [1, FeatureExtractor.Count];

    // A failure isn't cached: the file may have been repaired.
    private static readonly Lazy<InferenceSession> Session = new(Load, LazyThreadSafetyMode.PublicationOnly);
    private static readonly Lock OneLoad = new();

    /// <summary>The file of the network, beside the program.</summary>
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "network.onnx");

    /// <summary>The features of one image, a vector of length 1.</summary>
    /// <param name="pixels">The values that <see cref="NormalizedImage"/> decodes.</param>
    /// <exception cref="NetworkException">The network can't run on this machine.</exception>
    public static float[] Run(float[] pixels)
    {
        var session = GetSession();
        var features = new float[FeatureExtractor.Count];
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, InputShape);
        using var output = OrtValue.CreateTensorValueFromMemory(features, OutputShape);
        using var options = new RunOptions();
        session.Run(options, [Input], [input], [Output], [output]);
        return features;
    }

    /// <summary>The maps of one image, one channel after another.</summary>
    /// <param name="pixels">The values that <see cref="NormalizedImage"/> decodes.</param>
    /// <param name="side">The side of the image in pixels, a multiple of 32.</param>
    /// <exception cref="NetworkException">The network can't run on this machine.</exception>
    public static (float[] Fine, float[] Coarse) RunMaps(float[] pixels, int side)
    {
        var session = GetSession();
        var (fine, coarse) = (new float[FineChannels * side / 16 * side / 16], new float[CoarseChannels * side / 32 * side / 32]);
        using var input = OrtValue.CreateTensorValueFromMemory(pixels, [1, 3, side, side]);
        using var fineOutput = OrtValue.CreateTensorValueFromMemory(fine, [1, FineChannels, side / 16, side / 16]);
        using var coarseOutput = OrtValue.CreateTensorValueFromMemory(coarse, [1, CoarseChannels, side / 32, side / 32]);
        using var options = new RunOptions();
        session.Run(options, [Input], [input], ["fine", "coarse"], [fineOutput, coarseOutput]);
        return (fine, coarse);
    }

    /// <summary>The network as a message that can be changed.</summary>
    /// <exception cref="NetworkException">The file is missing or damaged.</exception>
    public static ModelProto Read()
    {
        try
        {
            using var file = File.OpenRead(Path);
            return ModelProto.Parser.ParseFrom(file);
        }
        catch (Exception error) when (error is IOException or InvalidProtocolBufferException)
        {
            throw Damaged(error);
        }
    }

    private static NetworkException Damaged(Exception error) =>
        new($"The network {Path} is missing or damaged. Install the local service again.", error);

    private static InferenceSession GetSession()
    {
        if (Session.IsValueCreated)
            return Session.Value;
        lock (OneLoad)
            return Session.Value;
    }

    private static InferenceSession Load()
    {
        try
        {
            return OnnxSession.Open(options => new InferenceSession(Path, options));
        }
        catch (OnnxRuntimeException error)
        {
            throw Damaged(error);
        }
    }
}
