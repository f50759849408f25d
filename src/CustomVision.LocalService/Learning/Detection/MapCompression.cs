using System.Numerics.Tensors;

namespace CustomVision.LocalService.Learning.Detection;

/// <summary>Reduces the channels of a map of the network by principal component analysis of their square roots.</summary>
/// <param name="Mean">One for each channel.</param>
/// <param name="Axes">For each component, one weight for each channel.</param>
internal sealed record MapCompression(float[] Mean, float[][] Axes)
{
    private const int Iterations = 15;

    /// <summary>Fits maps of some images.</summary>
    /// <param name="maps">Each has the values of one channel after another.</param>
    public static MapCompression Fit(IReadOnlyList<float[]> maps, int channels, int components)
    {
        var cells = maps.SelectMany(map => Cells(map, channels)).ToArray();
        var mean = new float[channels];
        foreach (var cell in cells)
            TensorPrimitives.Add(mean, cell, mean);
        TensorPrimitives.Divide(mean, cells.Length, mean);

        var covariance = new float[channels][];
        for (var i = 0; i < channels; i++)
            covariance[i] = new float[channels];
        foreach (var cell in cells)
        {
            TensorPrimitives.Subtract(cell, mean, cell);
            for (var i = 0; i < channels; i++)
                TensorPrimitives.MultiplyAdd(cell, cell[i], covariance[i], covariance[i]);
        }

        // Orthogonal iteration, from a start that isn't random: training is deterministic.
        var axes = Enumerable.Range(0, components).Select(component =>
            Enumerable.Range(0, channels).Select(channel => MathF.Cos(1.7f * (component + 1) * (channel + 0.5f))).ToArray()).ToArray();
        for (var iteration = 0; iteration < Iterations; iteration++)
        {
            axes = Array.ConvertAll(axes, axis => Array.ConvertAll(covariance, row => TensorPrimitives.Dot<float>(row, axis)));
            for (var i = 0; i < components; i++)
            {
                for (var j = 0; j < i; j++)
                    TensorPrimitives.MultiplyAdd(axes[j], -TensorPrimitives.Dot<float>(axes[i], axes[j]), axes[i], axes[i]);
                TensorPrimitives.Divide(axes[i], MathF.Max(1e-20f, TensorPrimitives.Norm<float>(axes[i])), axes[i]);
            }
        }
        return new MapCompression(mean, axes);
    }

    /// <summary>The components of each cell, cell by cell.</summary>
    public float[] Apply(float[] map)
    {
        var count = map.Length / Mean.Length;
        var components = new float[count * Axes.Length];
        var cell = new float[Mean.Length];
        for (var i = 0; i < count; i++)
        {
            Read(map, i, cell);
            TensorPrimitives.Subtract(cell, Mean, cell);
            for (var component = 0; component < Axes.Length; component++)
                components[i * Axes.Length + component] = TensorPrimitives.Dot<float>(cell, Axes[component]);
        }
        return components;
    }

    public void Write(BinaryWriter writer)
    {
        LearningFile.WriteFloats(writer, Mean);
        writer.Write(Axes.Length);
        foreach (var axis in Axes)
            LearningFile.WriteFloats(writer, axis);
    }

    public static MapCompression Read(BinaryReader reader, int channels)
    {
        var mean = LearningFile.ReadFloats(reader, channels);
        var axes = new float[LearningFile.ReadCount(reader)][];
        for (var i = 0; i < axes.Length; i++)
            axes[i] = LearningFile.ReadFloats(reader, channels);
        return new MapCompression(mean, axes);
    }

    private static float[][] Cells(float[] map, int channels)
    {
        var count = map.Length / channels;
        var cells = new float[count][];
        for (var i = 0; i < count; i++)
        {
            cells[i] = new float[channels];
            Read(map, i, cells[i]);
        }
        return cells;
    }

    private static void Read(float[] map, int place, float[] cell)
    {
        var count = map.Length / cell.Length;
        for (var channel = 0; channel < cell.Length; channel++)
            cell[channel] = MathF.Sqrt(MathF.Max(0, map[(channel * count) + place]));
    }
}
