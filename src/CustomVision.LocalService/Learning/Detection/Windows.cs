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

    public static Box[] Over((float Width, float Height)[] sizes) => [.. Grids(sizes).SelectMany(grid => grid.Boxes())];

    public static WindowGrid[] Grids((float Width, float Height)[] sizes)
    {
        return Array.ConvertAll(sizes, size =>
        {
            var (across, down) = (Count(size.Width), Count(size.Height));
            while (across * down > MaxPerSize)
                (across, down) = (Math.Max(1, across * 9 / 10), Math.Max(1, down * 9 / 10));
            return new WindowGrid(Starts(size.Width, across), Starts(size.Height, down), size.Width, size.Height);
        });

        static float[] Starts(float side, int count) => [.. Enumerable.Range(0, count).Select(place => (1 - side) * Share(place, count))];

        static int Count(float side) => Math.Max(1, (int)MathF.Ceiling((1 - side) / (Step * side)) + 1);

        static float Share(int place, int count) => count == 1 ? 0.5f : place / (count - 1f);
    }
}

/// <summary>The windows of one size.</summary>
/// <param name="Lefts">Of each column.</param>
/// <param name="Tops">Of each row.</param>
internal sealed record WindowGrid(float[] Lefts, float[] Tops, float Width, float Height)
{
    /// <summary>All windows, row by row.</summary>
    public IEnumerable<Box> Boxes() => Tops.SelectMany(top => Lefts.Select(left => new Box(left, top, Width, Height)));
}
