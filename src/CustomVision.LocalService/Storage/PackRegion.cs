namespace CustomVision.LocalService.Storage;

/// <summary>The end of a pack, with the drafts of one request. It is cut off with the last of them, unless it is needed by then.</summary>
internal sealed class PackRegion(ImagePacks packs, OpenPack pack, long start, int drafts)
{
    private int held = drafts;

    public long Pack => pack.Number;

    public long Start => start;

    public int Bytes { get; private set; }

    /// <summary>What the rows refer to. For whoever holds the writer, as is the next.</summary>
    public int KeptBytes { get; set; }

    public bool IsNeeded { get; set; }

    /// <summary>Where the next image of this length is.</summary>
    public PackPlace Place(int length)
    {
        Bytes += length;
        return new PackPlace(pack.Number, start + Bytes - length, length);
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref held) > 0)
            return;
        if (!IsNeeded)
            pack.CutOff(start);
        packs.Return(pack);
    }
}
