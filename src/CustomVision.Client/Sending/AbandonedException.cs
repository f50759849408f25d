using CustomVision.Http;

namespace CustomVision.Sending;

/// <summary>
/// Work on many images was ended because no further image could go through. The inner exception says why.
/// </summary>
public abstract class AbandonedException : CustomVisionException
{
    private protected AbandonedException(CustomVisionException cause, int finished)
        : base(cause.Operation, cause.Message, cause) => Finished = finished;

    /// <summary>How many images had their result before; all of them have come out.</summary>
    public int Finished { get; }
}
