namespace CustomVision.Sending;

/// <summary>
/// Lets so many requests through at once as the service bears: one fewer after each refusal for too many requests, one
/// more after a run of requests that went well.
/// </summary>
internal sealed class ConcurrencyGate
{
    private readonly int most;
    private readonly object sync = new();
    private readonly LinkedList<TaskCompletionSource<bool>> waiting = new();
    private int inside;
    private int goodRun;

    public ConcurrencyGate(int most) => Limit = this.most = most;

    /// <summary>How many may be inside now.</summary>
    public int Limit { get; private set; }

    public async Task EnterAsync(CancellationToken cancellation)
    {
        LinkedListNode<TaskCompletionSource<bool>> place;
        lock (sync)
        {
            if (inside < Limit)
            {
                inside++;
                return;
            }

            place = waiting.AddLast(new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        using (cancellation.Register(() => Withdraw(place)))
            await place.Value.Task.ConfigureAwait(false);
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
        if (outcome == RequestOutcome.TooMany)
        {
            Limit = Math.Max(1, Limit - 1);
            goodRun = 0;
        }
        else if (outcome == RequestOutcome.Answered && ++goodRun >= 2 * Limit)
        {
            Limit = Math.Min(most, Limit + 1);
            goodRun = 0;
        }
    }

    private void Withdraw(LinkedListNode<TaskCompletionSource<bool>> place)
    {
        lock (sync)
        {
            if (place.List is null)
                return;
            waiting.Remove(place);
        }

        place.Value.TrySetCanceled();
    }
}

/// <summary>What a request tells about how many the service bears.</summary>
internal enum RequestOutcome
{
    /// <summary>It was answered, whatever the answer.</summary>
    Answered,

    /// <summary>The service asks for fewer requests (429).</summary>
    TooMany,

    /// <summary>No telling: it broke, or was broken off.</summary>
    Unclear,
}
