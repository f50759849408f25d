using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Tagging;

/// <summary>An image, and the tags to add to it or to remove from it.</summary>
/// <param name="ProjectId">The project of the image.</param>
/// <param name="ImageId">The image.</param>
/// <param name="TagIds">The tags.</param>
public sealed record ImageToTag(Guid ProjectId, Guid ImageId, IReadOnlyList<Guid> TagIds)
{
    /// <summary>The tags that the image was listed with. Version 1.0 needs their label ids to remove a tag; missing ones are looked up.</summary>
    public IReadOnlyList<ImageTag> Tags { get; init; } = [];
}

/// <summary>The result of changing the tags of one image.</summary>
public sealed class ImageTagResult
{
    /// <summary>The request.</summary>
    public ImageToTag Request { get; internal init; } = null!;

    /// <summary>The image as the service last returned it; null when it did not.</summary>
    public Image? Image { get; internal init; }

    /// <summary>The tags that could not be removed because the image doesn't have them.</summary>
    public IReadOnlyList<Guid> NotPresent { get; internal init; } = [];

    /// <summary>The tags that could not be added or removed because a request failed.</summary>
    public IReadOnlyList<ImageTagFailure> Failures { get; internal init; } = [];
}

/// <summary>A tag that could not be added to an image or removed from it.</summary>
/// <param name="TagId">The tag.</param>
/// <param name="Error">The failure.</param>
public sealed record ImageTagFailure(Guid TagId, CustomVisionException Error);
