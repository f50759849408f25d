using System.Security.Cryptography;
using System.Text.Json;
using CustomVision.Annotations;
using CustomVision.Downloads;

namespace CustomVision.Backups;

/// <summary>The folder with the backup of a project.</summary>
/// <remarks>
/// project.json describes the project; images.jsonl has one line of JSON per image with its file, tags, regions and metadata.
/// Both have checksums. All paths are relative to the folder, and none leaves it.
/// </remarks>
public sealed class BackupFolder
{
    internal const string ManifestName = "project.json";
    internal const string ImagesName = "images.jsonl";

    private BackupFolder(string path, BackupManifest manifest)
    {
        Path = path;
        Manifest = manifest;
    }

    /// <summary>The full path of the folder.</summary>
    public string Path { get; }

    /// <summary>The id of the project that was backed up.</summary>
    public Guid ProjectId => Manifest.Project.Id;

    /// <summary>The name of the project that was backed up.</summary>
    public string ProjectName => Manifest.Project.Name;

    /// <summary>The number of images.</summary>
    public int ImageCount => Manifest.Images.Counts.Images;

    internal BackupManifest Manifest { get; }

    /// <summary>Opens a complete backup. The checksums of the images are compared when each is read.</summary>
    /// <param name="path">The folder that has project.json.</param>
    /// <exception cref="BackupException">The folder has no complete backup, or it was changed.</exception>
    public static BackupFolder Open(string path)
    {
        var folder = new BackupFolder(System.IO.Path.GetFullPath(path), ReadManifest(path) ?? throw new BackupException(WhatIsMissing(path)));
        var images = folder.Resolve(folder.Manifest.Images.File);
        try
        {
            if (HashOf(images) != folder.Manifest.Images.Sha256)
                throw new BackupException($"The backup '{path}' is damaged: {folder.Manifest.Images.File} was changed after the backup. Back up the project again.");
        }
        catch (FileNotFoundException cause)
        {
            throw new BackupException($"The backup '{path}' is not complete: it has no {folder.Manifest.Images.File}. Run Backup-CVProject again to complete it.", cause);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The backup '{path}' cannot be read: {cause.Message}", cause);
        }

        return folder;
    }

    /// <summary>Reads the images with their tags and regions. The list isn't in memory.</summary>
    /// <exception cref="BackupException">The list of images cannot be read, or a path leaves the folder. Thrown while reading.</exception>
    public IEnumerable<AnnotatedImage> ReadAnnotations() => ReadImages().Select(image => new AnnotatedImage
    {
        Path = Resolve(image.File),
        Tag = [.. image.Tags.Except(image.Regions.Select(region => region.Tag), StringComparer.Ordinal)],
        Region = [.. image.Regions.Select(region => new AnnotatedRegion
        {
            Tag = region.Tag,
            Left = region.Left,
            Top = region.Top,
            Width = region.Width,
            Height = region.Height,
        })],
        Width = image.Width,
        Height = image.Height,
    });

    /// <summary>
    /// The folder for a project: the one that has its backup, even under an earlier name; otherwise a new one with its name. Files of
    /// something else are not overwritten.
    /// </summary>
    /// <exception cref="IOException">The folder has files of the same names that are not those of a backup.</exception>
    internal static string Locate(string destination, Guid projectId, string projectName)
    {
        if (Directory.Exists(destination))
            foreach (var existing in Directory.EnumerateDirectories(destination))
                if (TryReadManifest(existing)?.Project.Id == projectId)
                    return existing;
        var path = System.IO.Path.Combine(destination, FolderName.For(projectName));
        if (HasFilesOfBackup(path))
            path = $"{path} ({projectId})"; // another project had the name before, or the files are something else
        return HasFilesOfBackup(path)
            ? throw new IOException($"The folder '{path}' has files named {ManifestName} or {ImagesName} that are not those of a backup. They were not changed. Specify another folder.")
            : path;
    }

    /// <summary>The earlier backup in a folder; null when there is none that can be used.</summary>
    internal static BackupFolder? Find(string path) => TryReadManifest(path) is { } manifest ? new BackupFolder(path, manifest) : null;

