using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>Which part of a list of images is wanted.</summary>
public sealed record ImagePage
{
    /// <summary>As many as later versions of the service give at once; 1.0 states no limit.</summary>
    public const int LargestTake = 256;

    /// <summary>The iteration whose images are wanted; null for the open workspace.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>Newest or oldest first.</summary>
    public ImageOrder OrderBy { get; init; }

    /// <summary>How many images at most. The service's own default is 50.</summary>
    public int Take { get; init; } = 50;

    /// <summary>How many images to pass over first.</summary>
    public int Skip { get; init; }
}
