using Microsoft.Win32.SafeHandles;
using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>
/// Pictures as files named by their SHA-256, below two levels of folders of one hexadecimal digit each: 256 folders keep a
/// hundred thousand pictures apart, and are soon all there.
/// </summary>
internal sealed class PictureFiles(DataFolder folder) : IPictureStore
{
    // A flush waits for the disk and not for a processor; flushes that wait together are answered together.
    private static readonly ParallelOptions Flushing = new() { MaxDegreeOfParallelism = 16 };

    public PictureDraft Begin() => new FileDraft(Path.Combine(folder.Incoming, Guid.NewGuid().ToString("N")));

    public void Flush(IEnumerable<PictureDraft> drafts) =>
        Parallel.ForEach(drafts.Cast<FileDraft>(), Flushing, draft => draft.FlushAndClose());

    public bool Keep(PictureDraft draft)
    {
        var file = FileOf(draft.Sha256);
        if (File.Exists(file))
            return false;
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // The rename itself reaches the disk with the commit that follows: the file system's journal keeps their order.
        ((FileDraft)draft).MoveTo(file);
        return true;
    }

    public void Remove(byte[] sha256)
    {
        try
        {
            File.Delete(FileOf(sha256));
        }
        catch (Exception error) when (error is DirectoryNotFoundException or UnauthorizedAccessException or IOException)
        {
            // On Windows, someone may be reading it just now. A file without a row does no harm.
        }
    }

    public Stream? Open(byte[] sha256)
    {
        try
        {
            return new FileStream(FileOf(sha256), FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    public SKData? Map(byte[] sha256) => SKData.Create(FileOf(sha256));

    /// <summary>Removes what a service that was killed left: drafts, and files whose row was never committed.</summary>
    public void Sweep(Func<byte[], bool> isReferenced)
    {
        foreach (var draft in Directory.EnumerateFiles(folder.Incoming))
            File.Delete(draft);
        if (!folder.WasLeftInDisorder)
            return;
        foreach (var file in Directory.EnumerateFiles(folder.Pictures, "*", SearchOption.AllDirectories))
            if (IsPicture(Path.GetFileName(file)) && !isReferenced(Convert.FromHexString(Path.GetFileName(file))))
                File.Delete(file);
    }

    private static bool IsPicture(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    private string FileOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(folder.Pictures, name[..1], name[1..2], name);
    }

    private sealed class FileDraft : PictureDraft
    {
        private readonly string path;
        private readonly SafeFileHandle? handle;
        private bool moved;

        public FileDraft(string path)
        {
            this.path = path;
            try
            {
                handle = File.OpenHandle(path, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                Fail(error);
            }
        }

        public override SKData Map() => SKData.Create(path);

        public void FlushAndClose()
        {
            if (Failure is not null)
                return;
            try
            {
                RandomAccess.FlushToDisk(handle!);
                handle!.Dispose();
            }
            catch (IOException error)
            {
                Fail(error);
            }
        }

        public void MoveTo(string destination)
        {
            File.Move(path, destination);
            moved = true;
        }

        protected override void WriteCore(ReadOnlySpan<byte> bytes, long offset) => RandomAccess.Write(handle!, bytes, offset);

        protected override void DiscardCore()
        {
            if (handle is null || moved)
                return;
            handle.Dispose();
            try
            {
                File.Delete(path);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException)
            {
                // Whatever ails the disk, it is not for this to tell. The next start removes what is left.
            }
        }
    }
}
