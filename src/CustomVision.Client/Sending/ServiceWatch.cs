using CustomVision.Http;

namespace CustomVision.Sending;

/// <summary>
/// Whether the service seems gone: a request had all its chances in vain, and nothing else was answered meanwhile. Until
/// something is, the others get one chance each: a service that is gone must not cost every request the same long wait.
/// </summary>
internal sealed class ServiceWatch
{
    private volatile bool seemsGone;
    private long lastAnswered = -1;

    public bool SeemsGone => seemsGone;

    public void Answered(TimeSpan now)
    {
        seemsGone = false;
        Interlocked.Exchange(ref lastAnswered, now.Ticks);
    }

    /// <summary>A request is not sent again.</summary>
    /// <param name="failure">Why it failed last.</param>
    /// <param name="begun">When it was sent first.</param>
    public void GaveUp(CustomVisionException failure, TimeSpan begun) =>
        seemsGone |= RetryPolicy.IsPassing(failure) && Interlocked.Read(ref lastAnswered) < begun.Ticks;
}
