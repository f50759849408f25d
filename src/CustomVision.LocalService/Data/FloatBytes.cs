using System.Runtime.InteropServices;

namespace CustomVision.LocalService.Data;

/// <summary>Converts vectors to and from BLOBs: 4 bytes per number, in the byte order of the processor.</summary>
internal static class FloatBytes
{
    public static byte[] From(float[] numbers) => MemoryMarshal.AsBytes(numbers.AsSpan()).ToArray();

    public static float[] To(byte[] bytes) => MemoryMarshal.Cast<byte, float>(bytes).ToArray();
}
