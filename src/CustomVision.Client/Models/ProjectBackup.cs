namespace CustomVision.Models;

/// <summary>A complete backup of a project.</summary>
public sealed class ProjectBackup
{
    /// <summary>The name of the project.</summary>
    public string? Name { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The full path of the folder.</summary>
    public string Path { get; init; } = "";

    /// <summary>The number of images.</summary>
    public int ImageCount { get; init; }

    /// <summary>The number of images that this run downloaded. The others were in the folder.</summary>
    public int NewImageCount { get; init; }

    /// <summary>The number of tags.</summary>
    public int TagCount { get; init; }

    /// <summary>The number of regions.</summary>
    public int RegionCount { get; init; }

    /// <summary>The number of iterations, whose settings and performance are saved.</summary>
    public int IterationCount { get; init; }

    /// <summary>The number of exported models.</summary>
    public int ModelCount { get; init; }

    /// <summary>The bytes of images and models.</summary>
    public long Length { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}

/// <summary>A project that was created from a backup.</summary>
public sealed class ProjectRestore
{
    /// <summary>The project.</summary>
    public Project Project { get; init; } = new();

    /// <summary>The name of the project.</summary>
    public string? Name => Project.Name;

    /// <summary>The id of the project, under the name that other cmdlets bind by.</summary>
    public Guid ProjectId => Project.Id;

    /// <summary>The full path of the folder with the backup.</summary>
    public string Path { get; init; } = "";

    /// <summary>The number of images of the project.</summary>
    public int ImageCount { get; init; }

    /// <summary>The number of images that this run sent. The others were in the project.</summary>
    public int NewImageCount { get; init; }

    /// <summary>The number of images of the backup.</summary>
    public int BackupImageCount { get; init; }

    /// <summary>The number of tags of the project.</summary>
    public int TagCount { get; init; }

    /// <summary>The number of regions of the project.</summary>
    public int RegionCount { get; init; }

    /// <summary>What the service cannot hold, or not in this version of its API: one sentence each.</summary>
    public IReadOnlyList<string> NotRestored { get; init; } = [];

    /// <summary>The numbers that differ from the backup, except what <see cref="NotRestored"/> lists; empty when there are none.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>Whether the project has all images, tags, regions and metadata of the backup that the service can hold.</summary>
    public bool IsComplete => Differences.Count == 0;

    /// <inheritdoc/>
    public override string ToString() => Project.ToString();
}
