namespace CustomVision.Http;

/// <summary>
/// Limits how many requests run at once: one fewer after each 429, one more after a run of answered requests.
/// </summary>
internal sealed class ThrottleGate
{
    private readonly int largest;
    private readonly object sync = new();
    private readonly LinkedList<TaskCompletionSource<bool>> waiting = new();
    private int inside;
    private int answered;

    public ThrottleGate(int largest) => Limit = this.largest = largest;

    /// <summary>The current limit.</summary>
    public int Limit { get; private set; }

    /// <summary>Waits until a request may start. The caller leaves when it has ended.</summary>
    public async Task EnterAsync(CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource<bool>> waiter;
        lock (sync)
        {
            if (inside < Limit)
            {
                inside++;
                return;
            }

            waiter = waiting.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        using (cancellation.Register(() => Withdraw(waiter)))
            await waiter.Value.Task.ConfigureAwait(false);
    }

    public void Leave(RequestOutcome outcome)
    {
        lock (sync)
        {
            inside--;
            Adjust(outcome);
            while (inside < Limit && waiting.First is { } next)
            {
                waiting.RemoveFirst();
                inside++;
                next.Value.SetResult(true);
            }
        }
    }

    private void Adjust(RequestOutcome outcome)
    {
        if (outcome == RequestOutcome.Throttled)
        {
            Limit = Math.Max(1, Limit - 1);
            answered = 0;
        }
        else if (outcome == RequestOutcome.Answered && ++answered >= 2 * Limit)
        {
            Limit = Math.Min(largest, Limit + 1);
            answered = 0;
        }
    }

    private void Withdraw(LinkedListNode<TaskCompletionSource<bool>> waiter)
    {
        lock (sync)
        {
            if (waiter.List is null)
                return;
            waiting.Remove(waiter);
        }

        waiter.Value.TrySetCanceled();
    }
}

/// <summary>What the end of a request tells about the load of the service.</summary>
internal enum RequestOutcome
{
    /// <summary>The service answered, with success or with another error than 429.</summary>
    Answered,

    /// <summary>The service answered 429.</summary>
    Throttled,

    /// <summary>There was no answer: the connection failed, or the request was cancelled or never sent.</summary>
    Unknown,
}
