using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>Selects images of a project.</summary>
public sealed record ImageFilter
{
    /// <summary>The largest page size that every version of the service accepts.</summary>
    public const int LargestPage = 256;

    /// <summary>Only images that have at least one of these tags; empty for no restriction.</summary>
    public IReadOnlyList<Guid> TagIds { get; init; } = [];

    /// <summary>Only images with or without tags. Default: all.</summary>
    public TaggingStatus Status { get; init; }

    /// <summary>The images of an iteration; null for the workspace.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>
    /// A condition on metadata, such as "shift eq 'night' and line ne '2'", with the operators eq, ne, and, or; null for none.
    /// Requires version 3.3.
    /// </summary>
    public string? MetadataFilter { get; init; }

    /// <summary>The order of the images. With version 1.0, tagged images come before untagged ones when both are listed.</summary>
    public ImageOrder OrderBy { get; init; }

    /// <summary>The number of images to skip.</summary>
    public int Skip { get; init; }

    /// <summary>The number of images per request, 1 to 256. Small enough that a first page is cheap, large enough that a long list is few requests.</summary>
    public int PageSize { get; init; } = 100;
}

/// <summary>Whether images have tags.</summary>
public enum TaggingStatus
{
    /// <summary>All images.</summary>
    All,

    /// <summary>Images with at least one tag.</summary>
    Tagged,

    /// <summary>Images without tags.</summary>
    Untagged,
}
