using System.Runtime.InteropServices;
using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>A rectangle that may hold an object, in fractions of the upright image.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProposedRegion(float Confidence, float Left, float Top, float Width, float Height);

/// <summary>
/// Proposes rectangles that may hold an object: those with stronger edges than what is around them. The same image has the same proposals.
/// </summary>
internal static class RegionProposer
{
    // The recorded answers have 25 proposals, from 0.096 downwards.
    private const int MaxProposals = 25;
    private const float HighestConfidence = 0.096f;
    private const float LowestConfidence = 0.005f;

    private const int Side = 64;
    private const int Step = 4;
    private const double MaxOverlap = 0.6;

    /// <summary>The proposals, the most confident first; empty when the pixels can't be decoded.</summary>
    public static IReadOnlyList<ProposedRegion> Propose(SKData image)
    {
        if (ReadLuma(image) is not { } luma)
            return [];
        var sums = SumEdges(luma);
        var candidates = new List<(double Score, int X, int Y, int Width, int Height)>();
        foreach (var width in (int[])[12, 20, 32, 48])
            foreach (var height in (int[])[12, 20, 32, 48])
                for (var y = 0; y + height <= Side; y += Step)
                    for (var x = 0; x + width <= Side; x += Step)
                        candidates.Add((Contrast(sums, x, y, width, height), x, y, width, height));

        var chosen = new List<(double Score, int X, int Y, int Width, int Height)>();
        foreach (var candidate in candidates.OrderByDescending(one => one.Score))
        {
            if (chosen.TrueForAll(other => Overlap(candidate, other) <= MaxOverlap))
                chosen.Add(candidate);
            if (chosen.Count == MaxProposals)
                break;
        }
        var (best, least) = (chosen[0].Score, chosen[^1].Score);
        return chosen.ConvertAll(one => new ProposedRegion(
            LowestConfidence + (HighestConfidence - LowestConfidence) * (float)(best > least ? (one.Score - least) / (best - least) : 0),
            (float)one.X / Side, (float)one.Y / Side, (float)one.Width / Side, (float)one.Height / Side));
    }

    private static float[]? ReadLuma(SKData image)
    {
        using var decoder = ImageDecoder.Open(image);
        if (decoder is null)
            return null;
        using var decoded = decoder.Decode((float)Side / Math.Max(decoder.UprightSize.Width, decoder.UprightSize.Height));
        if (decoded is null)
            return null;
        using var surface = new SKBitmap(new SKImageInfo(Side, Side, SKColorType.Gray8, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(surface))
            Orientation.DrawUpright(canvas, new SKSizeI(Side, Side), decoded, decoder.Origin);
        return Array.ConvertAll(surface.GetPixelSpan().ToArray(), pixel => pixel / 255f);
    }

    /// <summary>The sums of the edge strengths above and to the left of each pixel, so that the sum of a rectangle takes four of them.</summary>
    private static double[,] SumEdges(float[] luma)
    {
        var sums = new double[Side + 1, Side + 1];
        for (var y = 0; y < Side; y++)
            for (var x = 0; x < Side; x++)
            {
                var edge = x == 0 || y == 0 || x == Side - 1 || y == Side - 1 ? 0
                    : Math.Abs(luma[y * Side + x + 1] - luma[y * Side + x - 1]) + Math.Abs(luma[(y + 1) * Side + x] - luma[(y - 1) * Side + x]);
                sums[y + 1, x + 1] = edge + sums[y, x + 1] + sums[y + 1, x] - sums[y, x];
            }
        return sums;
    }

    /// <summary>The edges in the rectangle without those that its rim cuts through: an object lies within its rectangle.</summary>
    private static double Contrast(double[,] sums, int x, int y, int width, int height)
    {
        const int Rim = 2;
        var whole = Sum(x, y, width, height);
        var inner = Sum(x + Rim, y + Rim, width - 2 * Rim, height - 2 * Rim);
        return (inner - 2 * (whole - inner)) / Math.Sqrt(width * height);

        double Sum(int left, int top, int w, int h) => sums[top + h, left + w] - sums[top, left + w] - sums[top + h, left] + sums[top, left];
    }

    private static double Overlap((double, int X, int Y, int Width, int Height) one, (double, int X, int Y, int Width, int Height) other)
    {
        var width = Math.Min(one.X + one.Width, other.X + other.Width) - Math.Max(one.X, other.X);
        var height = Math.Min(one.Y + one.Height, other.Y + other.Height) - Math.Max(one.Y, other.Y);
        if (width <= 0 || height <= 0)
            return 0;
        var shared = (double)width * height;
        return shared / (one.Width * one.Height + other.Width * other.Height - shared);
    }
}
