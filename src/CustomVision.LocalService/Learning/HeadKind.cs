namespace CustomVision.LocalService.Learning;

/// <summary>How a model gets probabilities from scores. The values are stored in models.</summary>
internal enum HeadKind
{
    /// <summary>Each tag by itself: an image can have several tags, or none.</summary>
    OneVersusRest = 0,

    /// <summary>All tags together: each image has one tag, and the probabilities add up to 1.</summary>
    Softmax = 1,
}
