using System.Security.Cryptography;

namespace CustomVision.LocalService.Storage;

/// <summary>
/// Small images, many in a file: adding to one costs a third of what making one costs. Requests that come in together have a
/// pack each, and what comes later is added to these. Where an image lies is in its row; a file that no row names is one that a
/// service left when it was killed, and what a pack has after the last of its rows is, too.
/// </summary>
internal sealed class ImagePacks(string folder) : IDisposable
{
    private const string Extension = ".pack";

    // Some hundred images: enough for the making not to matter, and little to move when most of them are deleted.
    private const long FullBytes = 16 * 1024 * 1024;
    private const int MostIdle = 16;

    private readonly Lock gate = new();
    private readonly HashSet<long> busy = [];
    private readonly List<OpenPack> idle = [];

    /// <summary>Writes the images one after the other; they are on the disk when this returns.</summary>
    /// <param name="drafts">How many drafts are to release the region.</param>
    public PackRegion Write(IReadOnlyList<ReadOnlyMemory<byte>> images, int drafts)
    {
        var pack = TakeIdle() ?? Create();
        try
        {
            var start = pack.Length;
            pack.Add(images);
            return new PackRegion(this, pack, start, drafts);
        }
        catch
        {
            Return(pack);
            throw;
        }
    }

    /// <summary>Ends the use of a pack by a request.</summary>
    public void Return(OpenPack pack)
    {
        lock (gate)
        {
            busy.Remove(pack.Number);
            if (pack.Length is > 0 and < FullBytes && idle.Count < MostIdle)
            {
                idle.Add(pack);
                return;
            }
        }
        pack.Dispose();
        if (pack.Length == 0)
            Delete(pack.Number);
    }

    /// <summary>Moves what the rows refer to in a region to another place.</summary>
    /// <returns>Whether there was room for it.</returns>
    public bool TryMove(SqlSession session, PackRegion region) => TryMove(session, ImagesOf(session, region.Pack, region.Start));

    /// <summary>
    /// Sees to it that a pack of which something is not needed is at least half full: what is left of it moves into another one.
    /// </summary>
    /// <param name="isBusy">Whether a request is adding to it, so that it cannot be told yet.</param>
    /// <returns>Whether its file can be deleted once this is committed.</returns>
    public bool IsOver(SqlSession session, long pack, out bool isBusy)
    {
        lock (gate)
            isBusy = busy.Contains(pack);
        if (isBusy)
            return false;
        var images = ImagesOf(session, pack, start: 0);
        if (images.Count > 0 && images.Sum(image => (long)image.Place.Length) >= new FileInfo(FileOf(pack)).Length / 2)
            return false;
        isBusy = !TryClose(pack);
        return !isBusy && (images.Count == 0 || TryMove(session, images));
    }

    /// <exception cref="FileNotFoundException">The pack is gone; what is in its rows has moved.</exception>
    public byte[] Read(PackPlace place)
    {
        using var file = File.OpenHandle(FileOf(place.Pack), FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var image = new byte[place.Length];
        for (var read = 0; read < image.Length;)
            read += RandomAccess.Read(file, image.AsSpan(read), place.Start + read) is var count and > 0
                ? count
                : throw new InvalidDataException($"The pack {place.Pack:x16} is cut off.");
        return image;
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

    /// <summary>Deletes the files that no row names, and cuts off the others behind the last image that a row names.</summary>
    public void Sweep(SqlSession session)
    {
        var ends = session.Query(
            "SELECT pack, MAX(start + length) FROM contents WHERE pack IS NOT NULL GROUP BY pack",
            row => (File: FileOf(row.GetInt64(0)), End: row.GetInt64(1))).ToDictionary();
        foreach (var file in Directory.EnumerateFiles(folder, $"*{Extension}"))
        {
            if (!ends.TryGetValue(file, out var end))
            {
                File.Delete(file);
            }
            else if (new FileInfo(file).Length > end)
            {
                using var pack = File.OpenHandle(file, FileMode.Open, FileAccess.Write);
                RandomAccess.SetLength(pack, end);
            }
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            idle.ForEach(pack => pack.Dispose());
            idle.Clear();
        }
    }

    private OpenPack? TakeIdle()
    {
        lock (gate)
        {
            if (idle.Count == 0)
                return null;
            var pack = idle[^1];
            idle.RemoveAt(idle.Count - 1);
            busy.Add(pack.Number);
            return pack;
        }
    }

    private OpenPack Create()
    {
        var number = BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long))) & long.MaxValue;
        var file = File.OpenHandle(FileOf(number), FileMode.CreateNew, FileAccess.Write, FileShare.Read | FileShare.Delete);
        lock (gate)
            busy.Add(number);
        return new OpenPack(number, file);
    }

    /// <returns>False when a request is adding to it.</returns>
    private bool TryClose(long number)
    {
        lock (gate)
        {
            if (busy.Contains(number))
                return false;
            if (idle.Find(pack => pack.Number == number) is { } open)
            {
                idle.Remove(open);
                open.Dispose();
            }
            return true;
        }
    }

    private static List<(long Content, PackPlace Place)> ImagesOf(SqlSession session, long pack, long start) => session.Query(
        "SELECT key, start, length FROM contents WHERE pack = $1 AND start >= $2 ORDER BY start",
        row => (row.GetInt64(0), new PackPlace(pack, row.GetInt64(1), row.GetInt32(2))),
        pack, start);

    private string FileOf(long pack) => Path.Combine(folder, $"{pack:x16}{Extension}");

    private bool TryMove(SqlSession session, List<(long Content, PackPlace Place)> images)
    {
        PackRegion moved;
        try
        {
            moved = Write(images.ConvertAll(image => (ReadOnlyMemory<byte>)Read(image.Place)), drafts: 1);
        }
        catch (IOException error) when (StorageFailure.IsFull(error))
        {
            // It stays where it is, so that what is deleted on a full disk can be.
            return false;
        }
        foreach (var (content, place) in images)
        {
            var to = moved.Place(place.Length);
            session.Execute("UPDATE contents SET pack = $1, start = $2 WHERE key = $3", to.Pack, to.Start, content);
        }
        moved.IsNeeded = true;
        moved.Release();
        return true;
    }
}
