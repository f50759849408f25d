using System.Collections.Concurrent;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Training;

/// <summary>The images, or the settings of the service, make the training fail. The message is for the user.</summary>
internal sealed class TrainingException(string message) : Exception(message);

/// <summary>
/// Runs started trainings in the background, one at a time. A training that is interrupted by the end of the service starts
/// again with the next one.
/// </summary>
internal sealed class TrainingRunner(
    Store store, Trainings trainings, ExampleReader reader, DetectionReader detectionReader, CurrentSettings settings, TimeProvider clock, ILogger<TrainingRunner> log)
    : BackgroundService
{
    // More ids would make the message unreadable.
    private const int MaxImagesNamed = 10;

    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim wake = new(0);

    // Waiting trainings, the running one, and those whose result is held back by the settings.
    private readonly ConcurrentDictionary<long, TrainingRun> runs = new();

    /// <summary>Schedules a training that was started in the database.</summary>
    public TrainingRun Begin(Iteration iteration)
    {
        var run = RunOf(iteration.Key);
        // The background loop may have found and completed it already.
        if (!trainings.IsWanted(iteration.Key))
            BreakOff(iteration.Key, run);
        wake.Release();
        return run;
    }

    /// <summary>The run of an iteration in training; otherwise null.</summary>
    public TrainingRun? Find(long iteration) => runs.GetValueOrDefault(iteration);

    /// <summary>Cancels the trainings of deleted iterations.</summary>
    /// <returns>Completes when they have ended.</returns>
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
            LogCanceled(iteration);
        }
        catch (Exception error)
        {
            var reason = error is TrainingException or NetworkException ? error.Message
                : StorageError.Is(error) ? StorageError.Message(error)
                : "The local service failed. Its log on stderr has the details.";
            // Without the stack trace when the images are the cause.
            log.LogWarning(
                error is TrainingException or NetworkException ? null : error,
                "The training of {Iteration} ({IterationId}) failed: {Reason}", iteration.Name, iteration.Id, reason);
            await trainings.FailAsync(iteration.Key, reason);
        }
        finally
        {
            if (!isHeld)
                End(iteration, run, cancel);
        }
    }

    /// <summary>Stores the result later, without blocking the next training.</summary>
    private async Task CompleteLaterAsync(
        Task hold, Iteration iteration, TrainingRun run, StoredTraining result, CancellationTokenSource cancel)
    {
        try
        {
            await hold;
            await trainings.CompleteAsync(iteration.Key, result);
        }
        catch (OperationCanceledException)
        {
            LogCanceled(iteration);
        }
        catch (Exception error)
        {
            await PauseAsync(error, CancellationToken.None);
            // The training has to run again.
            wake.Release();
        }
        finally
        {
            End(iteration, run, cancel);
        }
    }

    private async Task<StoredTraining> TrainAsync(Iteration iteration, TrainingRun run, CancellationToken cancel)
    {
        if (run.Behaviour.Mode == TrainingMode.Fail)
            throw new TrainingException(run.Behaviour.Message ?? "The settings of the local service make trainings fail.");

        var started = clock.GetTimestamp();
        var tags = store.Database.Read(session => Snapshots.Tags(session, iteration.Key));
        StoredTraining result;
        int images;
        if (iteration.Domain?.IsDetection == true)
        {
            var (examples, compressions, unreadable) = await detectionReader.ReadAsync(iteration, tags, cancel);
            RequireEnough(examples.Select(example => example.Boxes.Select(box => box.Tag)), tags, TrainingRules.MinImagesPerDetectedTag, unreadable);
            result = DetectorTrainer.Train(examples, tags.Count, compressions!, cancel).ToStored();
            images = examples.Count;
        }
        else
        {
            var (examples, unreadable) = await reader.ReadAsync(iteration, tags, cancel);
            RequireEnough(examples.Select(example => example.Tags), tags, Trainings.MinImagesPerTag, unreadable);
            var kind = iteration.ClassificationType == ClassificationType.Multiclass ? HeadKind.Softmax : HeadKind.OneVersusRest;
            result = Learner.Train(examples, tags.Count, kind, cancel).ToStored();
            images = examples.Count;
        }
        log.LogInformation(
            "{Iteration} ({IterationId}) was trained from {Images} images in {Duration}",
            iteration.Name, iteration.Id, images, clock.GetElapsedTime(started));
        return result;
    }

    /// <summary>Images that can't be decoded may leave too few for a tag.</summary>
    private static void RequireEnough(IEnumerable<IEnumerable<int>> tagsOfImages, List<Tag> tags, int least, List<Guid> unreadable)
    {
        var counts = new int[tags.Count];
        foreach (var tag in tagsOfImages.SelectMany(image => image.Distinct()))
            counts[tag]++;
        var few = Array.FindIndex(counts, count => count < least);
        if (few >= 0)
            throw new TrainingException(
                $"Only {counts[few]} of {tags[few].ImageCount} images of the tag '{tags[few].Name}' can be decoded. At least {least} are needed. "
                + $"Images that can't be decoded: {string.Join(", ", unreadable.Take(MaxImagesNamed))}"
                + (unreadable.Count > MaxImagesNamed ? $" and {unreadable.Count - MaxImagesNamed} more." : "."));
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

    private void LogCanceled(Iteration iteration) =>
        log.LogInformation("The training of {Iteration} ({IterationId}) was canceled", iteration.Name, iteration.Id);

    /// <summary>Waits after an error of the storage, such as a full disk. The service still answers requests.</summary>
    private Task PauseAsync(Exception error, CancellationToken stopping)
    {
        log.LogError(error, "Trainings can't run at the moment");
        return Task.Delay(PauseAfterFailure, clock, stopping);
    }
}
