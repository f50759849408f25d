using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Sending;

namespace CustomVision.Training;

/// <summary>
/// Trains a project and waits until that has ended. A failure that passes, such as a rate limit or a broken connection, does
/// not end the wait. Nothing that ends the wait ends the training: the API has no operation for that.
/// </summary>
public sealed class ProjectTrainer
{
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    private readonly TrainingClient client;
    private readonly Func<TrainingProgress, Task>? report;
    private readonly IClock clock;
    private readonly RetryPolicy retry;

    /// <param name="client">The service.</param>
    /// <param name="report">Told how far the training is, each time that is known. The next step waits for it.</param>
    public ProjectTrainer(TrainingClient client, Func<TrainingProgress, Task>? report = null)
        : this(client, report, SystemClock.Instance)
    {
    }

    internal ProjectTrainer(TrainingClient client, Func<TrainingProgress, Task>? report, IClock clock)
    {
        this.client = client;
        this.report = report;
        this.clock = clock;
        retry = new RetryPolicy(int.MaxValue, Patience, clock);
    }

    /// <summary>Begins to train the open workspace. It is asked for again only after a rate limit: a lost answer may be that of a training that began.</summary>
    /// <exception cref="CustomVisionException">The service refuses it, or there is no answer.</exception>
    public Task<Iteration> BeginAsync(Guid projectId, CancellationToken cancellation) =>
        retry.RunAsync(() => client.TrainProjectAsync(projectId, cancellation), cancellation, RetryPolicy.IsNotCarriedOut);

    /// <summary>Waits until a training has ended, asking for it at intervals that grow from 0.2 to 2 seconds.</summary>
    /// <param name="begun">The iteration, as it was when it was begun.</param>
    /// <param name="timeout">How long to wait at most; null to wait for as long as it takes.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The iteration that can predict now.</returns>
    /// <exception cref="TrainingTimeoutException">It had not ended in time. The training goes on.</exception>
    /// <exception cref="TrainingFailedException">It ended without success.</exception>
    /// <exception cref="CustomVisionException">The service could not be asked for several minutes, or refuses to tell.</exception>
    public async Task<Iteration> WaitAsync(Iteration begun, TimeSpan? timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout is { } most)
            limit.CancelAfter(most);
        try
        {
            return await PollAsync(begun, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TrainingTimeoutException(begun, timeout!.Value);
        }
    }

    /// <summary>Has an iteration predict when none is named.</summary>
    /// <exception cref="CustomVisionException">The service refuses it, or there is no answer after several tries.</exception>
    public Task<Iteration> MakeDefaultAsync(Iteration iteration, CancellationToken cancellation) => retry.RunAsync(
        () => client.UpdateIterationAsync(
            iteration.ProjectId, iteration.Id, new IterationUpdate { Name = iteration.Name, IsDefault = true }, cancellation),
        cancellation);

    private async Task<Iteration> PollAsync(Iteration begun, CancellationToken cancellation)
    {
        var (iteration, start, interval) = (begun, clock.Now, FirstInterval);
        while (IsUnderWay(iteration))
        {
            if (report is not null)
                await report(new TrainingProgress(iteration, clock.Now - start)).ConfigureAwait(false);
            await clock.Delay(interval, cancellation).ConfigureAwait(false);
            iteration = await retry.RunAsync(() => client.GetIterationAsync(begun.ProjectId, begun.Id, cancellation), cancellation)
                .ConfigureAwait(false);
            interval = TimeSpan.FromSeconds(Math.Min(LongestInterval.TotalSeconds, interval.TotalSeconds * 1.5));
        }

        return iteration.Status == IterationStatus.Failed ? throw new TrainingFailedException(iteration) : iteration;
    }

    // "Queued" was not seen in 1.0; a service that says so means the same.
    private static bool IsUnderWay(Iteration iteration) => iteration.Status is IterationStatus.Training or "Queued";
}

/// <summary>How far a training is.</summary>
/// <param name="Iteration">The iteration, as the service last told it.</param>
/// <param name="Elapsed">Since the wait for it began.</param>
public sealed record TrainingProgress(Iteration Iteration, TimeSpan Elapsed);

/// <summary>A training ended without success.</summary>
public sealed class TrainingFailedException : CustomVisionException
{
    internal TrainingFailedException(Iteration iteration)
        : base("TrainProject", $"The training of '{iteration.Name}' ended with status {iteration.Status}. Its id is {iteration.Id}.") => Iteration = iteration;

    /// <summary>The iteration that was not trained.</summary>
    public Iteration Iteration { get; }
}

/// <summary>A training had not ended when the time to wait for it was over. It goes on.</summary>
public sealed class TrainingTimeoutException : CustomVisionException
{
    internal TrainingTimeoutException(Iteration iteration, TimeSpan timeout)
        : base("TrainProject", $"The training of '{iteration.Name}' had not ended after {timeout:g}, and goes on. Its id is {iteration.Id}.") =>
        Iteration = iteration;

    /// <summary>The iteration that is being trained.</summary>
    public Iteration Iteration { get; }
}
