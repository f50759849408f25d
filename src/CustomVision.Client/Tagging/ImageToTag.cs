using CustomVision.Models;

namespace CustomVision.Tagging;

/// <summary>An image that tags are to be put on, or taken off.</summary>
/// <param name="ProjectId">Its project.</param>
/// <param name="ImageId">The image.</param>
/// <param name="TagIds">The tags.</param>
public sealed record ImageToTag(Guid ProjectId, Guid ImageId, IReadOnlyList<Guid> TagIds)
{
    /// <summary>
    /// The labels that the image was listed with, as far as they are known. Taking a tag off asks for the id of its label;
    /// what is not here is looked up.
    /// </summary>
    public IReadOnlyList<ImageLabel> Labels { get; init; } = [];
}
