namespace CustomVision.LocalService.Learning;

/// <summary>The folds of the cross-validation of one tag.</summary>
internal static class Folds
{
    private const int Most = 5;

    /// <summary>Assigns positive and then negative examples to the folds in turn, so that each fold has its share of both.</summary>
    /// <param name="examples">
    /// Sorted by content. When similar images are next to each other, each fold gets its share of them.
    /// </param>
    /// <returns>The fold of each example, from 0. There are at least two folds.</returns>
    public static byte[] Deal(IReadOnlyList<Example> examples, int tag)
    {
        var with = examples.Count(example => example.Tags.Contains(tag));
        // At least one positive and one negative example in each fold.
        var count = Math.Clamp(Math.Min(with, examples.Count - with), 2, Most);
        var folds = new byte[examples.Count];
        var next = 0;
        foreach (var hasTag in new[] { true, false })
            for (var i = 0; i < folds.Length; i++)
                if (examples[i].Tags.Contains(tag) == hasTag)
                    folds[i] = (byte)(next++ % count);
        return folds;
    }
}
