using CustomVision.LocalService.Learning;

namespace CustomVision.LocalService.Tests.Learning;

/// <summary>The blocked products equal simple loops, for every rest that a block can leave.</summary>
public sealed class ProductsTests
{
    public static TheoryData<int, int, int> Shapes => [.. from rows in (int[])[1, 2, 3, 4, 5, 16, 17] from width in (int[])[1, 7, 8, 511, 512, 513, 1030] from count in (int[])[1, 2, 3, 5] select (rows, width, count)];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Dots_are_those_of_a_simple_loop(int rows, int width, int count)
    {
        var random = new Random(rows * 10_000 + width * 10 + count);
        var (matrix, weights) = (Rows(random, rows, width), Numbers(random, width * count));
        var products = Numbers(random, rows * count); // what was there before does not count

        Products.Dots(matrix, weights, count, products);

        for (var row = 0; row < rows; row++)
            for (var one = 0; one < count; one++)
                Assert.Equal(Enumerable.Range(0, width).Sum(i => (double)matrix[row][i] * weights[(one * width) + i]), products[(row * count) + one], 1e-3);
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Rows_are_added_as_by_a_simple_loop(int rows, int width, int count)
    {
        var random = new Random(rows * 10_000 + width * 10 + count);
        var (matrix, factors) = (Rows(random, rows, width), Numbers(random, rows * count));
        var sums = Numbers(random, width * count);
        var before = (float[])sums.Clone();

        Products.AddRows(matrix, factors, count, sums);

        for (var one = 0; one < count; one++)
            for (var i = 0; i < width; i++)
                Assert.Equal(before[(one * width) + i] + Enumerable.Range(0, rows).Sum(row => (double)matrix[row][i] * factors[(row * count) + one]), sums[(one * width) + i], 1e-3);
    }

    private static float[][] Rows(Random random, int rows, int width) => [.. Enumerable.Range(0, rows).Select(_ => Numbers(random, width))];

    private static float[] Numbers(Random random, int count) => [.. Enumerable.Range(0, count).Select(_ => (float)((random.NextDouble() * 2) - 1))];
}
