using System.Numerics.Tensors;

namespace CustomVision.LocalService.Learning;

/// <summary>Minimizes a smooth convex function with the limited-memory BFGS method (Nocedal and Wright, algorithm 7.5).</summary>
internal static class Lbfgs
{
    private const int Memory = 8;
    private const int MostIterations = 200;
    private const int MostHalvings = 20;

    // Relative to the value. More exact weights don't change a prediction by more than a thousandth.
    private const double LeastGain = 1e-5;

    /// <summary>Returns the value of the function and fills its gradient.</summary>
    public delegate double Objective(ReadOnlySpan<float> point, Span<float> gradient);

    /// <param name="point">The start. It is replaced by the minimum.</param>
    public static void Minimize(float[] point, Objective objective)
    {
        var gradient = new float[point.Length];
        var next = new float[point.Length];
        var nextGradient = new float[point.Length];
        var direction = new float[point.Length];
        var steps = new List<(float[] Step, float[] Change, double Curvature)>(Memory);

        var value = objective(point, gradient);
        for (var iteration = 0; iteration < MostIterations; iteration++)
        {
            FindDirection(gradient, steps, direction);
            var slope = (double)TensorPrimitives.Dot<float>(direction, gradient);
            if (slope >= 0)
                return;

            // Before anything is known of the curvature, a step of length 1.
            var length = steps.Count > 0 ? 1 : Math.Min(1, 1 / Math.Sqrt(-slope));
            double nextValue;
            var halvings = 0;
            do
            {
                TensorPrimitives.MultiplyAdd(direction, (float)length, point, next);
                nextValue = objective(next, nextGradient);
                length /= 2;
            }
            while (nextValue > value + 2e-4 * length * slope && halvings++ < MostHalvings);
            if (!(nextValue < value))
                return;

            // Parameters may take megabytes, so the oldest memory becomes the newest.
            var (step, change) = steps.Count < Memory ? (new float[point.Length], new float[point.Length]) : (steps[0].Step, steps[0].Change);
            if (steps.Count == Memory)
                steps.RemoveAt(0);
            TensorPrimitives.Subtract(next, point, step);
            TensorPrimitives.Subtract(nextGradient, gradient, change);
            if ((double)TensorPrimitives.Dot<float>(step, change) is > 1e-12 and var curvature)
                steps.Add((step, change, curvature));

            next.CopyTo(point, 0);
            (gradient, nextGradient) = (nextGradient, gradient);
            var gain = value - nextValue;
            value = nextValue;
            if (gain <= LeastGain * Math.Max(1e-3, value))
                return;
        }
    }

    private static void FindDirection(float[] gradient, List<(float[] Step, float[] Change, double Curvature)> steps, float[] direction)
    {
        TensorPrimitives.Negate(gradient, direction);
        var factors = new float[steps.Count];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            factors[i] = (float)(TensorPrimitives.Dot<float>(steps[i].Step, direction) / steps[i].Curvature);
            TensorPrimitives.MultiplyAdd(steps[i].Change, -factors[i], direction, direction);
        }
        if (steps is [.., var last])
            TensorPrimitives.Multiply(direction, (float)(last.Curvature / TensorPrimitives.Dot<float>(last.Change, last.Change)), direction);
        for (var i = 0; i < steps.Count; i++)
        {
            var correction = (float)(TensorPrimitives.Dot<float>(steps[i].Change, direction) / steps[i].Curvature);
            TensorPrimitives.MultiplyAdd(steps[i].Step, factors[i] - correction, direction, direction);
        }
    }
}
