using System.Text;

namespace CustomVision.Fuzzing;

/// <summary>Breaks what was whole.</summary>
internal static class Mutation
{
    private static readonly string[] Nasty =
    [
        "", " ", "\0", "%00", "../../../etc/passwd", "..%2f..%2f", "%", "%zz", "\uFFFF", "\u202E", "'", "\"", "';--", "<", "]]>", "&", "&#0;",
        "-1", "0", "2147483648", "99999999999999999999", "1e999", "NaN", "null", "true", "[]", "{}", "a,b", ",", "{", "\\", "\\u0000", "\\ud800",
        "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff", "{00000000-0000-0000-0000-000000000000}", "\r\n", "\t", "é", "😀",
    ];

    public static byte[] OfBytes(Random random, byte[] whole, int times)
    {
        var bytes = new List<byte>(whole);
        for (; times > 0; times--)
        {
            var at = random.Next(bytes.Count + 1);
            switch (random.Next(5))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2 when at < bytes.Count:
                    bytes.RemoveRange(at, random.Next(1, Math.Min(9, bytes.Count - at + 1)));
                    break;
                case 3:
                    bytes.InsertRange(at, Enumerable.Repeat((byte)random.Next(256), random.Next(1, 9)));
                    break;
                default:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Any(random)));
                    break;
            }
        }
        return [.. bytes];
    }

    /// <summary>A value in place of another one.</summary>
    public static string OfText(Random random, string whole) => random.Next(6) switch
    {
        0 => Any(random),
        1 => whole[..random.Next(whole.Length + 1)],
        2 => whole + Any(random),
        3 => new string((char)random.Next(' ', 0x100), random.Next(1, 300)),
        4 when random.Next(20) == 0 => new string('a', random.Next(1_000, 20_000)),
        _ => whole.Insert(random.Next(whole.Length + 1), Any(random)),
    };

    public static string Any(Random random) => Nasty[random.Next(Nasty.Length)];
}
