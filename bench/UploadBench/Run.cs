namespace UploadBench;

/// <summary>What one run took.</summary>
/// <param name="PicturesPerSecond">By the clock.</param>
/// <param name="ProcessorPerPicture">Processor time of the uploading process in microseconds; a busy machine disturbs it less.</param>
internal sealed record Run(double PicturesPerSecond, double ProcessorPerPicture)
{
    public static Run Median(IReadOnlyCollection<Run> runs) =>
        new(Median(runs.Select(run => run.PicturesPerSecond)), Median(runs.Select(run => run.ProcessorPerPicture)));

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
