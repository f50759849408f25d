using Microsoft.Win32.SafeHandles;

namespace CustomVision.LocalService.Storage;

/// <summary>A pack that is still being added to, by one request at a time.</summary>
internal sealed class OpenPack(long number, SafeFileHandle file) : IDisposable
{
    public long Number => number;

    /// <summary>In bytes; what comes next begins here.</summary>
    public long Length { get; private set; }

    /// <summary>Adds the images; they are on the disk when this returns.</summary>
    public void Add(IReadOnlyList<ReadOnlyMemory<byte>> images)
    {
        var start = Length;
        try
        {
            RandomAccess.Write(file, images, start);
            RandomAccess.FlushToDisk(file);
            Length += images.Sum(image => (long)image.Length);
        }
        catch
        {
            CutOff(start);
            throw;
        }
    }

    /// <summary>Takes back what was added from there on.</summary>
    public void CutOff(long start)
    {
        Length = start;
        try
        {
            RandomAccess.SetLength(file, start);
        }
        catch (IOException)
        {
            // What comes next is written over it.
        }
    }

    public void Dispose() => file.Dispose();
}
