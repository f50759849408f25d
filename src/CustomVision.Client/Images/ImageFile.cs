using CustomVision.Models;

namespace CustomVision.Images;

/// <summary>An open image file of a request.</summary>
/// <param name="Name">The name in the request: see <see cref="ImageNames"/>.</param>
/// <param name="Length">The length in bytes. The body contains exactly as many.</param>
/// <param name="Content">The content, read from its current position.</param>
/// <param name="Entry">The image, which learns how its file ends; null if that is not needed.</param>
internal sealed record ImageFile(string Name, long Length, Stream Content, ImageEntry? Entry = null)
{
    private bool startsAsJpeg;
    private byte last;

    /// <summary>Opens the files of a request and counts the attempt.</summary>
    /// <exception cref="ImageReadException">Some files cannot be opened. None is left open.</exception>
    public static IReadOnlyList<ImageFile> OpenAll(IReadOnlyList<ImageEntry> images, IReadOnlyList<string> names)
    {
        var files = new List<ImageFile>(images.Count);
        var unreadable = new List<UnreadableImage>();
        for (var i = 0; i < images.Count; i++)
        {
            try
            {
                var stream = images[i].OpenContent is { } open ? open(images[i].Location) : SourceFile.Open(images[i].Location);
                files.Add(new ImageFile(names[i], stream.Length, stream, images[i]));
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                unreadable.Add(new UnreadableImage(i, SourceFile.WhyUnreadable(images[i].Location, cause)));
            }
            catch (InvalidDataException cause)
            {
                unreadable.Add(new UnreadableImage(i, cause.Message, cause, ImageStatus.ErrorImageFormat));
            }
        }

        if (unreadable.Count > 0)
        {
            foreach (var file in files)
                file.Content.Dispose();
            throw new ImageReadException(unreadable);
        }

        foreach (var image in images)
            image.Attempts++;
        return files;
    }

    /// <summary>Reads the next bytes of the file, all of them.</summary>
    /// <remarks>Synchronous: asynchronous file access is a synchronous read on another thread on most systems, and slower.</remarks>
    /// <param name="index">The position of the image in its request.</param>
    /// <param name="buffer">Receives the bytes.</param>
    /// <param name="offset">Where the bytes start in the buffer.</param>
    /// <param name="count">How many bytes to read.</param>
    /// <param name="isFirst">Whether the file starts with these bytes.</param>
    /// <param name="isLast">Whether the file ends with these bytes.</param>
    /// <exception cref="ImageReadException">The file cannot be read, or has become shorter.</exception>
    public void ReadExactly(int index, byte[] buffer, int offset, int count, bool isFirst, bool isLast)
    {
        try
        {
            for (var filled = 0; filled < count;)
            {
                var read = Content.Read(buffer, offset + filled, count - filled);
                if (read == 0)
                    throw new ImageReadException([new UnreadableImage(index, "The file became shorter while it was sent.")]);
                filled += read;
            }
        }
        catch (IOException cause)
        {
            throw new ImageReadException([new UnreadableImage(index, cause.Message, cause)]);
        }

        if (isFirst)
            startsAsJpeg = count >= 2 && buffer[offset] == 0xFF && buffer[offset + 1] == 0xD8;
        var secondLast = count >= 2 ? buffer[offset + count - 2] : last;
        last = buffer[offset + count - 1];
        if (isLast && Entry is not null)
            Entry.LacksJpegEnd = startsAsJpeg && !(secondLast == 0xFF && last == 0xD9);
    }
}
