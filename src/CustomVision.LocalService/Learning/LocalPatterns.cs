namespace CustomVision.LocalService.Learning;

/// <summary>
/// Local binary patterns: for each pixel, which of eight neighbours are brighter than it. Their histogram
/// describes the texture of a surface, independent of brightness.
/// </summary>
internal static class LocalPatterns
{
    // Uniform patterns (at most two transitions) have a bin each. The others, mostly noise, share the last one.
    private const int Bins = 59;

    // The distances of the neighbours in pixels.
    private static readonly int[] Scales = [1, 2, 4];

    private static readonly byte[] BinOfPattern = FindBins();

    public const int Count = 3 * Bins;

    public static void Fill(NormalizedImage image, Span<float> features)
    {
        for (var i = 0; i < Scales.Length; i++)
            FillScale(image.Luma, Scales[i], features.Slice(i * Bins, Bins));
    }

    private static void FillScale(float[] luma, int reach, Span<float> bins)
    {
        var diagonal = Math.Max(1, (int)MathF.Round(reach * 0.7071f));
        const int row = NormalizedImage.Side;
        ReadOnlySpan<int> around =
        [
            reach, diagonal + diagonal * row, reach * row, -diagonal + diagonal * row,
            -reach, -diagonal - diagonal * row, -reach * row, diagonal - diagonal * row,
        ];
        for (var y = reach; y < NormalizedImage.Side - reach; y++)
        {
            for (var x = reach; x < NormalizedImage.Side - reach; x++)
            {
                var at = y * row + x;
                var centre = luma[at];
                var pattern = 0;
                for (var i = 0; i < around.Length; i++)
                    if (luma[at + around[i]] > centre)
                        pattern |= 1 << i;
                bins[BinOfPattern[pattern]]++;
            }
        }
        Histogram.Normalise(bins);
    }

    private static byte[] FindBins()
    {
        var bins = new byte[256];
        byte next = 0;
        for (var pattern = 0; pattern < bins.Length; pattern++)
        {
            var turned = (pattern << 1 | pattern >> 7) & 0xFF;
            bins[pattern] = int.PopCount(pattern ^ turned) <= 2 ? next++ : (byte)(Bins - 1);
        }
        return bins;
    }
}
