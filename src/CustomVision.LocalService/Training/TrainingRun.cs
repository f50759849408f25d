using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Training;

/// <summary>One training from its begin to its end, with the settings that were in force when it began.</summary>
internal sealed class TrainingRun(TrainingBehaviour behaviour, TimeProvider clock) : IDisposable
{
    private readonly long begun = clock.GetTimestamp();
    private readonly Lock gate = new();
    private readonly CancellationTokenSource cancellation = new();
    private readonly TaskCompletionSource polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double pollsLeft = behaviour.Mode == TrainingMode.Polls ? behaviour.Amount!.Value : double.PositiveInfinity;

    public TrainingBehaviour Behaviour { get; } = behaviour;

    /// <summary>Cancelled when nobody wants the training any more.</summary>
    public CancellationToken Unwanted => cancellation.Token;

    /// <summary>Ends when the training has, however it does.</summary>
    public Task Ended => ended.Task;

    /// <summary>Whether someone has begun with it.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>False when it has been broken off before anyone began with it.</summary>
    public bool TryTake()
    {
        lock (gate)
            return IsTaken = !ended.Task.IsCompleted;
    }

    /// <summary>Whether a poll may find the training under way; else it should wait for the end.</summary>
    public bool MayStillRun()
    {
        lock (gate)
        {
            if (pollsLeft-- > 0)
                return true;
        }
        polled.TrySetResult();
        return false;
    }

    /// <summary>Until a training that has been carried out may show that it has.</summary>
    public Task HoldAsync(CancellationToken cancel) => Behaviour.Mode switch
    {
        TrainingMode.Seconds when TimeSpan.FromSeconds(Behaviour.Amount!.Value) - clock.GetElapsedTime(begun) is var left && left > TimeSpan.Zero =>
            Task.Delay(left, clock, cancel),
        TrainingMode.Polls => polled.Task.WaitAsync(cancel),
        _ => Task.CompletedTask,
    };

    /// <summary>Asks the runner of the training to end it.</summary>
    /// <returns>True where nobody has, and so it has ended.</returns>
    public bool BreakOff()
    {
        lock (gate)
        {
            if (!IsTaken)
                ended.TrySetResult();
            else if (!ended.Task.IsCompleted)
                cancellation.Cancel();
            return !IsTaken;
        }
    }

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended.TrySetResult();
            cancellation.Dispose();
        }
    }
}
