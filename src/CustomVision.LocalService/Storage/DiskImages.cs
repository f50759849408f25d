using CustomVision.LocalService.Imaging;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>Images that stay: small ones in packs, large ones in files of their own, as are all that older versions stored.</summary>
internal sealed class DiskImages(DataFolder folder, Database database) : IImageStore
{
    // A flush waits for the disk and not for a processor; flushes that wait together are answered together.
    private static readonly ParallelOptions Flushing = new() { MaxDegreeOfParallelism = 16 };

    private readonly ImageFiles files = new(folder.Images);
    private readonly ImagePacks packs = new(folder.Packs);

    // Packs of which something was removed. For whoever holds the writer.
    private readonly HashSet<long> touched = [];

    public ImageDraft Begin() => new DiskDraft(folder.Incoming);

    public void Flush(IReadOnlyCollection<ImageDraft> drafts)
    {
        var (small, large) = (new List<DiskDraft>(), new List<DiskDraft>());
        foreach (var draft in drafts.Cast<DiskDraft>().Where(draft => draft.Failure is null))
            (draft.IsSmall ? small : large).Add(draft);

        Parallel.ForEach(large, Flushing, draft => draft.FlushAndClose());
        if (small.Count > 0)
            Pack(small);
    }

    public long Keep(SqlSession session, ImageDraft draft, ImageHeader header)
    {
        PackPlace? place = null;
        if (((DiskDraft)draft).Packed is var (region, packed))
        {
            place = packed;
            region.KeptBytes += place.Length;
        }
        else
        {
            files.Keep((DiskDraft)draft);
        }
        draft.IsKept = true;
        return StoredContents.Add(session, draft.Sha256, header, place);
    }

    /// <summary>Of a request that is sent again, most is there already, and its region would be a gap.</summary>
    public void Settle(SqlSession session, IReadOnlyCollection<ImageDraft> drafts)
    {
        foreach (var region in RegionsOf(drafts))
            region.IsNeeded = region.KeptBytes > 0 && (region.KeptBytes >= region.Bytes / 2 || !packs.TryMove(session, region));
    }

    public void Undo(IReadOnlyCollection<ImageDraft> drafts)
    {
        foreach (var region in RegionsOf(drafts))
            (region.IsNeeded, region.KeptBytes) = (false, 0);
        foreach (var draft in drafts.Cast<DiskDraft>().Where(draft => draft.IsKept))
        {
            draft.IsKept = false;
            if (draft.Packed is null)
                files.GiveBack(draft);
        }
    }

    public Action Remove(SqlSession session, IReadOnlyCollection<long> contents)
    {
        var lone = new List<byte[]>();
        var packed = new List<long>();
        foreach (var content in contents)
        {
            if (StoredContents.Get(session, content) is not { } stored)
                continue;
            StoredContents.Delete(session, content);
            if (stored.Place is { } place)
                packed.Add(place.Pack);
            else
                lone.Add(stored.Sha256);
        }
        return () =>
        {
            lone.ForEach(files.Remove);
            touched.UnionWith(packed);
        };
    }

    public Action? Tidy(SqlSession session)
    {
        foreach (var pack in touched)
        {
            bool isOver;
            try
            {
                isOver = packs.IsOver(session, pack, out var isBusy);
                if (isBusy)
                    continue;
            }
            catch
            {
                // Whatever is the matter with it, the deletions that follow have nothing to do with it.
                touched.Remove(pack);
                throw;
            }
            return () =>
            {
                touched.Remove(pack);
                if (isOver)
                    packs.Delete(pack);
            };
        }
        return null;
    }

    public Stream? Open(long content) => Find(
        content, inPack: place => new MemoryStream(packs.Read(place), writable: false), inFile: Stream? (sha256) => files.Open(sha256));

    public SKData? Map(long content) => Find(
        content, inPack: place => SKData.CreateCopy(packs.Read(place)), inFile: sha256 => files.Map(sha256));

    /// <summary>Removes what a service that was killed left: drafts, and images whose row was never committed.</summary>
    public void Sweep(SqlSession session)
    {
        foreach (var draft in Directory.EnumerateFiles(folder.Incoming))
            File.Delete(draft);
        if (!folder.WasLeftInDisorder)
            return;
        packs.Sweep(session);
        files.Sweep(sha256 => StoredContents.Find(session, sha256) is { } content && StoredContents.Get(session, content)!.Place is null);
    }

    public void Dispose() => packs.Dispose();

    private T? Find<T>(long content, Func<PackPlace, T> inPack, Func<byte[], T?> inFile)
        where T : class
    {
        for (PackPlace? missed = null; ;)
        {
            var stored = database.Read(session => StoredContents.Get(session, content));
            if (stored?.Place is not { } place)
                return stored is null ? null : inFile(stored.Sha256);
            if (place == missed)
                return null;
            try
            {
                return inPack(place);
            }
            catch (FileNotFoundException)
            {
                // It may just have been moved.
                missed = place;
            }
        }
    }

    private static IEnumerable<PackRegion> RegionsOf(IReadOnlyCollection<ImageDraft> drafts) =>
        drafts.Cast<DiskDraft>().Select(draft => draft.Packed?.Region).OfType<PackRegion>().Distinct();

    private void Pack(List<DiskDraft> drafts)
    {
        try
        {
            var region = packs.Write(drafts.ConvertAll(draft => draft.Bytes), drafts.Count);
            foreach (var draft in drafts)
                draft.Packed = (region, region.Place((int)draft.Length));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            drafts.ForEach(draft => draft.Fail(error));
        }
    }
}
