namespace CustomVision.Models;

/// <summary>A copy of a project, with the numbers of both projects. Iterations are copied as well, but are not published.</summary>
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

    /// <summary>Whether the copy has as many images and tags as the project that was copied.</summary>
    public bool IsComplete => ImageCount == SourceImageCount && TagCount == SourceTagCount;

    /// <inheritdoc/>
    public override string ToString() => Project.ToString();
}
