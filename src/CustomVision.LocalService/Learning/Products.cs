using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CustomVision.LocalService.Learning;

/// <summary>
/// Products of a few rows with many weights. Four rows and two weights at a time, in parts that stay in the cache of the processor: several times
/// as fast as one product after another, which waits for the memory.
/// </summary>
internal static class Products
{
    /// <summary>The best number of rows for a call: a part of so many fits into the first cache.</summary>
    public const int Rows = 16;

    private const int Part = 512;

    /// <summary>Computes the dot product of each row with each of the weights.</summary>
    /// <param name="weights">One after another, each as long as a row.</param>
    /// <param name="count">The number of weights.</param>
    /// <param name="products">Those of the first row, then those of the second, and so on.</param>
    public static void Dots(ReadOnlySpan<float[]> rows, ReadOnlySpan<float> weights, int count, Span<float> products)
    {
        var width = rows[0].Length;
        products[..(rows.Length * count)].Clear();
        for (var start = 0; start < width; start += Part)
        {
            var length = Math.Min(Part, width - start);
            for (var one = 0; one < count; one += 2)
            {
                // At the end, the last one is computed twice and added once.
                var other = Math.Min(one + 1, count - 1);
                ref var left = ref MemoryMarshal.GetReference(weights.Slice(one * width + start, length));
                ref var right = ref MemoryMarshal.GetReference(weights.Slice(other * width + start, length));
                for (var row = 0; row < rows.Length; row += 4)
                {
                    Dots(
                        ref Start(rows, row, start, length), ref Start(rows, row + 1, start, length), ref Start(rows, row + 2, start, length),
                        ref Start(rows, row + 3, start, length), ref left, ref right, length, out var lefts, out var rights);
                    for (var i = 0; i < 4 && row + i < rows.Length; i++)
                    {
                        products[(row + i) * count + one] += lefts[i];
                        if (other != one)
                            products[(row + i) * count + other] += rights[i];
                    }
                }
            }
        }
    }

    /// <summary>Adds each row, times its factor, to each of the sums.</summary>
    /// <param name="factors">Those of the first row, then those of the second, and so on.</param>
    /// <param name="count">The number of sums.</param>
    /// <param name="sums">One after another, each as long as a row.</param>
    public static void AddRows(ReadOnlySpan<float[]> rows, ReadOnlySpan<float> factors, int count, Span<float> sums)
    {
        var width = rows[0].Length;
        Span<float> nothing = stackalloc float[Part];
        for (var start = 0; start < width; start += Part)
        {
            var length = Math.Min(Part, width - start);
            for (var one = 0; one < count; one += 2)
            {
                var hasOther = one + 1 < count;
                ref var left = ref MemoryMarshal.GetReference(sums.Slice(one * width + start, length));
                ref var right = ref MemoryMarshal.GetReference(hasOther ? sums.Slice((one + 1) * width + start, length) : nothing);
                for (var row = 0; row < rows.Length; row += 4)
                {
                    var (lefts, rights) = (Vector4.Zero, Vector4.Zero);
                    for (var i = 0; i < 4 && row + i < rows.Length; i++)
                    {
                        lefts[i] = factors[(row + i) * count + one];
                        rights[i] = hasOther ? factors[(row + i) * count + one + 1] : 0;
                    }
                    // Most tags of most images are known well, and then there is nothing to add.
                    if (lefts == Vector4.Zero && rights == Vector4.Zero)
                        continue;
                    AddRows(
                        ref Start(rows, row, start, length), ref Start(rows, row + 1, start, length), ref Start(rows, row + 2, start, length),
                        ref Start(rows, row + 3, start, length), lefts, rights, ref left, ref right, length);
                }
            }
        }
    }

    private static ref float Start(ReadOnlySpan<float[]> rows, int row, int start, int length) =>
        ref MemoryMarshal.GetReference(rows[Math.Min(row, rows.Length - 1)].AsSpan(start, length));

