using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

public sealed class LearnerTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static TheoryData<int> Kinds => [.. Enum.GetValues<HeadKind>().Select(kind => (int)kind)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_same_examples_in_any_order_give_the_same_bytes(int kind)
    {
        var again = Textures.Train.Select((example, i) => (example, i)).OrderBy(one => one.i * 7 % 36).Select(one => one.example).ToArray();
        Assert.NotEqual(Textures.Train, again);

        var result = Learner.Train(again, 3, (HeadKind)kind, Cancel);

        Assert.Equal(Textures.Trained((HeadKind)kind).Model.ToBytes(), result.Model.ToBytes());
        Assert.Equal(Textures.Trained((HeadKind)kind).Scores.ToBytes(), result.Scores.ToBytes());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Tags_that_are_numbered_otherwise_are_learned_the_same(int kind)
    {
        int[] numbers = [2, 0, 1];
        var expected = Textures.Trained((HeadKind)kind);

        var result = Learner.Train(
            [.. Textures.Train.Select(example => example with { Tags = [.. example.Tags.Select(tag => numbers[tag])] })], 3, (HeadKind)kind, Cancel);

        foreach (var image in Textures.Test)
            AssertClose(expected.Model.Predict(image.Features), numbers.Select(number => result.Model.Predict(image.Features)[number]));
        Assert.Equal(expected.Scores.At(0.9).Tags, numbers.Select(number => result.Scores.At(0.9).Tags[number]));
    }

    [Fact]
    public void One_image_more_gives_another_model()
    {
        var less = Learner.Train(Textures.Train[..^1], 3, HeadKind.Softmax, Cancel);

        Assert.NotEqual(Textures.Trained(HeadKind.Softmax).Model.ToBytes(), less.Model.ToBytes());
    }

    [Fact]
    public void An_image_can_have_several_tags_or_none()
    {
        int[][] tags = [[], [0], [1], [0, 1], [2], [0, 2]];
        var model = Learner.Train(Examples.Draw(90, 3, i => tags[i % tags.Length]), 3, HeadKind.OneVersusRest, Cancel).Model;

        foreach (var unseen in Examples.Draw(60, 3, i => tags[i % tags.Length], seed: 2))
            Assert.Equal(unseen.Tags, Predicted(model, unseen));
    }

    [Fact]
    public void With_softmax_the_probabilities_of_an_image_add_up_to_1()
    {
        var result = Textures.Trained(HeadKind.Softmax);

        Assert.All(Textures.Test, image => Assert.Equal(1, result.Model.Predict(image.Features).Sum(), 1e-5));
        Assert.All(result.Scores.Images, image => Assert.Equal(1, image.Probabilities.Sum(), 1e-5));
    }

    [Fact]
    public void With_softmax_an_image_with_several_tags_is_half_of_each()
    {
        int[][] tags = [[0], [1], [0, 1]];
        var model = Learner.Train(Examples.Draw(90, 2, i => tags[i % tags.Length]), 2, HeadKind.Softmax, Cancel).Model;

        foreach (var unseen in Examples.Draw(30, 2, _ => [0, 1], seed: 2))
            Assert.InRange(model.Predict(unseen.Features)[0], 0.15f, 0.85f);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Images_with_the_negative_tag_get_no_other_tag(int kind)
    {
        // Tag 2 stands for images of anything else, which have nothing in common.
        var result = Learner.Train(Examples.Draw(90, 2, i => i % 3 == 2 ? [] : [i % 3]).Select(Negated).ToArray(), 3, (HeadKind)kind, Cancel);

        foreach (var unseen in Examples.Draw(60, 2, i => i % 2 == 1 ? [] : [0], seed: 2).Select(Negated))
            Assert.Equal(unseen.Tags.Where(tag => tag != 2), Predicted(result.Model, unseen).Where(tag => tag != 2));

        static Example Negated(Example example) => example.Tags.Count > 0 ? example : example with { Tags = [2] };
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Five_images_for_each_of_two_tags_are_enough(int kind)
    {
        var result = Learner.Train(Examples.InTurn(10, 2), 2, (HeadKind)kind, Cancel);

        Assert.All(Examples.InTurn(10, 2, seed: 2), unseen => Assert.Equal(unseen.Tags, Predicted(result.Model, unseen)));
        Assert.Equal([0, 1, 2, 3, 4], result.Scores.Images.Select(image => (int)image.Fold).Distinct().Order());
    }

    [Theory]
    [InlineData(5, 5)]
    [InlineData(7, 30)]
    [InlineData(3, 30)]
    [InlineData(100, 11)]
    public void Each_image_is_held_out_once_and_each_fold_has_its_share_of_each_tag(int with, int without)
    {
        var examples = Examples.Draw(with + without, 2, i => i < with ? [0] : [1]);

        var images = Learner.Train(examples, 2, HeadKind.Softmax, Cancel).Scores.Images;

        Assert.Equal(examples.Select(example => example.Image), images.Select(image => image.Image).Order());
        foreach (var label in new[] { true, false })
        {
            var sizes = images.Where(image => image.Labels[0] == label).CountBy(image => image.Fold).Select(fold => fold.Value).ToArray();
            Assert.Equal(Math.Min(5, Math.Min(with, without)), sizes.Length);
            Assert.InRange(sizes.Max() - sizes.Min(), 0, 1);
        }
    }

    [Fact]
    public void A_tag_on_all_images_or_on_none_is_as_probable_as_that_tells()
    {
        var model = Learner.Train(Examples.Draw(10, 4, i => [i % 2, 2]), 4, HeadKind.OneVersusRest, Cancel).Model;

        var probabilities = model.Predict(Examples.InTurn(1, 4)[0].Features);

        Assert.Equal(11f / 12, probabilities[2], 1e-4);
        Assert.Equal(1f / 12, probabilities[3], 1e-4);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void What_cannot_be_learned_is_not_claimed(int kind)
    {
        // One in four has each tag, and nothing tells which.
        var result = Learner.Train(Examples.InTurn(100, 4, signal: 0), 4, (HeadKind)kind, Cancel);

        var probabilities = Examples.InTurn(200, 4, signal: 0, seed: 2).SelectMany(unseen => result.Model.Predict(unseen.Features));

        Assert.All(probabilities, probability => Assert.InRange(probability, 0.05f, 0.5f));
        Assert.InRange(result.Scores.At(0.5).Overall.Recall, 0, 0.1);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Probabilities_are_about_as_often_right_as_they_say(int kind)
    {
        var model = Learner.Train(Examples.InTurn(400, 2, signal: 0.3f), 2, (HeadKind)kind, Cancel).Model;

        var predictions = Examples.InTurn(2_000, 2, signal: 0.3f, seed: 2)
            .Select(unseen => (Probability: model.Predict(unseen.Features)[0], Right: unseen.Tags.Contains(0)))
            .ToArray();

        for (var low = 0f; low < 1; low += 0.25f)
        {
            var some = predictions.Where(one => one.Probability >= low && one.Probability < low + 0.25f).ToArray();
            Assert.True(some.Length > 100, $"Only {some.Length} from {low}.");
            Assert.InRange(some.Count(one => one.Right) / (double)some.Length, some.Average(one => one.Probability) - 0.12, some.Average(one => one.Probability) + 0.12);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Few_examples_give_less_certain_probabilities_than_many(int kind)
    {
        float Certainty(int count) =>
            Learner.Train(Examples.InTurn(count, 2), 2, (HeadKind)kind, Cancel).Model.Predict(Examples.InTurn(1, 2, seed: 2)[0].Features)[0];

        var (few, many) = (Certainty(10), Certainty(200));

        Assert.InRange(few, 0.6f, 0.98f);
        Assert.InRange(many, 0.96f, 1f);
        Assert.True(few < many);
    }

    [Fact]
    public async Task A_cancelled_training_ends_early()
    {
        // Uncancelled this would take longer than the test waits.
        var examples = Examples.InTurn(4_000, 60, signal: 0.5f);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        var training = Task.Run(() => Learner.Train(examples, 60, HeadKind.OneVersusRest, stop.Token), Cancel);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => training.WaitAsync(TimeSpan.FromSeconds(20), Cancel));
    }

    [Fact]
    public void What_is_no_training_set_is_refused()
    {
        var examples = Examples.InTurn(10, 2);

        Assert.Throws<ArgumentOutOfRangeException>(() => Learner.Train([], 2, HeadKind.Softmax, Cancel));
        Assert.Throws<ArgumentException>(() => Learner.Train(examples, 1, HeadKind.Softmax, Cancel));
        Assert.Throws<ArgumentException>(() => Learner.Train([.. examples, examples[0] with { Features = [1] }], 2, HeadKind.Softmax, Cancel));
    }

    private static int[] Predicted(TrainedModel model, Example example) =>
        [.. model.Predict(example.Features).Select((probability, tag) => (probability, tag)).Where(one => one.probability > 0.5).Select(one => one.tag)];

    private static void AssertClose(IEnumerable<float> expected, IEnumerable<float> found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-6f));
}
