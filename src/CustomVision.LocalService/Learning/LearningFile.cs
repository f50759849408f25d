using System.Security.Cryptography;

namespace CustomVision.LocalService.Learning;

/// <summary>The frame of what is kept of a training: what it is, in which version, and a hash that tells damage.</summary>
internal static class LearningFile
{
    private const int HashBytes = 32;

    /// <summary>The first four bytes.</summary>
    public enum Kind
    {
        Model = 0x4D4C5643, // "CVLM"
        Scores = 0x534C5643, // "CVLS"
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

    /// <exception cref="InvalidDataException">The bytes are not what <see cref="Write"/> made of this kind and version.</exception>
    public static T Read<T>(Kind kind, int version, byte[] bytes, Func<BinaryReader, T> content)
    {
        var length = bytes.Length - HashBytes;
        if (length < 2 * sizeof(int) || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)))
            throw new InvalidDataException($"These {bytes.Length} bytes are not what a training keeps, or they are damaged.");

        using var reader = new BinaryReader(new MemoryStream(bytes, 0, length, writable: false));
        if (reader.ReadInt32() != (int)kind)
            throw new InvalidDataException($"This was kept of a training, but is not its {kind}.");
        if (reader.ReadInt32() is var found && found != version)
            throw new InvalidDataException($"The {kind} of the training is of version {found}, and not {version}. Train again.");

        try
        {
            var value = content(reader);
            if (reader.BaseStream.Position != length)
                throw new InvalidDataException($"The {kind} of the training is longer than it says.");
            return value;
        }
        catch (EndOfStreamException)
        {
            throw new InvalidDataException($"The {kind} of the training is shorter than it says.");
        }
    }

    /// <summary>A number of things, each of which takes at least one byte of what follows.</summary>
    public static int ReadCount(BinaryReader reader)
    {
        var count = reader.ReadInt32();
        if (count < 0 || count > reader.BaseStream.Length - reader.BaseStream.Position)
            throw new InvalidDataException("A count is out of range.");
        return count;
    }
}
