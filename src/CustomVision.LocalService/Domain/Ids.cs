using System.Security.Cryptography;

namespace CustomVision.LocalService.Domain;

/// <summary>
/// Makes the ids of images, labels and predictions: random UUIDs (version 4) whose last six bytes are the time, so that new ids
/// are next to each other in an index of these bytes. The first digits are random, because tables show only these.
/// </summary>
internal static class Ids
{
    private const int Bytes = 16;
    private const int TimeStart = 10;

    // A unit of 25.6 microseconds: about as long as it takes to store one image. The time wraps around after 228 years.
    private const int TicksBits = 8;

    // A system call for each id would cost as much as writing its row.
    private const int IdsPerCall = 128;

    [ThreadStatic]
    private static byte[]? random;

    [ThreadStatic]
    private static int left;

    public static Guid New()
    {
        if (left == 0)
        {
            random = RandomNumberGenerator.GetBytes(IdsPerCall * Bytes);
            left = IdsPerCall;
        }
        left--;

        var id = random.AsSpan(left * Bytes, Bytes);
        id[6] = (byte)(0x40 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        var time = DateTime.UtcNow.Ticks >> TicksBits;
        for (var index = Bytes - 1; index >= TimeStart; index--, time >>= 8)
            id[index] = (byte)time;
        return new Guid(id, bigEndian: true);
    }
}
