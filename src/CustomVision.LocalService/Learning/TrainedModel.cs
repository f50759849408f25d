using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace CustomVision.LocalService.Learning;

/// <summary>Predicts the probability of each tag from the features of an image. Thread-safe.</summary>
/// <param name="weights">For each tag, one for each feature.</param>
/// <param name="offsets">One for each tag.</param>
internal sealed class TrainedModel(HeadKind kind, float[][] weights, float[] offsets)
{
    private const int FormatVersion = 2;

    public HeadKind Kind => kind;

    public IReadOnlyList<float[]> Weights => weights;

    public IReadOnlyList<float> Offsets => offsets;

    public int TagCount => offsets.Length;

    /// <summary>The probability of each tag, from 0 to 1. They add up to 1 with <see cref="HeadKind.Softmax"/> only.</summary>
    /// <param name="features">The features that <see cref="FeatureExtractor"/> extracts.</param>
    public float[] Predict(float[] features)
    {
        if (features.Length != FeatureExtractor.Count)
            throw new ArgumentException($"The image has {features.Length} features instead of {FeatureExtractor.Count}.", nameof(features));
        var scores = new float[TagCount];
        for (var tag = 0; tag < scores.Length; tag++)
            scores[tag] = TensorPrimitives.Dot<float>(weights[tag], features) + offsets[tag];
        LinearHead.ToProbabilities(kind, scores);
        return scores;
    }

    public byte[] ToBytes() => LearningFile.Write(LearningFile.Kind.Model, FormatVersion, writer =>
    {
        writer.Write(FeatureExtractor.Version);
        writer.Write((byte)kind);
        writer.Write(TagCount);
        foreach (var ofTag in weights)
            writer.Write(MemoryMarshal.AsBytes(ofTag.AsSpan()));
        writer.Write(MemoryMarshal.AsBytes(offsets.AsSpan()));
    });

    /// <exception cref="InvalidDataException">The bytes are damaged, not a model, or made for other features.</exception>
    public static TrainedModel FromBytes(byte[] bytes) => LearningFile.Read(LearningFile.Kind.Model, FormatVersion, bytes, reader =>
    {
        if (reader.ReadInt32() != FeatureExtractor.Version)
            throw new InvalidDataException("The model was trained by another version of the service. Train again.");
        var kind = (HeadKind)reader.ReadByte();
        if (!Enum.IsDefined(kind))
            throw new InvalidDataException("The model has an unknown kind.");
        var weights = new float[LearningFile.ReadCount(reader)][];
        for (var tag = 0; tag < weights.Length; tag++)
            weights[tag] = LearningFile.ReadFloats(reader, FeatureExtractor.Count);
        return new TrainedModel(kind, weights, LearningFile.ReadFloats(reader, weights.Length));
    });
}
