using CustomVision.Http;

namespace CustomVision.Sending;

/// <summary>
/// Work on many pictures was ended because no further picture could go through. The inner exception says why.
/// </summary>
public abstract class AbandonedException : CustomVisionException
{
    private protected AbandonedException(CustomVisionException cause, int finished)
        : base(cause.Operation, cause.Message, cause) => Finished = finished;

    /// <summary>How many pictures had their result before; all of them have come out.</summary>
    public int Finished { get; }
}
