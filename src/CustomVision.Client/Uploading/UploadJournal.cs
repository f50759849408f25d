using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomVision.Models;

namespace CustomVision.Uploading;

/// <summary>
/// A record on disk of what the service has acknowledged, so that an upload that was cut off can be run again and sends
/// only what is missing.
/// </summary>
/// <remarks>
/// One line of JSON says which project it is of, then one line for each image: what it is (the hash of its content, its
/// address, or the id of its prediction), its tags, its id and status. Lines are only added. A crash can leave the last
/// one cut off; it is dropped when the journal is opened again, and its image sent again, which does no harm.
/// </remarks>
internal sealed class UploadJournal : IDisposable
{
    private const int Version = 1;

    private readonly object sync = new();
    private readonly Dictionary<string, (Guid Image, string Status)> entries = new(StringComparer.Ordinal);
    private readonly FileStream file;
    private readonly Guid projectId;
    private UploadJournalException? failure;

    private UploadJournal(FileStream file, Guid projectId)
    {
        this.file = file;
        this.projectId = projectId;
    }

    /// <exception cref="UploadJournalException">The file cannot be used, or is the journal of another project.</exception>
    public static UploadJournal Open(string path, Guid projectId)
    {
        FileStream? file = null;
        try
        {
            // For nobody else: two uploads would write over each other's lines. No buffer, so that nothing is left to be
            // written when it is closed after a failure.
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            var journal = new UploadJournal(file, projectId);
            journal.Load(path);
            return journal;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            file?.Dispose();
            throw new UploadJournalException($"The journal '{path}' cannot be used: {cause.Message}", cause);
        }
        catch (UploadJournalException)
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>What an image is known by here: its content where it is a file, so that it may be moved or renamed.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string KeyOf(UploadItem item) => $"{Content(item)} {TagSet.Key(item.TagIds)}";

    /// <summary>The result of an earlier run, or null.</summary>
    public ImageCreateResult? Find(string key)
    {
        lock (sync)
            return entries.TryGetValue(key, out var entry)
                ? new ImageCreateResult { Status = entry.Status, Image = new Image { Id = entry.Image, ProjectId = projectId } }
                : null;
    }

    /// <summary>Adds what the service has. It is with the operating system when this returns, and so survives the end of the process.</summary>
    /// <exception cref="UploadJournalException">It cannot be written, such as on a full disk.</exception>
    public void Record(IEnumerable<(string Key, Guid Image, string Status)> acknowledged)
    {
        lock (sync)
        {
            // What comes after a line that was cut off would make that line one that cannot be read.
            if (failure is not null)
                throw failure;
            using var lines = new MemoryStream();
            foreach (var entry in acknowledged)
                Add(entry.Key, entry.Image, entry.Status, lines);
            try
            {
                lines.WriteTo(file);
            }
            catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
            {
                throw failure = new UploadJournalException($"The journal '{file.Name}' cannot be written: {cause.Message}", cause);
            }
        }
    }

    public void Dispose() => file.Dispose();

    private static string Content(UploadItem item)
    {
        if (item.Source != ImageSource.File)
            return $"{(item.Source == ImageSource.Url ? "url" : "prediction")}:{item.Path}";
        using var hash = SHA256.Create();
        using var content = new FileStream(item.Path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        return "sha256:" + string.Concat(hash.ComputeHash(content).Select(part => part.ToString("x2")));
    }

    private void Add(string key, Guid image, string status, Stream lines)
    {
        entries[key] = (image, status);
        WriteLine(lines, writer =>
        {
            writer.WriteString("key", key);
            writer.WriteString("image", image);
            writer.WriteString("status", status);
        });
    }

    private void Load(string path)
    {
        using var reader = new StreamReader(file, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, bufferSize: 64 * 1024, leaveOpen: true);
        var text = reader.ReadToEnd();
        var whole = text.LastIndexOf('\n') + 1;
        var lines = text.Substring(0, whole).Split(['\n'], StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length > 0)
            CheckHeader(lines[0], path);
        for (var i = 1; i < lines.Length; i++)
            Take(lines[i], path, i + 1);

        file.SetLength(Encoding.UTF8.GetByteCount(text.Substring(0, whole)));
        file.Seek(0, SeekOrigin.End);
        if (lines.Length > 0)
            return;
        using var header = new MemoryStream();
        WriteLine(header, writer =>
        {
            writer.WriteString("journal", "CustomVision upload");
            writer.WriteNumber("version", Version);
            writer.WriteString("project", projectId);
        });
        header.WriteTo(file);
    }

    private void CheckHeader(string line, string path)
    {
        try
        {
            using var header = JsonDocument.Parse(line);
            if (header.RootElement.GetProperty("version").GetInt32() != Version)
                throw new UploadJournalException($"The journal '{path}' is of another version. Choose another file.");
            var project = header.RootElement.GetProperty("project").GetGuid();
            if (project != projectId)
                throw new UploadJournalException($"The journal '{path}' is of project {project}, not of {projectId}. Choose another file.");
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UploadJournalException($"'{path}' is not the journal of an upload, and is left as it is. Choose another file.", cause);
        }
    }

    private void Take(string line, string path, int number)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            var root = entry.RootElement;
            entries[root.GetProperty("key").GetString()!] = (root.GetProperty("image").GetGuid(), root.GetProperty("status").GetString()!);
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UploadJournalException($"Line {number} of the journal '{path}' cannot be read. Remove that line, or choose another file.", cause);
        }
    }

    private static void WriteLine(Stream lines, Action<Utf8JsonWriter> members)
    {
        using (var writer = new Utf8JsonWriter(lines))
        {
            writer.WriteStartObject();
            members(writer);
            writer.WriteEndObject();
        }

        lines.WriteByte((byte)'\n');
    }
}

/// <summary>The journal of an upload cannot be used.</summary>
public sealed class UploadJournalException : Exception
{
    internal UploadJournalException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