    private static void Dots(
        ref float row0, ref float row1, ref float row2, ref float row3, ref float left, ref float right, int length, out Vector4 lefts, out Vector4 rights)
    {
        var (left0, left1, left2, left3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        var (right0, right1, right2, right3) = (Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero, Vector<float>.Zero);
        nuint i = 0;
        for (; i + (nuint)Vector<float>.Count <= (nuint)length; i += (nuint)Vector<float>.Count)
        {
            var (ofLeft, ofRight) = (Vector.LoadUnsafe(ref left, i), Vector.LoadUnsafe(ref right, i));
            var row = Vector.LoadUnsafe(ref row0, i);
            left0 = Vector.FusedMultiplyAdd(row, ofLeft, left0);
            right0 = Vector.FusedMultiplyAdd(row, ofRight, right0);
            row = Vector.LoadUnsafe(ref row1, i);
            left1 = Vector.FusedMultiplyAdd(row, ofLeft, left1);
            right1 = Vector.FusedMultiplyAdd(row, ofRight, right1);
            row = Vector.LoadUnsafe(ref row2, i);
            left2 = Vector.FusedMultiplyAdd(row, ofLeft, left2);
            right2 = Vector.FusedMultiplyAdd(row, ofRight, right2);
            row = Vector.LoadUnsafe(ref row3, i);
            left3 = Vector.FusedMultiplyAdd(row, ofLeft, left3);
            right3 = Vector.FusedMultiplyAdd(row, ofRight, right3);
        }
        lefts = new Vector4(Vector.Sum(left0), Vector.Sum(left1), Vector.Sum(left2), Vector.Sum(left3));
        rights = new Vector4(Vector.Sum(right0), Vector.Sum(right1), Vector.Sum(right2), Vector.Sum(right3));
        for (; i < (nuint)length; i++)
        {
            var column = new Vector4(Unsafe.Add(ref row0, i), Unsafe.Add(ref row1, i), Unsafe.Add(ref row2, i), Unsafe.Add(ref row3, i));
            lefts += column * Unsafe.Add(ref left, i);
            rights += column * Unsafe.Add(ref right, i);
        }
    }

    private static void AddRows(
        ref float row0, ref float row1, ref float row2, ref float row3, Vector4 lefts, Vector4 rights, ref float left, ref float right, int length)
    {
        var (left0, left1, left2, left3) = (new Vector<float>(lefts.X), new Vector<float>(lefts.Y), new Vector<float>(lefts.Z), new Vector<float>(lefts.W));
        var (right0, right1, right2, right3) = (new Vector<float>(rights.X), new Vector<float>(rights.Y), new Vector<float>(rights.Z), new Vector<float>(rights.W));
        nuint i = 0;
        for (; i + (nuint)Vector<float>.Count <= (nuint)length; i += (nuint)Vector<float>.Count)
        {
            var (one, two) = (Vector.LoadUnsafe(ref row0, i), Vector.LoadUnsafe(ref row1, i));
            var (three, four) = (Vector.LoadUnsafe(ref row2, i), Vector.LoadUnsafe(ref row3, i));
            var sum = Vector.FusedMultiplyAdd(two, left1, Vector.FusedMultiplyAdd(one, left0, Vector.LoadUnsafe(ref left, i)));
            Vector.FusedMultiplyAdd(four, left3, Vector.FusedMultiplyAdd(three, left2, sum)).StoreUnsafe(ref left, i);
            sum = Vector.FusedMultiplyAdd(two, right1, Vector.FusedMultiplyAdd(one, right0, Vector.LoadUnsafe(ref right, i)));
            Vector.FusedMultiplyAdd(four, right3, Vector.FusedMultiplyAdd(three, right2, sum)).StoreUnsafe(ref right, i);
        }
        for (; i < (nuint)length; i++)
        {
            var column = new Vector4(Unsafe.Add(ref row0, i), Unsafe.Add(ref row1, i), Unsafe.Add(ref row2, i), Unsafe.Add(ref row3, i));
            Unsafe.Add(ref left, i) += Vector4.Dot(column, lefts);
            Unsafe.Add(ref right, i) += Vector4.Dot(column, rights);
        }
    }
}
