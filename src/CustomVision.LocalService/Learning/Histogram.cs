namespace CustomVision.LocalService.Learning;

internal static class Histogram
{
    /// <summary>
    /// The root of each bin's share, so that the length is 1. Roots make the difference of few and none count, and that of
    /// many and very many not too much; that is what a linear classifier wants of histograms.
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
