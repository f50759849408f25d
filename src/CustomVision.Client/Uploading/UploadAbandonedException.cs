using CustomVision.Http;

namespace CustomVision.Uploading;

/// <summary>
/// An upload was ended because no further picture could go through: the key is refused, the project is unknown, or what
/// answers is no Custom Vision service. The inner exception says which.
/// </summary>
public sealed class UploadAbandonedException : CustomVisionException
{
    internal UploadAbandonedException(CustomVisionException cause, int finished)
        : base(cause.Operation, cause.Message, cause) => Finished = finished;

    /// <summary>How many pictures had their result before; all of them have come out.</summary>
    public int Finished { get; }
}
