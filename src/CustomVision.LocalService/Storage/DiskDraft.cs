using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>An image on its way to the disk: in memory as long as it is small enough for a pack, in a file of its own from there on.</summary>
/// <param name="folder">Where that file is.</param>
internal sealed class DiskDraft(string folder) : ImageDraft
{
    /// <summary>What an image in a pack may have. Larger ones gain little there, and would leave large gaps.</summary>
    public const int LargestInPack = UsualBytes;

    private byte[]? buffer = Buffers.Rent(UsualBytes);
    private string path = "";
    private SafeFileHandle? file;

    public bool IsSmall => file is null;

    /// <summary>All of it; for small ones.</summary>
    public ReadOnlyMemory<byte> Bytes => buffer.AsMemory(0, (int)Length);

    /// <summary>Where it is, once it is in one.</summary>
    public (PackRegion Region, PackPlace Place)? Packed { get; set; }

    public override SKData Map() => IsSmall ? SKData.CreateCopy(Bytes.Span) : SKData.Create(path);

    public void FlushAndClose()
    {
        try
        {
            RandomAccess.FlushToDisk(file!);
            file!.Dispose();
        }
        catch (IOException error)
        {
            Fail(error);
        }
    }

    /// <summary>Over what is there: a file that no row names, and that could not be deleted.</summary>
    public void MoveTo(string destination) => File.Move(path, destination, overwrite: true);

    public void MoveFrom(string place) => File.Move(place, path);

    protected override void WriteCore(ReadOnlySpan<byte> bytes, long offset)
    {
        if (file is null && offset + bytes.Length <= UsualBytes)
        {
            bytes.CopyTo(buffer.AsSpan((int)offset));
            return;
        }

        if (file is null)
        {
            path = Path.Combine(folder, Guid.NewGuid().ToString("N"));
            file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(file, buffer.AsSpan(0, (int)offset), 0);
            ReturnBuffer();
        }
        RandomAccess.Write(file, bytes, offset);
    }

    protected override void DiscardCore()
    {
        ReturnBuffer();
        Packed?.Region.Release();
        Packed = null;
        if (file is null || IsKept)
            return;
        file.Dispose();
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // Whatever ails the disk, it is not for this to tell. The next start removes what is left.
        }
    }

    private void ReturnBuffer()
    {
        if (buffer is not null)
            Buffers.Return(buffer);
        buffer = null;
    }
}
