using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Tagging;

/// <summary>What became of one image whose tags were to be changed.</summary>
public sealed class ImageTagResult
{
    /// <summary>What was asked for.</summary>
    public ImageToTag Asked { get; internal init; } = null!;

    /// <summary>The image as the service gave it back last; null when it did not.</summary>
    public Image? Image { get; internal init; }

    /// <summary>The tags that were to be taken off and are not on the image.</summary>
    public IReadOnlyList<Guid> NotThere { get; internal init; } = [];

    /// <summary>The tags that could not be put on or taken off, and why.</summary>
    public IReadOnlyList<ImageTagFailure> Failures { get; internal init; } = [];
}

/// <summary>A tag that could not be put on an image or taken off it.</summary>
/// <param name="TagId">The tag.</param>
/// <param name="Error">The last failure.</param>
public sealed record ImageTagFailure(Guid TagId, CustomVisionException Error);
