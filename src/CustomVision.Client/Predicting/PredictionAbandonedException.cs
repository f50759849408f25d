using CustomVision.Http;
using CustomVision.Sending;

namespace CustomVision.Predicting;

/// <summary>
/// Predicting was ended because no further image could go through: the key is refused, the project or the iteration is
/// unknown or not trained, the project has no default iteration, or what answers is no Custom Vision service. The inner
/// exception says which.
/// </summary>
public sealed class PredictionAbandonedException : AbandonedException
{
    internal PredictionAbandonedException(CustomVisionException cause, int finished)
        : base(cause, finished)
    {
    }
}
