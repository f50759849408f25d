namespace CustomVision.LocalService.Learning;

/// <summary>The folds of the cross-validation.</summary>
internal static class Folds
{
    private const int Most = 5;

    /// <summary>Assigns the examples of each tag to the folds in turn, the rarest tag first, so that each fold has its share of each tag.</summary>
    /// <param name="examples">In an order that doesn't depend on the order of uploads.</param>
    /// <returns>The fold of each example, from 0. There are at least two folds.</returns>
    public static byte[] Deal(IReadOnlyList<Example> examples, int tagCount)
    {
        var byTag = new List<int>[tagCount];
        for (var tag = 0; tag < tagCount; tag++)
            byTag[tag] = [.. Enumerable.Range(0, examples.Count).Where(i => examples[i].Tags.Contains(tag))];
        // At least one example of each tag in each fold.
        var count = Math.Clamp(byTag.Where(tagged => tagged.Count > 0).Select(tagged => tagged.Count).DefaultIfEmpty(0).Min(), 2, Most);

        var folds = new byte[examples.Count];
        var isDealt = new bool[examples.Count];
        var sizes = new int[count];
        foreach (var tagged in byTag.OrderBy(tagged => tagged.Count).Append([.. Enumerable.Range(0, examples.Count)]))
        {
            var sizesOfTag = new int[count];
            foreach (var i in tagged.Where(i => isDealt[i]))
                sizesOfTag[folds[i]]++;
            foreach (var i in tagged.Where(i => !isDealt[i]))
            {
                var fold = Enumerable.Range(0, count).MinBy(fold => (sizesOfTag[fold], sizes[fold]));
                (folds[i], isDealt[i]) = ((byte)fold, true);
                sizes[fold]++;
                sizesOfTag[fold]++;
            }
        }
        return folds;
    }
}
