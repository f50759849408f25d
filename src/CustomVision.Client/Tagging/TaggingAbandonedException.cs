using CustomVision.Http;
using CustomVision.Sending;

namespace CustomVision.Tagging;

/// <summary>
/// Changing the tags of images was ended because no further image could go through: the key is refused, or what answers
/// is no Custom Vision service. The inner exception says which.
/// </summary>
public sealed class TaggingAbandonedException : AbandonedException
{
    internal TaggingAbandonedException(CustomVisionException cause, int finished)
        : base(cause, finished)
    {
    }
}
