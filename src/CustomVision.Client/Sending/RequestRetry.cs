using CustomVision.Http;

namespace CustomVision.Sending;

/// <summary>A request that will be sent again, for logs.</summary>
/// <param name="Subject">What it is about: the path of a file, or an address.</param>
/// <param name="Number">Which retry it is, from 1.</param>
/// <param name="Delay">How long it waits first.</param>
/// <param name="Reason">Why the send before failed.</param>
public sealed record RequestRetry(string Subject, int Number, TimeSpan Delay, CustomVisionException Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"Retry {Number} of {Subject} in {Delay.TotalSeconds:0.##} s: {Reason.Message}";
}
