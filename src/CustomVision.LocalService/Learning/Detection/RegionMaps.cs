using System.Numerics;
using System.Numerics.Tensors;

namespace CustomVision.LocalService.Learning.Detection;

/// <summary>The compression of both maps of the network: a fine one with small parts, and a coarse one with whole things.</summary>
internal sealed record MapCompressions(MapCompression Fine, MapCompression Coarse)
{
    private const int FineComponents = 32;
    private const int CoarseComponents = 96;

    public static MapCompressions Fit(IReadOnlyList<(float[] Fine, float[] Coarse)> maps) => new(
        MapCompression.Fit([.. maps.Select(map => map.Fine)], PretrainedNetwork.FineChannels, FineComponents),
        MapCompression.Fit([.. maps.Select(map => map.Coarse)], PretrainedNetwork.CoarseChannels, CoarseComponents));

    public RegionMaps Apply((float[] Fine, float[] Coarse) maps) => new(
        new IntegralMap(Fine.Apply(maps.Fine), Fine.Axes.Length), new IntegralMap(Coarse.Apply(maps.Coarse), Coarse.Axes.Length));
}

/// <summary>The compressed maps of one image, from which the features of any region are computed.</summary>
internal sealed class RegionMaps(IntegralMap fine, IntegralMap coarse)
{
    public const int FineBins = 8;
    public const int CoarseBins = 4;

    // The surroundings tell where a thing ends.
    public const float Margin = 1.3f;
    public const float Context = 2f;

    public int FeatureCount { get; } = FineBins * FineBins * fine.Channels + (CoarseBins * CoarseBins + 1) * coarse.Channels;

    public void Fill(Box box, Span<float> features)
    {
        var ofFine = features[..(FineBins * FineBins * fine.Channels)];
        var ofCoarse = features.Slice(ofFine.Length, CoarseBins * CoarseBins * coarse.Channels);
        var ofContext = features[(ofFine.Length + ofCoarse.Length)..];
        fine.Fill(box.Grown(Margin), FineBins, ofFine);
        coarse.Fill(box.Grown(Margin), CoarseBins, ofCoarse);
        coarse.Fill(box.Grown(Context), 1, ofContext);
    }
}

/// <summary>A square map whose mean over any rectangle is found with a few additions.</summary>
internal sealed class IntegralMap
{
    private const int MostOnStack = 4096;

    private readonly int side;
    private readonly float[] sums;

    /// <param name="cells">The channels of each cell, row by row.</param>
    public IntegralMap(float[] cells, int channels)
    {
        Channels = channels;
        side = (int)Math.Round(Math.Sqrt(cells.Length / channels));
        sums = new float[(side + 1) * (side + 1) * channels];
        for (var y = 0; y < side; y++)
        {
            for (var x = 0; x < side; x++)
            {
                var to = sums.AsSpan(Place(x + 1, y + 1), channels);
                TensorPrimitives.Add(cells.AsSpan((y * side + x) * channels, channels), sums.AsSpan(Place(x, y + 1), channels), to);
                TensorPrimitives.Add(to, sums.AsSpan(Place(x + 1, y), channels), to);
                TensorPrimitives.Subtract(to, sums.AsSpan(Place(x, y), channels), to);
            }
        }
    }

    public int Channels { get; }

    /// <summary>The mean of each bin of a grid over the box, as far as it is in the image.</summary>
    /// <param name="bins">The number of bins along a side.</param>
    public void Fill(Box box, int bins, Span<float> features)
    {
        // Thousands of regions of an image are looked at.
        var length = (bins + 1) * (bins + 1) * Channels;
        Span<float> corners = length <= MostOnStack ? stackalloc float[length] : new float[length];
        Span<float> xs = stackalloc float[bins + 1];
        Span<float> ys = stackalloc float[bins + 1];
        for (var i = 0; i <= bins; i++)
        {
            xs[i] = Math.Clamp(box.Left + box.Width * i / bins, 0, 1) * side;
            ys[i] = Math.Clamp(box.Top + box.Height * i / bins, 0, 1) * side;
        }
        for (var y = 0; y <= bins; y++)
            for (var x = 0; x <= bins; x++)
                Sample(xs[x], ys[y], corners.Slice((y * (bins + 1) + x) * Channels, Channels));

        // Each part of the features has the same weight.
        var line = (bins + 1) * Channels;
        for (var y = 0; y < bins; y++)
        {
            for (var x = 0; x < bins; x++)
            {
                var area = (xs[x + 1] - xs[x]) * (ys[y + 1] - ys[y]);
                var corner = corners[((y * line) + (x * Channels))..];
                Mean(corner[..Channels], corner.Slice(Channels, Channels), corner.Slice(line, Channels), corner.Slice(line + Channels, Channels),
                    area > 1e-6f ? 1 / area / bins : 0, features.Slice((y * bins + x) * Channels, Channels));
            }
        }
    }

    private int Place(int x, int y) => (y * (side + 1) + x) * Channels;

    /// <summary>The sum of everything above and to the left of a point.</summary>
    private void Sample(float x, float y, Span<float> sum)
    {
        var (left, top) = (Math.Min((int)x, side - 1), Math.Min((int)y, side - 1));
        var (toRight, toBottom) = (x - left, y - top);
        ReadOnlySpan<float> one = sums.AsSpan(Place(left, top), Channels), two = sums.AsSpan(Place(left + 1, top), Channels);
        ReadOnlySpan<float> three = sums.AsSpan(Place(left, top + 1), Channels), four = sums.AsSpan(Place(left + 1, top + 1), Channels);
        var (ofOne, ofTwo, ofThree, ofFour) = ((1 - toRight) * (1 - toBottom), toRight * (1 - toBottom), (1 - toRight) * toBottom, toRight * toBottom);
        var i = 0;
        // In one pass: most calls are for 32 channels, and four passes take three times as long.
        for (; i + Vector<float>.Count <= sum.Length; i += Vector<float>.Count)
        {
            var total = new Vector<float>(one[i..]) * ofOne;
            total = Vector.FusedMultiplyAdd(new Vector<float>(two[i..]), new Vector<float>(ofTwo), total);
            total = Vector.FusedMultiplyAdd(new Vector<float>(three[i..]), new Vector<float>(ofThree), total);
            Vector.FusedMultiplyAdd(new Vector<float>(four[i..]), new Vector<float>(ofFour), total).CopyTo(sum[i..]);
        }
        for (; i < sum.Length; i++)
            sum[i] = (one[i] * ofOne) + (two[i] * ofTwo) + (three[i] * ofThree) + (four[i] * ofFour);
    }

    /// <summary>The mean of a bin from the sums at its corners.</summary>
    private static void Mean(
        ReadOnlySpan<float> leftTop, ReadOnlySpan<float> rightTop, ReadOnlySpan<float> leftBottom, ReadOnlySpan<float> rightBottom, float factor, Span<float> mean)
    {
        var i = 0;
        for (; i + Vector<float>.Count <= mean.Length; i += Vector<float>.Count)
        {
            var sum = new Vector<float>(rightBottom[i..]) - new Vector<float>(leftBottom[i..]) - new Vector<float>(rightTop[i..]) + new Vector<float>(leftTop[i..]);
            (sum * factor).CopyTo(mean[i..]);
        }
        for (; i < mean.Length; i++)
            mean[i] = (rightBottom[i] - leftBottom[i] - rightTop[i] + leftTop[i]) * factor;
    }
}
