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

    /// <summary>One of <see cref="TagType"/>; null with version 1.0.</summary>
    public string? Type { get; init; }

    /// <summary>The number of images with the tag.</summary>
    public int ImageCount { get; init; }

    /// <summary>The project. Answers of the service leave it out; the client adds it, so that other cmdlets can bind it.</summary>
    public Guid ProjectId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The values of <see cref="Tag.Type"/>.</summary>
public static class TagType
{
    /// <summary>The tag names what an image shows.</summary>
    public const string Regular = "Regular";

    /// <summary>The tag marks images that show nothing of the other tags. A project has at most one, and only for classification.</summary>
    public const string Negative = "Negative";

    /// <summary>The tag stands for any product without a tag of its own. Only in the domain Products on Shelves, from version 3.3.</summary>
    public const string GeneralProduct = "GeneralProduct";
}

/// <summary>The tags of a project, and how many of its images have tags.</summary>
public sealed class TagList
{
    /// <summary>The tags, in no particular order.</summary>
    public IReadOnlyList<Tag> Tags { get; init; } = [];

    /// <summary>The number of images with at least one tag. Only version 1.0 returns it with the tags.</summary>
    public int? TotalTaggedImages { get; init; }

    /// <summary>The number of images without tags. Only version 1.0 returns it with the tags.</summary>
    public int? TotalUntaggedImages { get; init; }
}
