namespace CustomVision.LocalService.Learning;

/// <summary>A histogram of the colours, and the mean brightness and colour of each cell of a grid.</summary>
internal static class ColourHistogram
{
    private const int Levels = 4;
    private const int Grid = 4;
    private const int Bins = Levels * Levels * Levels;

    public const int Count = Bins + 3 * Grid * Grid;

    public static void Fill(NormalizedImage image, Span<float> features)
    {
        var bins = features[..Bins];
        var cells = features[Bins..];
        var pixels = image.Pixels;
        for (var y = 0; y < NormalizedImage.Side; y++)
        {
            for (var x = 0; x < NormalizedImage.Side; x++)
            {
                var at = 4 * (y * NormalizedImage.Side + x);
                var (red, green, blue) = (pixels[at], pixels[at + 1], pixels[at + 2]);
                bins[(red * Levels / 256 * Levels + green * Levels / 256) * Levels + blue * Levels / 256]++;

                // Brightness, red against green, and yellow against blue.
                var cell = 3 * (y * Grid / NormalizedImage.Side * Grid + x * Grid / NormalizedImage.Side);
                cells[cell] += red + green + blue;
                cells[cell + 1] += red - green;
                cells[cell + 2] += (red + green) / 2f - blue;
            }
        }
        Histogram.Normalise(bins);
        const float ofOnePixel = 1f / (NormalizedImage.Side * NormalizedImage.Side / Grid / Grid) / 255f;
        for (var i = 0; i < cells.Length; i++)
            cells[i] *= ofOnePixel;
    }
}
