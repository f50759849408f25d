namespace CustomVision.Models;

/// <summary>A tag of a project.</summary>
public sealed class Tag
{
    /// <summary>The id.</summary>
    public Guid Id { get; init; }

    /// <summary>The name, unique in its project.</summary>
    public string? Name { get; init; }

    /// <summary>The description; null when there is none.</summary>
    public string? Description { get; init; }

    /// <summary>The number of images with the tag.</summary>
    public int ImageCount { get; init; }

    /// <summary>The project. Answers of the service leave it out; the client adds it, so that other cmdlets can bind it.</summary>
    public Guid ProjectId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The tags of a project, and how many of its images have tags.</summary>
public sealed class TagList
{
    /// <summary>The tags, in no particular order.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The number of images with at least one tag.</summary>
    public int TotalTaggedImages { get; init; }

    /// <summary>The number of images without tags.</summary>
    public int TotalUntaggedImages { get; init; }
}
