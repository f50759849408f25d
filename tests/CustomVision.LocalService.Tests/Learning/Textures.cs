using System.Security.Cryptography;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>The photographs of samples/textures as examples.</summary>
internal static class Textures
{
    public static readonly string[] Tags = ["brick", "grass", "gravel"];

    private static readonly Lazy<Example[]> TrainExamples = new(() => Read("train"));
    private static readonly Lazy<Example[]> TestExamples = new(() => Read("test"));
    private static readonly Dictionary<HeadKind, Lazy<TrainingResult>> Results = Enum.GetValues<HeadKind>().ToDictionary(
        kind => kind, kind => new Lazy<TrainingResult>(() => Learner.Train(Train, Tags.Length, kind, CancellationToken.None)));

    public static Example[] Train => TrainExamples.Value;

    /// <summary>From a part of the photographs that no training image comes from.</summary>
    public static Example[] Test => TestExamples.Value;

    public static TrainingResult Trained(HeadKind kind) => Results[kind].Value;

    private static Example[] Read(string set) =>
        [.. Tags.SelectMany((tag, index) => Directory
            .EnumerateFiles(Path.Combine(CustomVision.Tests.Repository.Textures, set, tag), "*.jpg")
            .Select(file => FromBytes(File.ReadAllBytes(file), index)))];

    private static Example FromBytes(byte[] bytes, int tag)
    {
        using var data = ImageBytes.Copy(bytes);
        return new Example(BitConverter.ToInt64(SHA256.HashData(bytes)), SHA256.HashData(bytes), FeatureExtractor.Extract(data)!, [tag]);
    }
}
