namespace CustomVision.Models;

/// <summary>
/// A copy of a project, with the numbers of both projects. A copy that the services make has the iterations as well, not published;
/// one that is made by downloading and uploading hasn't.
/// </summary>
public sealed class ProjectCopy
{
    /// <summary>The copy.</summary>
    public Project Project { get; init; } = new();

    /// <summary>The name of the copy.</summary>
    public string? Name => Project.Name;

    /// <summary>The id of the copy, under the name that other cmdlets bind by.</summary>
    public Guid ProjectId => Project.Id;

    /// <summary>The project that was copied.</summary>
    public Guid SourceProjectId { get; init; }

    /// <summary>The number of images of the copy.</summary>
    public int ImageCount { get; init; }

    /// <summary>The number of tags of the copy.</summary>
    public int TagCount { get; init; }

    /// <summary>The number of iterations of the copy.</summary>
    public int IterationCount { get; init; }

    /// <summary>The number of images of the project that was copied.</summary>
    public int SourceImageCount { get; init; }

    /// <summary>The number of tags of the project that was copied.</summary>
    public int SourceTagCount { get; init; }

    /// <summary>The number of iterations of the project that was copied.</summary>
    public int SourceIterationCount { get; init; }

    /// <summary>What the service that received the copy can't hold, or not in this version of its API: one sentence each.</summary>
    public IReadOnlyList<string> NotCopied { get; init; } = [];

    /// <summary>Other numbers that differ, such as those of regions; empty when there are none, or when the services copied the project.</summary>
    public IReadOnlyList<string> Differences { get; init; } = [];

    /// <summary>Whether the copy has as many images and tags as the project that was copied, and no other number differs.</summary>
    public bool IsComplete => ImageCount == SourceImageCount && TagCount == SourceTagCount && Differences.Count == 0;

    /// <inheritdoc/>
    public override string ToString() => Project.ToString();
}
