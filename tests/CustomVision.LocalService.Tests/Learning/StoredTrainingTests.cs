using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>What is kept of a training, written and read back.</summary>
public sealed class StoredTrainingTests
{
    private static readonly TrainingResult Trained = Textures.Trained(HeadKind.Softmax);

    [Theory]
    [MemberData(nameof(LearnerTests.Kinds), MemberType = typeof(LearnerTests))]
    public void A_model_read_back_predicts_the_same(int kind)
    {
        var model = Textures.Trained((HeadKind)kind).Model;

        var again = TrainedModel.FromBytes(model.ToBytes());

        Assert.Equal((model.Kind, model.TagCount), (again.Kind, again.TagCount));
        Assert.All(Textures.Test, image => Assert.Equal(model.Predict(image.Features), again.Predict(image.Features)));
        Assert.Equal(model.ToBytes(), again.ToBytes());
    }

    [Fact]
    public void Scores_read_back_are_the_same()
    {
        var again = ValidationScores.FromBytes(Trained.Scores.ToBytes());

        Assert.Equal(Trained.Scores.At(0.7).Tags, again.At(0.7).Tags);
        Assert.Equal(Trained.Scores.At(0.7).Overall, again.At(0.7).Overall);
        Assert.Equal(Trained.Scores.ToBytes(), again.ToBytes());
    }

    [Fact]
    public void What_is_damaged_cut_off_or_something_else_is_refused()
    {
        var model = Trained.Model.ToBytes();
        var scores = Trained.Scores.ToBytes();
        var flipped = model.ToArray();
        flipped[model.Length / 2] ^= 1;

        foreach (var bytes in new[] { [], [1, 2, 3], new byte[1000], flipped, model[..^1], [.. model, 0], scores })
            Assert.Throws<InvalidDataException>(() => TrainedModel.FromBytes(bytes));
        Assert.Throws<InvalidDataException>(() => ValidationScores.FromBytes(model));
    }

    [Fact]
    public void What_another_version_wrote_is_refused_and_says_so()
    {
        byte[] Model(int format, int features, int kind, int tags) => LearningFile.Write(LearningFile.Kind.Model, format, writer =>
        {
            writer.Write(features);
            writer.Write((byte)kind);
            writer.Write(tags);
        });

        Assert.Equal(0, TrainedModel.FromBytes(Model(2, FeatureExtractor.Version, 0, 0)).TagCount);
        foreach (var bytes in new[] { Model(3, FeatureExtractor.Version, 0, 0), Model(2, FeatureExtractor.Version + 1, 0, 0) })
            Assert.Contains("Train again", Assert.Throws<InvalidDataException>(() => TrainedModel.FromBytes(bytes)).Message, StringComparison.Ordinal);
        Assert.Throws<InvalidDataException>(() => TrainedModel.FromBytes(Model(2, FeatureExtractor.Version, 9, 0)));
        foreach (var tags in new[] { 1, -1, int.MaxValue })
            Assert.Throws<InvalidDataException>(() => TrainedModel.FromBytes(Model(2, FeatureExtractor.Version, 0, tags)));
    }

    [Fact]
    public void A_model_can_be_asked_by_many_at_once()
    {
        var expected = Textures.Test.Select(image => Trained.Model.Predict(image.Features)).ToArray();

        Parallel.For(0, 2_000, i => Assert.Equal(expected[i % 12], Trained.Model.Predict(Textures.Test[i % 12].Features)));
    }

    [Fact]
    public void Features_of_another_kind_are_refused() =>
        Assert.Throws<ArgumentException>(() => Trained.Model.Predict(new float[FeatureExtractor.Count - 1]));
}
