using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Training;

/// <summary>One training, with the settings at its start.</summary>
internal sealed class TrainingRun(TrainingBehaviour behaviour, TimeProvider clock) : IDisposable
{
    private readonly long begun = clock.GetTimestamp();
    private readonly Lock gate = new();
    private readonly CancellationTokenSource cancellation = new();
    private readonly TaskCompletionSource polled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private double pollsLeft = behaviour.Mode == TrainingMode.Polls ? behaviour.Amount!.Value : double.PositiveInfinity;

    public TrainingBehaviour Behaviour { get; } = behaviour;

    /// <summary>Canceled when the iteration was deleted.</summary>
    public CancellationToken Unwanted => cancellation.Token;

    /// <summary>Completes when the training has ended, whatever its result.</summary>
    public Task Ended => ended.Task;

    /// <summary>Whether the runner has started it.</summary>
    public bool IsTaken { get; private set; }

    /// <summary>Marks it as started. False when it was canceled before.</summary>
    public bool TryTake()
    {
        lock (gate)
            return IsTaken = !ended.Task.IsCompleted;
    }

    /// <summary>Counts a poll. Returns true when it may be answered with the status Training; otherwise it waits for the end.</summary>
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

    /// <summary>Completes when the result of the training may be stored, as the settings say.</summary>
    public Task HoldAsync(CancellationToken cancel) => Behaviour.Mode switch
    {
        TrainingMode.Seconds when TimeSpan.FromSeconds(Behaviour.Amount!.Value) - clock.GetElapsedTime(begun) is var left && left > TimeSpan.Zero =>
            Task.Delay(left, clock, cancel),
        TrainingMode.Polls => polled.Task.WaitAsync(cancel),
        _ => Task.CompletedTask,
    };

    /// <summary>Cancels the training.</summary>
    /// <returns>True when it hadn't started, and so has ended.</returns>
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

    /// <summary>Marks the training as ended.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            ended.TrySetResult();
            cancellation.Dispose();
        }
    }
}
