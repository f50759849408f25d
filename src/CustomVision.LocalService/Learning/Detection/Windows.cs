namespace CustomVision.LocalService.Learning.Detection;

/// <summary>The windows of an image that a detector looks at.</summary>
internal static class Windows
{
    private const int MaxSizes = 8;
    private const int Iterations = 20;

    // Steps between neighbouring windows, as a share of their size.
    private const float Step = 1 / 8f;
    private const int MaxPerSize = 900;

    /// <summary>Typical sizes of the boxes, by k-means of their logarithms.</summary>
    public static (float Width, float Height)[] FindSizes(IEnumerable<Box> boxes)
    {
        var points = boxes.Select(box => (X: MathF.Log(box.Width), Y: MathF.Log(box.Height))).OrderBy(point => point.X + point.Y).ThenBy(point => point.X).ToArray();
        var count = Math.Clamp(points.Length / 6, 1, MaxSizes);
        var centers = Enumerable.Range(0, count).Select(i => points[(2 * i + 1) * points.Length / (2 * count)]).ToArray();
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            var nearest = points.ToLookup(point => Enumerable.Range(0, count).MinBy(i => Square(point.X - centers[i].X) + Square(point.Y - centers[i].Y)));
            for (var i = 0; i < count; i++)
                if (nearest[i].Any())
                    centers[i] = (nearest[i].Average(point => point.X), nearest[i].Average(point => point.Y));
        }
        return [.. centers.Select(center => (MathF.Exp(center.X), MathF.Exp(center.Y))).Distinct()];

        static float Square(float number) => number * number;
    }

    public static Box[] Over((float Width, float Height)[] sizes)
    {
        var windows = new List<Box>();
        foreach (var (width, height) in sizes)
        {
            var (across, down) = (Count(width), Count(height));
            while (across * down > MaxPerSize)
                (across, down) = (Math.Max(1, across * 9 / 10), Math.Max(1, down * 9 / 10));
            for (var y = 0; y < down; y++)
                for (var x = 0; x < across; x++)
                    windows.Add(new Box((1 - width) * Share(x, across), (1 - height) * Share(y, down), width, height));
        }
        return [.. windows];

        static int Count(float side) => Math.Max(1, (int)MathF.Ceiling((1 - side) / (Step * side)) + 1);

        static float Share(int place, int count) => count == 1 ? 0.5f : place / (count - 1f);
    }
}
