namespace CustomVision.Http;

/// <summary>
/// Opens when a request has used up its retries and the service answered nothing else in the meantime. While it is open,
/// requests get one attempt each, so that an outage does not cost every request the same long wait. An answer closes it.
/// </summary>
internal sealed class CircuitBreaker
{
    private volatile bool isOpen;
    private long lastAnswered = -1;

    public bool IsOpen => isOpen;

    /// <summary>Whether any request was answered.</summary>
    public bool HasAnswered => Interlocked.Read(ref lastAnswered) >= 0;

    public void RecordAnswer(TimeSpan now)
    {
        isOpen = false;
        Interlocked.Exchange(ref lastAnswered, now.Ticks);
    }

    /// <summary>Records that a request is not sent again.</summary>
    /// <param name="failure">The failure of its last attempt.</param>
    /// <param name="started">When its first attempt started.</param>
    public void RecordFailure(CustomVisionException failure, TimeSpan started)
    {
        if (failure.Scope == FailureScope.Transient && Interlocked.Read(ref lastAnswered) < started.Ticks)
            isOpen = true;
    }
}
