using System.Numerics.Tensors;

namespace CustomVision.LocalService.Learning;

/// <summary>Regularized logistic regression over all tags: of each tag by itself, or with softmax.</summary>
/// <param name="rows">The features of all examples. Centered, with a mean square length of 1 after the division by the scale.</param>
/// <param name="targets">For each example, 1 for each of its tags and otherwise 0; with softmax, they add up to 1.</param>
/// <param name="scale">What the features are divided by. The rows stay as they are, because those of regions take hundreds of megabytes.</param>
internal sealed class LinearHead(HeadKind kind, float[][] rows, float[][] targets, CancellationToken cancellationToken, float scale = 1)
{
    private readonly int width = rows[0].Length;
    private readonly int tagCount = targets[0].Length;

    /// <summary>The weights of each tag, followed by the offset of each tag.</summary>
    public float[] NewParameters() => new float[tagCount * (width + 1)];

    /// <summary>Minimizes the sum of the cross-entropies of the chosen examples and of half the regularization times the squared weights.</summary>
    /// <param name="parameters">The start, such as the result for a stronger regularization. It is replaced by the result.</param>
    public void Train(float[] parameters, int[] chosen, float regularization)
    {
        var some = new float[Products.Rows][];
        var products = new float[Products.Rows * tagCount];
        Lbfgs.Minimize(parameters, (point, gradient) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            var weights = point[..(tagCount * width)];
            TensorPrimitives.Multiply(weights, regularization, gradient[..weights.Length]);
            gradient[weights.Length..].Clear();
            var value = 0.5 * regularization * TensorPrimitives.SumOfSquares(weights);
            for (var start = 0; start < chosen.Length; start += some.Length)
            {
                var count = Math.Min(some.Length, chosen.Length - start);
                for (var i = 0; i < count; i++)
                    some[i] = rows[chosen[start + i]];
                Products.Dots(some.AsSpan(0, count), weights, tagCount, products);
                for (var i = 0; i < count; i++)
                {
                    var target = targets[chosen[start + i]];
                    var scores = products.AsSpan(i * tagCount, tagCount);
                    TensorPrimitives.MultiplyAdd(scores, 1 / scale, point[weights.Length..], scores);
                    value += Loss(scores, target);
                    ToProbabilities(kind, scores);
                    for (var tag = 0; tag < tagCount; tag++)
                    {
                        var error = scores[tag] - target[tag];
                        // Most tags of most images are known well.
                        scores[tag] = MathF.Abs(error) < 1e-7f ? 0 : error / scale;
                        gradient[weights.Length + tag] += error;
                    }
                }
                Products.AddRows(some.AsSpan(0, count), products, tagCount, gradient[..weights.Length]);
            }
            return value;
        });
    }

    public void Score(ReadOnlySpan<float> parameters, float[] row, Span<float> scores)
    {
        for (var tag = 0; tag < tagCount; tag++)
            scores[tag] = TensorPrimitives.Dot(parameters.Slice(tag * width, width), row) / scale + parameters[tagCount * width + tag];
    }

    /// <summary>Replaces scores by probabilities.</summary>
    public static void ToProbabilities(HeadKind kind, Span<float> scores)
    {
        if (kind == HeadKind.Softmax)
            TensorPrimitives.SoftMax(scores, scores);
        else
            TensorPrimitives.Sigmoid(scores, scores);
    }

    /// <summary>The cross-entropy of one example.</summary>
    private double Loss(ReadOnlySpan<float> scores, float[] target)
    {
        if (kind == HeadKind.Softmax)
        {
            var highest = TensorPrimitives.Max(scores);
            var sum = 0.0;
            foreach (var score in scores)
                sum += Math.Exp(score - highest);
            return highest + Math.Log(sum) - TensorPrimitives.Dot(scores, target);
        }
        var loss = 0.0;
        for (var tag = 0; tag < scores.Length; tag++)
            loss += Math.Max(scores[tag], 0) - scores[tag] * target[tag] + Math.Log(1 + Math.Exp(-Math.Abs(scores[tag])));
        return loss;
    }
}
