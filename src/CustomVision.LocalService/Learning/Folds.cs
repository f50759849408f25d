namespace CustomVision.LocalService.Learning;

/// <summary>The parts of a cross-validation, for one tag.</summary>
internal static class Folds
{
    private const int Most = 5;

    /// <summary>Deals examples that have the tag, and then those that have not, to the folds in turn: each gets its share of both.</summary>
    /// <param name="examples">
    /// In an order that depends on nothing but themselves. Where images of the same kind stand together, each fold gets
    /// its share of each kind too.
    /// </param>
    /// <returns>The number of the fold for each example, from 0. There are two at least.</returns>
    public static byte[] Deal(IReadOnlyList<Example> examples, int tag)
    {
        var with = examples.Count(example => example.Tags.Contains(tag));
        // As many as leave at least one of both sorts in each.
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
