using SkiaSharp;

namespace CustomVision.LocalService.Storage;

/// <summary>
/// Images as files named by their SHA-256, below two levels of folders of one hexadecimal digit each: 256 folders keep a
/// hundred thousand images apart, and are soon all there.
/// </summary>
internal sealed class ImageFiles(string folder)
{
    /// <summary>Puts the draft in its place.</summary>
    public void Keep(DiskDraft draft)
    {
        var file = FileOf(draft.Sha256);
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        // The rename itself reaches the disk with the commit that follows: the file system's journal keeps their order.
        draft.MoveTo(file);
    }

    /// <summary>Takes back what <see cref="Keep"/> has done.</summary>
    public void GiveBack(DiskDraft draft)
    {
        try
        {
            draft.MoveFrom(FileOf(draft.Sha256));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            draft.Fail(error);
        }
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

    /// <summary>Deletes the files of images that nothing refers to.</summary>
    public void Sweep(Func<byte[], bool> isReferenced)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
            if (IsImage(Path.GetFileName(file)) && !isReferenced(Convert.FromHexString(Path.GetFileName(file))))
                File.Delete(file);
    }

    private static bool IsImage(string name) => name.Length == 64 && name.All(char.IsAsciiHexDigitLower);

    private string FileOf(byte[] sha256)
    {
        var name = Convert.ToHexStringLower(sha256);
        return Path.Combine(folder, name[..1], name[1..2], name);
    }
}
