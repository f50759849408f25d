namespace CustomVision.LocalService.Storage;

/// <summary>A new pack that the drafts of a request are in. It goes with the last of them, unless it is needed by then.</summary>
internal sealed class SharedPack(PicturePacks packs, long number, int drafts)
{
    private int held = drafts;

    public long Number => number;

    public int Bytes { get; private set; }

    /// <summary>What the rows refer to. For whoever holds the writer, as is the next.</summary>
    public int KeptBytes { get; set; }

    public bool IsNeeded { get; set; }

    /// <returns>Where the next picture begins.</returns>
    public int Place(int length)
    {
        Bytes += length;
        return Bytes - length;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref held) == 0 && !IsNeeded)
            packs.Delete(number);
    }
}
