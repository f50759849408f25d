using System.Security.Cryptography;

namespace CustomVision.LocalService.Domain;

/// <summary>
/// Ids of what is made by the thousand: random UUIDs (version 4) but for their last six bytes, which grow with time, so that ids
/// made together lie together in an index of these. Their first digits must differ, as tables show no more of them.
/// </summary>
internal static class Ids
{
    private const int Bytes = 16;
    private const int TimeStart = 10;

    // 25.6 microseconds: about what it takes to store one image, so that each has a time of its own. It begins anew every 228 years.
    private const int TicksBits = 8;

    // One call of the system makes as many as an upload takes; a call for each would cost as much as writing its row.
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
