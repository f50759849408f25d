using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Uploads;

/// <summary>
/// Records on disk which images the service has stored, so that an interrupted upload can be repeated and sends only the
/// missing images: those that are not recorded, and those that the project doesn't have any more.
/// </summary>
/// <remarks>
/// The first line of JSON names the project. Each further line is one image: its source (the hash of its content or of its URL,
/// or the id of its prediction), its tags, its id and its status. Lines are only appended. A crash can leave the last line
/// incomplete; it is removed when the journal is opened again, and its image is sent again, which is harmless.
/// </remarks>
internal sealed class UploadJournal : IDisposable
{
    private const int Version = 1;
    private const string Kind = "CustomVision upload";

    private readonly object sync = new();
    private readonly Dictionary<string, (Guid Image, string Status, bool IsConfirmed)> entries = new(StringComparer.Ordinal);
    private readonly FileStream file;
    private readonly Guid projectId;
    private UploadJournalException? failure;
    private bool isConfirmed;

    private UploadJournal(FileStream file, Guid projectId)
    {
        this.file = file;
        this.projectId = projectId;
    }

    /// <exception cref="UploadJournalException">The file cannot be used, or belongs to another project.</exception>
    public static UploadJournal Open(string path, Guid projectId)
    {
        FileStream? file = null;
        try
        {
            // Exclusive: two uploads would overwrite each other's lines. Unbuffered, so that closing the file after a failure
            // writes nothing.
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

    /// <summary>The project of a journal; null when the file doesn't exist, or a crash has left no complete first line.</summary>
    /// <exception cref="UploadJournalException">The file is not a journal, or cannot be read.</exception>
    public static Guid? FindProject(string path)
    {
        try
        {
            if (!File.Exists(path))
                return null;
            using var lines = new StreamReader(path, Encoding.UTF8);
            return lines.ReadLine() is { } header && header.EndsWith("}", StringComparison.Ordinal) ? ReadHeader(header, path) : null;
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new UploadJournalException($"The journal '{path}' cannot be used: {cause.Message}", cause);
        }
    }

    /// <summary>The key of an image: for a file the hash of its content, so that it may be moved or renamed.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static string KeyOf(UploadItem item) => $"{Content(item)} {ImageRequests.KeyOf(item.Entry.TagIds)}{Details(item.Entry)}";

    // Regions and metadata can be long.
    private static string Details(ImageEntry image)
    {
        if (image.Regions.Count == 0 && image.Metadata.Count == 0)
            return "";
        var regions = image.Regions.Select(region => FormattableString.Invariant($"{region.TagId:N} {region.Left:R} {region.Top:R} {region.Width:R} {region.Height:R}"));
        var metadata = image.Metadata.Select(pair => $"{pair.Key}={pair.Value}");
        using var hash = SHA256.Create();
        var text = string.Join("\n", regions.Concat(metadata).OrderBy(line => line, StringComparer.Ordinal));
        return " sha256:" + Hex(hash.ComputeHash(Encoding.UTF8.GetBytes(text)));
    }

    /// <summary>
    /// The result of an earlier upload; null when there is none, or when the project doesn't have the image any more. The first
    /// call that finds an image of an earlier run lists the images of the project.
    /// </summary>
    /// <exception cref="CustomVisionException">The images of the project cannot be listed.</exception>
    public async ValueTask<ImageCreateResult?> FindAsync(string key, ITrainingApi api, CancellationToken cancellation)
    {
        if (!TryFind(key, out var entry))
            return null;
        if (!entry.IsConfirmed && !isConfirmed)
        {
            await ConfirmAsync(api, cancellation).ConfigureAwait(false);
            if (!TryFind(key, out entry))
                return null;
        }

        return new ImageCreateResult { Status = entry.Status, Image = new Image { Id = entry.Image, ProjectId = projectId } };
    }

    /// <summary>Appends stored images. The lines are with the operating system when this returns, and so survive the end of the process.</summary>
    /// <exception cref="UploadJournalException">The file cannot be written, such as on a full disk.</exception>
    public void Record(IEnumerable<(string Key, Guid Image, string Status)> acknowledged)
    {
        lock (sync)
        {
            // A line after an incomplete one would make the journal unreadable.
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

    private bool TryFind(string key, out (Guid Image, string Status, bool IsConfirmed) entry)
    {
        lock (sync)
            return entries.TryGetValue(key, out entry);
    }

    // Images can have been removed since the earlier run. What this run records needs no confirmation.
    private async Task ConfirmAsync(ITrainingApi api, CancellationToken cancellation)
    {
        var stored = new HashSet<Guid>();
        var images = api.GetImages(projectId, new ImageFilter { PageSize = ImageFilter.LargestPage });
        while (await images.NextPageAsync(cancellation).ConfigureAwait(false) is { } page)
            stored.UnionWith(page.Select(image => image.Id));
        lock (sync)
            foreach (var removed in entries.Where(entry => !entry.Value.IsConfirmed && !stored.Contains(entry.Value.Image)).ToList())
                entries.Remove(removed.Key);
        isConfirmed = true;
    }

    private static string Content(UploadItem item)
    {
        if (item.Entry.Source == ImageSource.Prediction)
            return $"prediction:{item.Entry.Location}";
        using var hash = SHA256.Create();
        if (item.Entry.Source == ImageSource.Url)
            return "url-sha256:" + Hex(hash.ComputeHash(Encoding.UTF8.GetBytes(item.Entry.Location))); // a URL can contain a signature that grants access
        using var content = new FileStream(item.Entry.Location, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        return "sha256:" + Hex(hash.ComputeHash(content));
    }

    private static string Hex(byte[] hash) => string.Concat(hash.Select(part => part.ToString("x2")));

    private void Add(string key, Guid image, string status, Stream lines)
    {
        entries[key] = (image, status, true);
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
        using var header = Header();
        if (lines.Length > 0)
            CheckHeader(lines[0], path);
        else if (!Encoding.UTF8.GetString(header.ToArray()).StartsWith(text, StringComparison.Ordinal))
            throw NotAJournal(path); // what a crash can leave of the first line is the start of it, and nothing else is changed
        for (var i = 1; i < lines.Length; i++)
            ReadEntry(lines[i], path, i + 1);

        file.SetLength(Encoding.UTF8.GetByteCount(text.Substring(0, whole)));
        file.Seek(0, SeekOrigin.End);
        if (lines.Length == 0)
            header.WriteTo(file);
    }

    private MemoryStream Header()
    {
        var header = new MemoryStream();
        WriteLine(header, writer =>
        {
            writer.WriteString("journal", Kind);
            writer.WriteNumber("version", Version);
            writer.WriteString("project", projectId);
        });
        return header;
    }

    private static UploadJournalException NotAJournal(string path, Exception? cause = null) =>
        new($"'{path}' is not the journal of an upload. It was not changed. Specify another file.", cause);

    private void CheckHeader(string line, string path)
    {
        var project = ReadHeader(line, path);
        if (project != projectId)
            throw new UploadJournalException($"The journal '{path}' belongs to project {project}, not to {projectId}. Specify another file.");
    }

    private static Guid ReadHeader(string line, string path)
    {
        try
        {
            using var header = JsonDocument.Parse(line);
            if (header.RootElement.GetProperty("journal").GetString() != Kind)
                throw NotAJournal(path);
            if (header.RootElement.GetProperty("version").GetInt32() != Version)
                throw new UploadJournalException($"The journal '{path}' has another version. Specify another file.");
            return header.RootElement.GetProperty("project").GetGuid();
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw NotAJournal(path, cause);
        }
    }

    private void ReadEntry(string line, string path, int number)
    {
        try
        {
            using var entry = JsonDocument.Parse(line);
            var root = entry.RootElement;
            entries[root.GetProperty("key").GetString()!] = (root.GetProperty("image").GetGuid(), root.GetProperty("status").GetString()!, false);
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new UploadJournalException($"Line {number} of the journal '{path}' cannot be read. Remove that line, or specify another file.", cause);
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