    /// <summary>Reads the images line by line.</summary>
    /// <exception cref="BackupException">A line cannot be read, or its path leaves the folder.</exception>
    internal IEnumerable<BackupImage> ReadImages()
    {
        using var lines = new StreamReader(Resolve(Manifest.Images.File));
        for (var number = 1; lines.ReadLine() is { } line; number++)
        {
            BackupImage? image;
            try
            {
                image = JsonSerializer.Deserialize(line, BackupJson.Line.BackupImage);
            }
            catch (JsonException cause)
            {
                throw new BackupException($"Line {number} of {Manifest.Images.File} in the backup '{Path}' cannot be read: {cause.Message}", cause);
            }

            yield return image is { IsWhole: true } ? image : throw new BackupException($"Line {number} of {Manifest.Images.File} in the backup '{Path}' is not an image.");
        }
    }

    /// <summary>The full path of a file of the backup.</summary>
    /// <exception cref="BackupException">The path is empty, or leaves the folder.</exception>
    internal string Resolve(string file)
    {
        var parts = file.Split('/', '\\');
        return parts.Any(part => part is "" or "." or ".." || part.Contains(':'))
            ? throw new BackupException($"The backup '{Path}' refers to '{file}', which is not a path inside its folder. It was not written by this module.")
            : System.IO.Path.Combine([Path, .. parts]);
    }

    /// <summary>The SHA-256 of a file, in hexadecimal digits.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    internal static string HashOf(string file)
    {
        using var hash = SHA256.Create();
        using var content = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, bufferSize: 1);
        return Hex(hash.ComputeHash(content));
    }

    internal static string Hex(byte[] hash) => string.Concat(hash.Select(part => part.ToString("x2")));

    /// <exception cref="BackupException">The file is not the manifest of a backup.</exception>
    private static BackupManifest? ReadManifest(string path)
    {
        var file = System.IO.Path.Combine(path, ManifestName);
        try
        {
            if (!File.Exists(file))
                return null;
            var manifest = JsonSerializer.Deserialize(File.ReadAllBytes(file), BackupJson.Indented.BackupManifest);
            if (manifest?.Backup == BackupManifest.KindOfBackup && manifest.Version > BackupManifest.CurrentVersion)
                throw new BackupException($"The backup '{path}' has version {manifest.Version}, and this module reads version {BackupManifest.CurrentVersion}. Update the module.");
            return manifest is { Backup: BackupManifest.KindOfBackup, IsWhole: true }
                ? manifest
                : throw new BackupException($"The file '{file}' is not that of a backup.");
        }
        catch (Exception cause) when (cause is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new BackupException($"The file '{file}' cannot be read: {cause.Message}", cause);
        }
    }

    private static BackupManifest? TryReadManifest(string path)
    {
        try
        {
            return ReadManifest(path);
        }
        catch (BackupException)
        {
            return null; // the file of something else, or damaged; Locate leaves it as it is
        }
    }

    private static bool HasFilesOfBackup(string path) =>
        File.Exists(System.IO.Path.Combine(path, ManifestName)) || File.Exists(System.IO.Path.Combine(path, ImagesName));

    private static string WhatIsMissing(string path)
    {
        if (!Directory.Exists(path))
            return $"The folder '{path}' does not exist.";
        var containsBackups = Directory.EnumerateDirectories(path).Any(folder => File.Exists(System.IO.Path.Combine(folder, ManifestName)));
        return containsBackups
            ? $"The folder '{path}' has no {ManifestName}, but contains folders that have one. Specify one of them, or all with '{System.IO.Path.Combine(path, "*")}'."
            : $"The folder '{path}' has no complete backup: it has no {ManifestName}. Run Backup-CVProject again to complete it.";
    }
}

/// <summary>The folder of a backup cannot be used.</summary>
public sealed class BackupException : Exception
{
    internal BackupException(string message, Exception? cause = null)
        : base(message, cause)
    {
    }
}
