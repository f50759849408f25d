namespace CustomVision.LocalService.Learning;

/// <summary>Precision and recall over all tags at a probability threshold.</summary>
internal sealed record CurvePoint(double Threshold, double Precision, double Recall)
{
    private const int Steps = 20;

    /// <summary>The points from 5 to 95 %.</summary>
    /// <param name="predictions">Each prediction: its probability, and whether it is right.</param>
    /// <param name="actual">How many tags or boxes there are to find.</param>
    public static IReadOnlyList<CurvePoint> Of(IEnumerable<(float Probability, bool IsRight)> predictions, int actual)
    {
        // Counted by the last threshold that each reaches, so that the predictions are read once.
        var (right, wrong) = (new int[Steps], new int[Steps]);
        foreach (var (probability, isRight) in predictions)
            (isRight ? right : wrong)[StepOf(probability)]++;
        var points = new CurvePoint[Steps - 1];
        var (found, all) = (0, 0);
        for (var step = Steps - 1; step > 0; step--)
        {
            found += right[step];
            all += right[step] + wrong[step];
            // Without predictions the precision is 0, as in the API.
            points[step - 1] = new CurvePoint((double)step / Steps, all > 0 ? (double)found / all : 0, actual > 0 ? (double)found / actual : 0);
        }
        return points;
    }

    private static int StepOf(float probability)
    {
        var step = Math.Clamp((int)(probability * Steps), 0, Steps - 1);
        // What the multiplication rounds wrong.
        if (step < Steps - 1 && probability >= (double)(step + 1) / Steps)
            step++;
        return probability < (double)step / Steps ? step - 1 : step;
    }
}
