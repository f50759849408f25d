using System.Buffers.Binary;
using System.Security.Cryptography;

namespace CustomVision.LocalService.Domain;

/// <summary>
/// Ids of what is made by the thousand: UUIDs of version 7 (RFC 9562). They begin with the time, so those that are made together
/// lie side by side in an index and reach the disk together; ids all over it would each write a page.
/// </summary>
internal static class Ids
{
    private const int TimeBytes = 6;
    private const int RandomBytes = 10;

    // One call of the system makes as many as an upload takes; a call for each would cost as much as writing its row.
    private const int IdsPerCall = 128;

    [ThreadStatic]
    private static byte[]? random;

    [ThreadStatic]
    private static int left;

    public static Guid New(DateTimeOffset time)
    {
        if (left == 0)
        {
            random = RandomNumberGenerator.GetBytes(IdsPerCall * RandomBytes);
            left = IdsPerCall;
        }
        left--;

        Span<byte> id = stackalloc byte[TimeBytes + RandomBytes];
        BinaryPrimitives.WriteInt64BigEndian(id, time.ToUnixTimeMilliseconds() << 16);
        random.AsSpan(left * RandomBytes, RandomBytes).CopyTo(id[TimeBytes..]);
        id[6] = (byte)(0x70 | (id[6] & 0x0F));
        id[8] = (byte)(0x80 | (id[8] & 0x3F));
        return new Guid(id, bigEndian: true);
    }
}
