using System.Security.Cryptography;

namespace CustomVision.LocalService.Storage;

/// <summary>
/// Small pictures, those of one upload in one file: it is made, written and brought to the disk once for all of them. Where a
/// picture lies is in its row; a file that no row names is one that a service left when it was killed.
/// </summary>
internal sealed class PicturePacks(string folder)
{
    private const string Extension = ".pack";

    /// <summary>Writes the pictures one after the other into a pack of their own; it is on the disk when this returns.</summary>
    public long Write(IReadOnlyList<ReadOnlyMemory<byte>> pictures)
    {
        var pack = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;
        try
        {
            using var file = File.OpenHandle(FileOf(pack), FileMode.CreateNew, FileAccess.Write, FileShare.Read);
            RandomAccess.Write(file, pictures, 0);
            RandomAccess.FlushToDisk(file);
            return pack;
        }
        catch
        {
            Delete(pack);
            throw;
        }
    }

    /// <summary>
    /// Sees to it that a pack of which something is not needed is at least half full: what is left of it moves into a new one.
    /// </summary>
    /// <returns>Whether its file can be deleted once this is committed.</returns>
    public bool IsOver(SqlSession session, long pack)
    {
        var pictures = session.Query(
            "SELECT key, start, length FROM contents WHERE pack = $1 ORDER BY start",
            row => (Content: row.GetInt64(0), Place: new PackPlace(pack, row.GetInt32(1), row.GetInt32(2))),
            pack);
        if (pictures.Count == 0)
            return true;
        if (pictures.Sum(picture => picture.Place.Length) >= new FileInfo(FileOf(pack)).Length / 2)
            return false;

        long moved;
        try
        {
            moved = Write(pictures.ConvertAll(picture => (ReadOnlyMemory<byte>)Read(picture.Place)));
        }
        catch (IOException error) when (StorageFailure.IsFull(error))
        {
            // It stays where it is, so that what is deleted on a full disk can be.
            return false;
        }
        var start = 0;
        foreach (var (content, place) in pictures)
        {
            session.Execute("UPDATE contents SET pack = $1, start = $2 WHERE key = $3", moved, start, content);
            start += place.Length;
        }
        return true;
    }

    /// <exception cref="FileNotFoundException">The pack is gone; what is in its rows has moved.</exception>
    public byte[] Read(PackPlace place)
    {
        using var file = File.OpenHandle(FileOf(place.Pack), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var picture = new byte[place.Length];
        for (var read = 0; read < picture.Length;)
            read += RandomAccess.Read(file, picture.AsSpan(read), place.Start + read) is var count and > 0
                ? count
                : throw new InvalidDataException($"The pack {place.Pack:x16} is cut off.");
        return picture;
    }

    public void Delete(long pack)
    {
        try
        {
            File.Delete(FileOf(pack));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            // On Windows, someone may be reading it just now. A file that no row names does no harm.
        }
    }

    /// <summary>Deletes the files that no row names.</summary>
    public void Sweep(SqlSession session)
    {
        var packs = session.Query("SELECT DISTINCT pack FROM contents WHERE pack IS NOT NULL", row => FileOf(row.GetInt64(0))).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(folder, $"*{Extension}"))
            if (!packs.Contains(file))
                File.Delete(file);
    }

    private string FileOf(long pack) => Path.Combine(folder, $"{pack:x16}{Extension}");
}
