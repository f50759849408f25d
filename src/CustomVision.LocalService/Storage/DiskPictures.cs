using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>Pictures that stay: small ones in packs, large ones in files of their own, as are all that older versions stored.</summary>
internal sealed class DiskPictures(DataFolder folder, Database database) : IPictureStore
{
    // A flush waits for the disk and not for a processor; flushes that wait together are answered together.
    private static readonly ParallelOptions Flushing = new() { MaxDegreeOfParallelism = 16 };

    private readonly PictureFiles files = new(folder.Pictures);
    private readonly PicturePacks packs = new(folder.Packs, database);

    public PictureDraft Begin() => new DiskDraft(Path.Combine(folder.Incoming, Guid.NewGuid().ToString("N")));

    public void Flush(IReadOnlyCollection<PictureDraft> drafts)
    {
        var (small, large) = (new List<DiskDraft>(), new List<DiskDraft>());
        foreach (var draft in drafts.Cast<DiskDraft>().Where(draft => draft.Failure is null))
            (draft.IsSmall ? small : large).Add(draft);

        Parallel.ForEach(large, Flushing, draft => draft.FlushAndClose());
        if (small.Count > 0)
            Pack(small);
    }

    public void Keep(SqlSession session, PictureDraft draft)
    {
        if (((DiskDraft)draft).Packed is not var (pack, start))
        {
            draft.IsKept = files.Keep((DiskDraft)draft);
        }
        else if (!files.Has(draft.Sha256) && PicturePacks.Add(session, draft.Sha256, pack.Number, start, (int)draft.Length))
        {
            draft.IsKept = true;
            pack.KeptBytes += (int)draft.Length;
        }
    }

    /// <summary>Of a request that is sent again, most is there already, and its pack would be a gap.</summary>
    public void Settle(SqlSession session, IReadOnlyCollection<PictureDraft> drafts)
    {
        foreach (var pack in PacksOf(drafts))
            pack.IsNeeded = pack.KeptBytes > 0 && (pack.KeptBytes >= pack.Bytes / 2 || !packs.IsOver(session, pack.Number));
    }

    public void Undo(IReadOnlyCollection<PictureDraft> drafts)
    {
        foreach (var pack in PacksOf(drafts))
            pack.IsNeeded = false;
        foreach (var draft in drafts.Cast<DiskDraft>().Where(draft => draft.IsKept))
        {
            draft.IsKept = false;
            if (draft.Packed is null)
                files.Remove(draft.Sha256);
        }
    }

    public Action Remove(SqlSession session, IReadOnlyCollection<byte[]> contents)
    {
        var lone = new List<byte[]>();
        var touched = new HashSet<long>();
        foreach (var sha256 in contents)
            if (PicturePacks.Forget(session, sha256) is { } pack)
                touched.Add(pack);
            else
                lone.Add(sha256);
        var over = touched.Where(pack => packs.IsOver(session, pack)).ToList();
        return () =>
        {
            lone.ForEach(files.Remove);
            over.ForEach(packs.Delete);
        };
    }

    public Stream? Open(byte[] sha256) =>
        packs.Find(sha256) is { } picture ? new MemoryStream(picture, writable: false) : files.Open(sha256);

    public SKData? Map(byte[] sha256) => packs.Find(sha256) is { } picture ? SKData.CreateCopy(picture) : files.Map(sha256);

    /// <summary>Removes what a service that was killed left: drafts, and pictures whose row was never committed.</summary>
    public void Sweep(SqlSession session, Func<byte[], bool> isReferenced)
    {
        foreach (var draft in Directory.EnumerateFiles(folder.Incoming))
            File.Delete(draft);
        if (!folder.WasLeftInDisorder)
            return;
        packs.Sweep(session);
        files.Sweep(isReferenced);
    }

    private static IEnumerable<SharedPack> PacksOf(IReadOnlyCollection<PictureDraft> drafts) =>
        drafts.Cast<DiskDraft>().Select(draft => draft.Packed?.Pack).OfType<SharedPack>().Distinct();

    private void Pack(List<DiskDraft> drafts)
    {
        try
        {
            var pack = new SharedPack(packs, packs.Write(drafts.ConvertAll(draft => draft.Bytes)), drafts.Count);
            foreach (var draft in drafts)
                draft.Packed = (pack, pack.Place((int)draft.Length));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            drafts.ForEach(draft => draft.Fail(error));
        }
    }
}
