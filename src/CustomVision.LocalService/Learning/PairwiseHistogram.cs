namespace CustomVision.LocalService.Learning;

/// <summary>
/// A histogram of pairs of strong edge points, by their distance and by the angles of both edges to the line between them. It
/// describes an outline independent of its position and rotation.
/// </summary>
/// <remarks>Based on the pairwise geometric histograms of Thacker et al.</remarks>
internal static class PairwiseHistogram
{
    // The strongest point of each block is a candidate.
    private const int Block = 4;
    private const int Blocks = NormalizedImage.Side / Block;
    private const int MostPoints = 160;

    // The distance of the compared pixels, large enough to ignore noise.
    private const int Reach = 2;

    private const int HalfTurn = 6;
    private const int Directions = 2 * HalfTurn;
    private const int OfOneDistance = HalfTurn * Directions;

    // In pixels. All larger distances share the last bin.
    private static readonly float[] Distances = [10, 20, 35, 55];

    public const int Count = 5 * OfOneDistance;

    public static void Fill(NormalizedImage image, Span<float> features)
    {
        var points = FindPoints(image);
        for (var i = 0; i < points.Length; i++)
        {
            for (var j = 0; j < points.Length; j++)
            {
                if (i == j)
                    continue;
                var (dx, dy) = (points[j].X - points[i].X, points[j].Y - points[i].Y);
                var line = MathF.Atan2(dy, dx);
                var first = Turn(points[i].Direction - line);
                var second = Turn(points[j].Direction - line);
                // Inverting the image turns both edges by 180 degrees.
                if (first >= HalfTurn)
                {
                    first -= HalfTurn;
                    second = (second + HalfTurn) % Directions;
                }
                var distance = 0;
                var squared = dx * dx + dy * dy;
                while (distance < Distances.Length && squared >= Distances[distance] * Distances[distance])
                    distance++;
                features[(distance * HalfTurn + first) * Directions + second] += MathF.Sqrt(points[i].Strength * points[j].Strength);
            }
        }
        for (var distance = 0; distance <= Distances.Length; distance++)
            Histogram.Normalise(features.Slice(distance * OfOneDistance, OfOneDistance));
    }

    /// <summary>The bin whose centre is closest to the angle.</summary>
    private static int Turn(float angle)
    {
        var bin = (int)MathF.Round(angle * Directions / MathF.Tau) % Directions;
        return bin < 0 ? bin + Directions : bin;
    }

    private static Point[] FindPoints(NormalizedImage image)
    {
        var luma = image.Luma;
        var points = new Point[Blocks * Blocks];
        for (var y = Reach + 1; y < NormalizedImage.Side - Reach - 1; y++)
        {
            for (var x = Reach + 1; x < NormalizedImage.Side - Reach - 1; x++)
            {
                var (dx, dy) = (0f, 0f);
                for (var across = -1; across <= 1; across++)
                {
                    dx += luma[(y + across) * NormalizedImage.Side + x + Reach] - luma[(y + across) * NormalizedImage.Side + x - Reach];
                    dy += luma[(y + Reach) * NormalizedImage.Side + x + across] - luma[(y - Reach) * NormalizedImage.Side + x + across];
                }
                var strength = dx * dx + dy * dy;
                ref var best = ref points[y / Block * Blocks + x / Block];
                if (strength > best.Strength)
                    best = new Point(x, y, strength, dx, dy);
            }
        }
        // The sort is stable, so that equal strengths keep the order of their positions.
        return [.. points
            .Where(point => point.Strength > 0)
            .OrderByDescending(point => point.Strength)
            .Take(MostPoints)
            .Select(point => point with { Strength = MathF.Sqrt(point.Strength) })];
    }

    private readonly record struct Point(int X, int Y, float Strength, float DX, float DY)
    {
        public float Direction { get; } = MathF.Atan2(DY, DX);
    }
}
