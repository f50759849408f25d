using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>Precision and recall, checked by counting with fingers.</summary>
public sealed class PerformanceTests
{
    // Two folds. Tag 0 at 0.5: fold 0 has one right, one wrong; fold 1 has one right and one missed. Tag 1 at 0.5: one right in each fold.
    private readonly ValidationScores scores = new(
    [
        new HeldOut(1, 0, [true, true], [0.9f, 0.7f]),
        new HeldOut(2, 0, [false, false], [0.6f, 0.1f]),
        new HeldOut(3, 1, [true, false], [0.8f, 0.2f]),
        new HeldOut(4, 1, [true, true], [0.3f, 0.9f]),
    ]);

    [Fact]
    public void Each_tag_is_counted_by_itself()
    {
        var performance = scores.At(0.5);

        Expect(performance.Tags[0], 2 / 3.0, 0.25, 2 / 3.0, 0.25);
        Expect(performance.Tags[1], 1, 0, 1, 0);
    }

    [Fact]
    public void Overall_counts_the_predictions_of_all_tags_together()
    {
        // Fold 0: two right, one wrong. Fold 1: two right, one missed.
        Expect(scores.At(0.5).Overall, 4 / 5.0, 1 / 6.0, 4 / 5.0, 1 / 6.0);
    }

    [Fact]
    public void At_threshold_0_everything_is_predicted()
    {
        var performance = scores.At(0);

        Expect(performance.Tags[0], 3 / 4.0, 0.25, 1, 0);
        Expect(performance.Overall, 5 / 8.0, 0.125, 1, 0);
    }

    [Fact]
    public void What_is_as_probable_as_the_threshold_is_predicted()
    {
        Assert.Equal(1 / 2.0, scores.At(0.9f).Tags[1].Recall);
        Assert.Equal(0, scores.At(0.91).Tags[1].Recall);
    }

    [Fact]
    public void Where_nothing_is_predicted_precision_and_recall_are_0()
    {
        Expect(scores.At(1).Tags[0], 0, 0, 0, 0);
        Expect(scores.At(1).Overall, 0, 0, 0, 0);
    }

    [Fact]
    public void A_fold_in_which_nothing_is_predicted_has_no_say_in_the_deviation_of_precision()
    {
        // At 0.85 only fold 0 has a prediction, a right one.
        Expect(scores.At(0.85).Tags[0], 1, 0, 1 / 3.0, 0.5);
    }

    [Fact]
    public void Average_precision_is_the_mean_of_the_precision_at_each_image_with_the_tag()
    {
        // In the order of the probabilities: right, right, wrong, right.
        Assert.Equal((1 + 1 + 3 / 4.0) / 3, scores.At(0.5).Tags[0].AveragePrecision, 1e-9);
        Assert.Equal(1, scores.At(0.5).Tags[1].AveragePrecision, 1e-9);
        Assert.Equal((scores.At(0).Tags[0].AveragePrecision + 1) / 2, scores.At(0).Overall.AveragePrecision, 1e-9);
    }

    [Fact]
    public void Equal_probabilities_are_predicted_together()
    {
        var equal = new ValidationScores([.. Enumerable.Range(0, 4).Select(i => new HeldOut(i, 0, [i == 3], [0.5f]))]);

        Assert.Equal(1 / 4.0, equal.At(0.5).Tags[0].AveragePrecision, 1e-9);
    }

    [Fact]
    public void A_higher_threshold_never_finds_more()
    {
        var recalls = Enumerable.Range(0, 21).Select(i => Textures.Trained(HeadKind.OneVersusRest).Scores.At(i / 20.0).Overall.Recall).ToArray();

        Assert.Equal(recalls.OrderDescending(), recalls);
        Assert.Equal((1, 0), (recalls[0], recalls[^1]));
    }

    private static void Expect(PrecisionAndRecall found, double precision, double precisionDeviation, double recall, double recallDeviation)
    {
        Assert.Equal(precision, found.Precision, 1e-9);
        Assert.Equal(precisionDeviation, found.PrecisionStdDeviation, 1e-9);
        Assert.Equal(recall, found.Recall, 1e-9);
        Assert.Equal(recallDeviation, found.RecallStdDeviation, 1e-9);
    }
}
