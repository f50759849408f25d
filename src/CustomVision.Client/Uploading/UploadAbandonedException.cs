using CustomVision.Http;
using CustomVision.Sending;

namespace CustomVision.Uploading;

/// <summary>
/// An upload was ended because no further image could go through: the key is refused, the project is unknown, or what
/// answers is no Custom Vision service. The inner exception says which.
/// </summary>
public sealed class UploadAbandonedException : AbandonedException
{
    internal UploadAbandonedException(CustomVisionException cause, int finished)
        : base(cause, finished)
    {
    }
}
