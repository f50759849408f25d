using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace CustomVision.LocalService.Learning;

/// <summary>The format of stored training results: kind, version, content and a hash that detects damage.</summary>
internal static class LearningFile
{
    private const int HashBytes = 32;

    /// <summary>The first four bytes.</summary>
    public enum Kind
    {
        Model = 0x4D4C5643, // "CVLM"
        Scores = 0x534C5643, // "CVLS"
        Detector = 0x444C5643, // "CVLD"
        DetectionScores = 0x454C5643, // "CVLE"
    }

    public static byte[] Write(Kind kind, int version, Action<BinaryWriter> content)
    {
        using var stream = new MemoryStream();
        using var writer = new BinaryWriter(stream);
        writer.Write((int)kind);
        writer.Write(version);
        content(writer);
        writer.Flush();
        writer.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">The bytes are damaged, or have another kind or version.</exception>
    public static T Read<T>(Kind kind, int version, byte[] bytes, Func<BinaryReader, T> content)
    {
        var length = bytes.Length - HashBytes;
        if (length < 2 * sizeof(int) || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            throw new InvalidDataException($"The {bytes.Length} bytes of the training result are damaged.");

        using var reader = new BinaryReader(new MemoryStream(bytes, 0, length, writable: false));
        if (reader.ReadInt32() != (int)kind)
            throw new InvalidDataException($"The training result doesn't have the kind {kind}.");
        if (reader.ReadInt32() is var found && found != version)
            throw new InvalidDataException($"The {kind} of the training has version {found} instead of {version}. Train again.");

        try
        {
            var value = content(reader);
            if (reader.BaseStream.Position != length)
                throw new InvalidDataException($"The {kind} of the training has excess bytes.");
            return value;
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"The {kind} of the training is incomplete.");
        }
    }

    /// <summary>Reads a count of items, each of which takes at least one byte.</summary>
    public static int ReadCount(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new InvalidDataException("A count is out of range.");
        return count;
    }

    public static void WriteFloats(BinaryWriter writer, float[] numbers) => writer.Write(MemoryMarshal.AsBytes(numbers.AsSpan()));

    /// <exception cref="EndOfStreamException">There are fewer numbers.</exception>
    public static float[] ReadFloats(BinaryReader reader, int count)
    {
        var numbers = new float[count];
        reader.BaseStream.ReadExactly(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return numbers;
    }
}
