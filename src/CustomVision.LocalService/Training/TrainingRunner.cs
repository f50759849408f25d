using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Training;

/// <summary>
/// Carries out the trainings that were begun, one at a time, in the background. What the end of the service cuts off is still
/// begun when the next one starts, and so begins again.
/// </summary>
internal sealed class TrainingRunner(Store store, Trainings trainings, ExampleReader reader, TimeProvider clock, ILogger<TrainingRunner> log)
    : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(10);

    private readonly SemaphoreSlim wake = new(0);
    private readonly Lock gate = new();
    private (long Iteration, CancellationTokenSource Cancel)? running;

    /// <summary>To be called when a training was begun.</summary>
    public void Wake() => wake.Release();

    /// <summary>To be called when something was deleted that may be in training.</summary>
    public void StopUnwanted()
    {
        lock (gate)
        {
            if (running is var (iteration, cancel) && !trainings.IsWanted(iteration))
                cancel.Cancel();
        }
    }

    public override void Dispose()
    {
        base.Dispose();
        wake.Dispose();
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (trainings.Next() is { } iteration)
                    await RunAsync(iteration, stoppingToken);
                else
                    await wake.WaitAsync(stoppingToken);
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                // The store itself fails, as it does when the disk is full. The service still answers what it can.
                log.LogError(error, "Trainings cannot be carried out just now");
                await Task.Delay(PauseAfterFailure, clock, stoppingToken);
            }
        }
    }

    private async Task RunAsync(Iteration iteration, CancellationToken stopping)
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        lock (gate)
            running = (iteration.Key, cancel);
        try
        {
            var result = await TrainAsync(iteration, cancel.Token);
            await trainings.CompleteAsync(iteration.Key, result);
        }
        catch (OperationCanceledException)
        {
            log.LogInformation("The training of {Iteration} ({IterationId}) was broken off", iteration.Name, iteration.Id);
        }
        catch (Exception error)
        {
            // One line for what the pictures are to blame for, and all of it for what the service is.
            log.LogWarning(
                error is InvalidOperationException ? null : error,
                "The training of {Iteration} ({IterationId}) failed: {Reason}", iteration.Name, iteration.Id, error.Message);
            await trainings.FailAsync(iteration.Key);
        }
        finally
        {
            lock (gate)
                running = null;
        }
    }

    private async Task<TrainingResult> TrainAsync(Iteration iteration, CancellationToken cancel)
    {
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
}
