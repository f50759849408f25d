using CustomVision.Http;

namespace CustomVision.Work;

/// <summary>
/// Work on many images ended early, because no further image could succeed: the key is rejected, the project doesn't exist,
/// or the endpoint is not a Custom Vision service. The inner exception tells which.
/// </summary>
public sealed class AbandonedException : CustomVisionException
{
    internal AbandonedException(CustomVisionException cause, long finished)
        : base(cause.Operation, cause.Message, cause) => Finished = finished;

    /// <summary>The number of images whose result was output before.</summary>
    public long Finished { get; }

    /// <inheritdoc/>
    public override FailureScope Scope => FailureScope.Everything;
}
