namespace CustomVision.LocalService.Learning;

/// <summary>Histograms of gradient directions, for the image and each cell of a grid, at two scales.</summary>
internal static class GradientHistogram
{
    private const int Directions = 9;
    private const int Grid = 4;
    private const int OfOneScale = Directions * (Grid * Grid + 1);

    // Distances in pixels between the points that are compared.
    private static readonly int[] Scales = [1, 3];

    public const int Count = 2 * OfOneScale;

    public static void Fill(NormalizedImage image, Span<float> features)
    {
        for (var i = 0; i < Scales.Length; i++)
            FillScale(image.Luma, Scales[i], features.Slice(i * OfOneScale, OfOneScale));
    }

    private static void FillScale(float[] luma, int reach, Span<float> features)
    {
        var cells = features[Directions..];
        for (var y = reach; y < NormalizedImage.Side - reach; y++)
        {
            for (var x = reach; x < NormalizedImage.Side - reach; x++)
            {
                var at = y * NormalizedImage.Side + x;
                var dx = luma[at + reach] - luma[at - reach];
                var dy = luma[at + reach * NormalizedImage.Side] - luma[at - reach * NormalizedImage.Side];
                var strength = MathF.Sqrt(dx * dx + dy * dy);
                if (strength <= 0)
                    continue;

                // Opposite gradients are the same edge. A direction between two bins counts for both.
                var turn = MathF.Atan2(dy, dx) / MathF.PI;
                var bin = (turn < 0 ? turn + 1 : turn) * Directions;
                var low = (int)bin;
                var share = bin - low;
                var cell = (y * Grid / NormalizedImage.Side * Grid + x * Grid / NormalizedImage.Side) * Directions;
                cells[cell + low % Directions] += strength * (1 - share);
                cells[cell + (low + 1) % Directions] += strength * share;
            }
        }
        for (var i = 0; i < cells.Length; i++)
            features[i % Directions] += cells[i];
        Histogram.Normalise(features[..Directions]);
        Histogram.Normalise(cells);
    }
}
