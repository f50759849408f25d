using System.Security.Cryptography;

namespace CustomVision.LocalService.Storage;

/// <summary>
/// Small pictures, those of one upload in one file: it is made, written and brought to the disk once for all of them. Where a
/// picture lies is a row of the table packed; a file with no row is one that a service left when it was killed.
/// </summary>
internal sealed class PicturePacks(string folder, Database database)
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

    /// <summary>False when the same content is in a pack already.</summary>
    public static bool Add(SqlSession session, byte[] sha256, long pack, int start, int length) => session.Execute(
        "INSERT OR IGNORE INTO packed (sha256, pack, start, length) VALUES ($1, $2, $3, $4)", sha256, pack, start, length) > 0;

    /// <returns>The pack it was in; null when it was in none.</returns>
    public static long? Forget(SqlSession session, byte[] sha256) =>
        session.QueryValue<long>("DELETE FROM packed WHERE sha256 = $1 RETURNING pack", sha256);

    /// <summary>
    /// Sees to it that a pack of which something is not needed is at least half full: what is left of it moves into a new one.
    /// </summary>
    /// <returns>Whether its file can be deleted once this is committed.</returns>
    public bool IsOver(SqlSession session, long pack)
    {
        var pictures = session.Query(
            "SELECT sha256, start, length FROM packed WHERE pack = $1 ORDER BY start",
            row => (Sha256: row.GetFieldValue<byte[]>(0), Place: new Place(pack, row.GetInt32(1), row.GetInt32(2))),
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
        foreach (var (sha256, place) in pictures)
        {
            session.Execute("UPDATE packed SET pack = $1, start = $2 WHERE sha256 = $3", moved, start, sha256);
            start += place.Length;
        }
        return true;
    }

    /// <summary>Null when it is in no pack.</summary>
    public byte[]? Find(byte[] sha256)
    {
        for (Place? missed = null; ;)
        {
            var place = database.Read(session => session.QuerySingle(
                "SELECT pack, start, length FROM packed WHERE sha256 = $1",
                row => new Place(row.GetInt64(0), row.GetInt32(1), row.GetInt32(2)),
                sha256));
            if (place is null || place == missed)
                return null;
            try
            {
                return Read(place);
            }
            catch (FileNotFoundException)
            {
                // It may just have been moved.
                missed = place;
            }
        }
    }

    public void Delete(long pack)
    {
        try
        {
            File.Delete(FileOf(pack));
        }
        catch (Exception error) when (error is UnauthorizedAccessException or IOException)
        {
            // On Windows, someone may be reading it just now. A file without a row does no harm.
        }
    }

    /// <summary>Deletes the files that have no row.</summary>
    public void Sweep(SqlSession session)
    {
        var packs = session.Query("SELECT DISTINCT pack FROM packed", row => FileOf(row.GetInt64(0))).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(folder, $"*{Extension}"))
            if (!packs.Contains(file))
                File.Delete(file);
    }

    private byte[] Read(Place place)
    {
        using var file = File.OpenHandle(FileOf(place.Pack), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        var picture = new byte[place.Length];
        for (var read = 0; read < picture.Length;)
            read += RandomAccess.Read(file, picture.AsSpan(read), place.Start + read) is var count and > 0
                ? count
                : throw new InvalidDataException($"The pack {place.Pack:x16} is cut off.");
        return picture;
    }

    private string FileOf(long pack) => Path.Combine(folder, $"{pack:x16}{Extension}");

    private sealed record Place(long Pack, int Start, int Length);
}
