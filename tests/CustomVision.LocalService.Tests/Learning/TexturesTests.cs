using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>What the samples promise: train on 36 photographs, and know 12 others.</summary>
public sealed class TexturesTests
{
    public static TheoryData<int> Kinds => LearnerTests.Kinds;

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Each_image_of_the_test_folder_has_its_own_tag_with_more_than_even_odds_and_no_other(int kind)
    {
        foreach (var image in Textures.Test)
        {
            var probabilities = Textures.Trained((HeadKind)kind).Model.Predict(image.Features);

            Assert.Equal(image.Tags, probabilities.Select((probability, tag) => (probability, tag)).Where(one => one.probability > 0.5).Select(one => one.tag));
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void A_dozen_examples_are_no_reason_to_be_certain(int kind)
    {
        var probabilities = Textures.Test.SelectMany(image => Textures.Trained((HeadKind)kind).Model.Predict(image.Features));

        Assert.All(probabilities, probability => Assert.InRange(probability, 0.0001f, 0.9999f));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_cross_validation_finds_few_mistakes_and_says_how_sure_that_is(int kind)
    {
        var performance = Textures.Trained((HeadKind)kind).Scores.At(0.5);

        Assert.Equal(3, performance.Tags.Count);
        Assert.InRange(performance.Overall.Precision, 0.9, 1);
        Assert.InRange(performance.Overall.Recall, 0.9, 1);
        Assert.InRange(performance.Overall.AveragePrecision, 0.95, 1);
        Assert.InRange(performance.Overall.PrecisionStdDeviation, 0, 0.2);
    }
}
