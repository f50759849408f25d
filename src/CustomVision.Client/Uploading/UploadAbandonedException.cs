using CustomVision.Http;

namespace CustomVision.Uploading;

/// <summary>
/// An upload was ended because no further picture could go through: the key is refused, or the project or a tag is
/// unknown. The inner exception is the service's error.
/// </summary>
public sealed class UploadAbandonedException : CustomVisionException
{
    internal UploadAbandonedException(CustomVisionException cause, int finished)
        : base(cause.Operation, cause.Message, cause) => Finished = finished;

    /// <summary>How many pictures had their result before.</summary>
    public int Finished { get; }
}
