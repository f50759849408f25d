using CustomVision.Http;

namespace CustomVision.Uploading;

/// <summary>A batch that will be sent again, for logs.</summary>
/// <param name="Images">How many images it holds.</param>
/// <param name="Number">Which retry of the batch it is, from 1.</param>
/// <param name="Delay">How long it waits first.</param>
/// <param name="Reason">Why the send before failed.</param>
public sealed record UploadRetry(int Images, int Number, TimeSpan Delay, CustomVisionException Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"Retry {Number} of {Images} images in {Delay.TotalSeconds:0.##} s: {Reason.Message}";
}
