using System.Text;
using CustomVision.Downloads;

namespace CustomVision.Annotations;

/// <summary>A text file that is written under a temporary name and renamed with the other files of its set.</summary>
internal sealed class StagedFile(string target) : IDisposable
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    private readonly PartialFile partial = new(target);
    private StreamWriter? text;
    private FileStream? stream;

    /// <summary>The text, in UTF-8 without a mark, with line feeds.</summary>
    public TextWriter Text => text ??= new StreamWriter(stream = partial.Open(), Utf8, 64 * 1024) { NewLine = "\n" };

    /// <summary>Whether the file is complete and is to get its name.</summary>
    public bool IsKept { get; private set; }

    /// <summary>Appends the content of another file, which is closed.</summary>
    public void Append(StagedFile other)
    {
        _ = (Text, other.Text);
        text!.Flush();
        other.Close();
        using var content = File.OpenRead(other.partial.Path);
        content.CopyTo(stream!);
    }

    /// <summary>Replaces the content by that of another file, which is closed.</summary>
    public void Replace(StagedFile other)
    {
        _ = Text;
        text!.Flush();
        stream!.Position = 0;
        stream.SetLength(0);
        Append(other);
    }

    /// <summary>Closes the complete file.</summary>
    public void Keep()
    {
        _ = Text;
        Close();
        IsKept = true;
    }

    /// <summary>Renames the complete file.</summary>
    public void MoveToTarget(bool overwrite) => partial.MoveTo(target, overwrite);

    public void Dispose()
    {
        try
        {
            Close();
        }
        catch (IOException)
        {
            // The disk is full. The file is deleted anyway.
        }

        partial.Dispose();
    }

    private void Close()
    {
        text?.Dispose();
        (text, stream) = (null, null);
    }
}
