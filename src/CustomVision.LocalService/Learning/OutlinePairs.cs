namespace CustomVision.LocalService.Learning;

/// <summary>
/// How edges stand to each other: for each pair of strong edge points, how far apart they are and how both edges are turned
/// against the line between them. That tells an outline wherever it is and however it is turned.
/// </summary>
/// <remarks>After the pairwise geometric histograms of Thacker and others.</remarks>
internal static class OutlinePairs
{
    // One point of each block, and of those the strongest.
    private const int Block = 4;
    private const int Blocks = Canvas.Side / Block;
    private const int MostPoints = 160;

    // Compared over some pixels, so that grain does not make edges.
    private const int Reach = 2;

    private const int HalfTurn = 6;
    private const int Directions = 2 * HalfTurn;
    private const int OfOneDistance = HalfTurn * Directions;

    // In pixels; what is farther apart is hardly of one thing, and goes to the last.
    private static readonly float[] Distances = [10, 20, 35, 55];

    public const int Count = 5 * OfOneDistance;

    public static void Fill(Canvas canvas, Span<float> features)
    {
        var points = FindPoints(canvas);
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
                // Light on dark and dark on light turn both edges by half.
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

    /// <summary>The bin of an angle, whose middle is the angle itself.</summary>
    private static int Turn(float angle)
    {
        var bin = (int)MathF.Round(angle * Directions / MathF.Tau) % Directions;
        return bin < 0 ? bin + Directions : bin;
    }

    private static Point[] FindPoints(Canvas canvas)
    {
        var luma = canvas.Luma;
        var points = new Point[Blocks * Blocks];
        for (var y = Reach + 1; y < Canvas.Side - Reach - 1; y++)
        {
            for (var x = Reach + 1; x < Canvas.Side - Reach - 1; x++)
            {
                var (dx, dy) = (0f, 0f);
                for (var across = -1; across <= 1; across++)
                {
                    dx += luma[(y + across) * Canvas.Side + x + Reach] - luma[(y + across) * Canvas.Side + x - Reach];
                    dy += luma[(y + Reach) * Canvas.Side + x + across] - luma[(y - Reach) * Canvas.Side + x + across];
                }
                var strength = dx * dx + dy * dy;
                ref var best = ref points[y / Block * Blocks + x / Block];
                if (strength > best.Strength)
                    best = new Point(x, y, strength, dx, dy);
            }
        }
        // Ties are broken by place, so that the same image always has the same points.
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
