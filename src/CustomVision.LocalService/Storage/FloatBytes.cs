using System.Runtime.InteropServices;

namespace CustomVision.LocalService.Storage;

/// <summary>Rows of numbers as they are kept in the store: 4 bytes each, in the order of the processors this service runs on.</summary>
internal static class FloatBytes
{
    public static byte[] From(float[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    public static float[] To(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
