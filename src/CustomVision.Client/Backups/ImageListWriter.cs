using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using CustomVision.Models;

namespace CustomVision.Backups;

/// <summary>Writes the list of images of a backup, one line of JSON per image.</summary>
/// <param name="lines">The file of the list.</param>
/// <param name="path">The folder of the backup.</param>
/// <param name="tags">The tags of the project.</param>
internal sealed class ImageListWriter(Stream lines, string path, IReadOnlyList<Tag> tags)
{
    private const string Folder = "images";
    private static readonly byte[] LineEnd = [(byte)'\n'];

    private readonly IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly Dictionary<Guid, string> tagNames = tags.ToDictionary(tag => tag.Id, tag => tag.Name ?? "");
    private long length;

    /// <summary>The counts of the images added.</summary>
    public BackupCounts Counts { get; private set; } = new();

    /// <summary>The number of images that were downloaded, and not in the folder before.</summary>
    public int NewImages { get; private set; }

    /// <summary>Whether the folder can have images of an earlier run, complete or not.</summary>
    public bool MayHaveImages => Directory.Exists(Path.Combine(path, Folder));

    /// <summary>The path of the file of an image, without extension.</summary>
    public string TargetOf(Guid imageId) => Path.Combine(path, Folder, imageId.ToString());

    /// <summary>Deletes the file of an image if it doesn't have the content that was saved, so that it is downloaded again.</summary>
    public void RemoveIfChanged(Guid imageId, byte[] expected)
    {
        foreach (var extension in Images.ImageFormat.Extensions)
        {
            var file = TargetOf(imageId) + extension;
            if (File.Exists(file) && !Bytes(BackupFolder.HashOf(file)).SequenceEqual(expected))
                File.Delete(file);
        }
    }

    /// <summary>Adds an image that was saved.</summary>
    /// <exception cref="BackupIncompleteException">The image has a tag that was created after the tags were listed.</exception>
    /// <exception cref="IOException">The list cannot be written, or the image not read.</exception>
    public void Add(ImageDownloadResult result)
    {
        var image = result.Image!;
        var line = new BackupImage
        {
            Id = image.Id,
            File = $"{Folder}/{Path.GetFileName(result.Path)}",
            Length = result.Length,
            Sha256 = result.Sha256 is { } known ? BackupFolder.Hex(known) : BackupFolder.HashOf(result.Path!),
            Created = image.Created,
            Width = image.Width,
            Height = image.Height,
            Tags = [.. image.Tags.Select(tag => NameOf(tag.TagId)).OrderBy(name => name, StringComparer.Ordinal)],
            Regions = [.. image.Regions.Select(Describe)],
            Metadata = image.Metadata,
        };
        Write(JsonSerializer.SerializeToUtf8Bytes(line, BackupJson.Line.BackupImage));
        Write(LineEnd);
        Counts = Counts.Add(line.Tags.Count, line.Regions.Count, line.Metadata.Count);
        length += line.Length;
        if (result.Status == DownloadStatus.Saved)
            NewImages++;
    }

    /// <summary>Completes the list.</summary>
    /// <exception cref="IOException">The list cannot be written.</exception>
    public BackupImageList Complete()
    {
        lines.Flush();
        return new BackupImageList { File = BackupFolder.ImagesName, Sha256 = BackupFolder.Hex(hash.GetHashAndReset()), Counts = Counts, Length = length };
    }

    /// <summary>The bytes of hexadecimal digits, which need half the memory.</summary>
    /// <exception cref="FormatException">The text has other characters.</exception>
    public static byte[] Bytes(string digits) =>
        [.. Enumerable.Range(0, digits.Length / 2).Select(i => byte.Parse(digits.Substring(2 * i, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture))];

    private BackupRegion Describe(ImageRegion region) =>
        new() { Tag = NameOf(region.TagId), Left = region.Left, Top = region.Top, Width = region.Width, Height = region.Height };

    private string NameOf(Guid tagId) => tagNames.TryGetValue(tagId, out var name)
        ? name
        : throw new BackupIncompleteException($"The project was changed during the backup: an image has the tag {tagId}, which was created after the tags were listed.");

    private void Write(byte[] bytes)
    {
        lines.Write(bytes, 0, bytes.Length);
        hash.AppendData(bytes);
    }
}
