using System.Collections.Concurrent;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Training;

/// <summary>
/// Carries out the trainings that were begun, one at a time, in the background. What the end of the service cuts off is still
/// begun when the next one starts, and so begins again.
/// </summary>
internal sealed class TrainingRunner(
    Store store, Trainings trainings, ExampleReader reader, CurrentSettings settings, TimeProvider clock, ILogger<TrainingRunner> log)
    : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim wake = new(0);

    // Those that wait, the one that is carried out, and those that have been and do not show it yet.
    private readonly ConcurrentDictionary<long, TrainingRun> runs = new();

    /// <summary>To be called when a training was begun.</summary>
    public TrainingRun Begin(Iteration iteration)
    {
        var run = RunOf(iteration.Key);
        // It may have been come upon and carried out already; nobody would begin with this one.
        if (!trainings.IsWanted(iteration.Key))
            BreakOff(iteration.Key, run);
        wake.Release();
        return run;
    }

    /// <summary>The run of an iteration that is in training; null when there is none.</summary>
    public TrainingRun? Find(long iteration) => runs.GetValueOrDefault(iteration);

    /// <summary>To be called when something was deleted that may be in training.</summary>
    /// <returns>Ends when all of that has been broken off.</returns>
    public Task StopUnwantedAsync()
    {
        var unwanted = runs.Where(run => !trainings.IsWanted(run.Key)).ToArray();
        foreach (var (iteration, run) in unwanted)
            BreakOff(iteration, run);
        return Task.WhenAll(unwanted.Select(run => run.Value.Ended));
    }

    public override void Dispose()
    {
        base.Dispose();
        wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (true)
                await RunNextAsync(stoppingToken);
        }
        finally
        {
            await Task.WhenAll(runs.Values.Where(run => run.IsTaken).Select(run => run.Ended));
        }
    }

    private async Task RunNextAsync(CancellationToken stopping)
    {
        try
        {
            stopping.ThrowIfCancellationRequested();
            if (trainings.List().FirstOrDefault(iteration => Find(iteration.Key)?.IsTaken != true) is not { } next)
                await wake.WaitAsync(stopping);
            else if (RunOf(next.Key) is var run && run.TryTake())
                await RunAsync(next, run, stopping);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            await PauseAsync(error, stopping);
        }
    }

    private async Task RunAsync(Iteration iteration, TrainingRun run, CancellationToken stopping)
    {
        var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping, run.Unwanted);
        var isHeld = false;
        try
        {
            var result = await TrainAsync(iteration, run, cancel.Token);
            var hold = run.HoldAsync(cancel.Token);
            isHeld = !hold.IsCompleted;
            if (isHeld)
                _ = CompleteLaterAsync(hold, iteration, run, result, cancel);
            else
                await trainings.CompleteAsync(iteration.Key, result);
        }
        catch (OperationCanceledException)
        {
            SayBrokenOff(iteration);
        }
        catch (Exception error)
        {
            // One line for what the images are to blame for, and all of it for what the service is.
            log.LogWarning(
                error is InvalidOperationException ? null : error,
                "The training of {Iteration} ({IterationId}) failed: {Reason}", iteration.Name, iteration.Id, error.Message);
            await trainings.FailAsync(iteration.Key);
        }
        finally
        {
            if (!isHeld)
                End(iteration, run, cancel);
        }
    }

    /// <summary>The next training does not wait for this one, which has been carried out and is not to show it yet.</summary>
    private async Task CompleteLaterAsync(
        Task hold, Iteration iteration, TrainingRun run, TrainingResult result, CancellationTokenSource cancel)
    {
        try
        {
            await hold;
            await trainings.CompleteAsync(iteration.Key, result);
        }
        catch (OperationCanceledException)
        {
            SayBrokenOff(iteration);
        }
        catch (Exception error)
        {
            await PauseAsync(error, CancellationToken.None);
            // It is to be carried out once more.
            wake.Release();
        }
        finally
        {
            End(iteration, run, cancel);
        }
    }

    private async Task<TrainingResult> TrainAsync(Iteration iteration, TrainingRun run, CancellationToken cancel)
    {
        if (run.Behaviour.Mode == TrainingMode.Fail)
            throw new InvalidOperationException(run.Behaviour.Message ?? "the settings of the service want it to fail.");

        var started = clock.GetTimestamp();
        var tags = store.Database.Read(session => Snapshots.Tags(session, iteration.Key));
        var examples = await reader.ReadAsync(iteration, tags, cancel);
        var counts = new int[tags.Count];
        foreach (var tag in examples.SelectMany(example => example.Tags))
            counts[tag]++;
        var least = Array.FindIndex(counts, count => count < Trainings.MinImagesPerTag);
        if (least >= 0)
            throw new InvalidOperationException(
                $"of the images of '{tags[least].Name}' only {counts[least]} can be decoded; {Trainings.MinImagesPerTag} are needed.");

        var result = Learner.Train(examples, tags.Count, cancel);
        log.LogInformation(
            "{Iteration} ({IterationId}) was trained from {Images} images in {Duration}",
            iteration.Name, iteration.Id, examples.Count, clock.GetElapsedTime(started));
        return result;
    }

    private TrainingRun RunOf(long iteration) =>
        runs.GetOrAdd(iteration, static (_, runner) => new TrainingRun(runner.settings.Value.Training, runner.clock), (settings, clock));

    private void BreakOff(long iteration, TrainingRun run)
    {
        if (run.BreakOff())
            runs.TryRemove(KeyValuePair.Create(iteration, run));
    }

    private void End(Iteration iteration, TrainingRun run, CancellationTokenSource cancel)
    {
        cancel.Dispose();
        runs.TryRemove(KeyValuePair.Create(iteration.Key, run));
        run.Dispose();
    }

    private void SayBrokenOff(Iteration iteration) =>
        log.LogInformation("The training of {Iteration} ({IterationId}) was broken off", iteration.Name, iteration.Id);

    /// <summary>The store itself fails, as it does when the disk is full. The service still answers what it can.</summary>
    private Task PauseAsync(Exception error, CancellationToken stopping)
    {
        log.LogError(error, "Trainings cannot be carried out just now");
        return Task.Delay(PauseAfterFailure, clock, stopping);
    }
}
