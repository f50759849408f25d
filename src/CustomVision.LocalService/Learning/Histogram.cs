namespace CustomVision.LocalService.Learning;

internal static class Histogram
{
    /// <summary>
    /// Replaces each bin by the square root of its share, so that the vector has length 1. Roots increase the weight of rare
    /// values, which helps a linear classifier.
    /// </summary>
    public static void Normalise(Span<float> bins)
    {
        var sum = 0f;
        foreach (var bin in bins)
            sum += bin;
        if (sum <= 0)
            return;
        for (var i = 0; i < bins.Length; i++)
            bins[i] = MathF.Sqrt(bins[i] / sum);
    }
}
