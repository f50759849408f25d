using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>
/// Trains a project and waits until training has ended. Temporary failures of up to five minutes don't end the wait.
/// Nothing that ends the wait ends the training: the API has no operation for that.
/// </summary>
public sealed class ProjectTrainer
{
    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(5);

    private readonly CustomVisionClient client;
    private readonly ITrainingApi api;
    private readonly Func<TrainingProgress, Task>? onProgress;
    private readonly IClock clock;

    /// <summary>Creates a trainer. No request is sent.</summary>
    /// <param name="client">The service. Its retry settings are replaced by those of a long wait.</param>
    /// <param name="onProgress">Receives the progress after each request. The next waits for it.</param>
    public ProjectTrainer(CustomVisionClient client, Func<TrainingProgress, Task>? onProgress = null)
    {
        this.client = client;
        api = client.With(client.Options with { MaxRetry = int.MaxValue, RetryTimeout = LongestOutage }).Training;
        clock = client.Options.Clock;
        this.onProgress = onProgress;
    }

    /// <summary>Starts to train the workspace. The request is retried only when it was certainly not carried out.</summary>
    /// <exception cref="CustomVisionException">The request failed.</exception>
    public Task<Iteration> BeginAsync(Guid projectId, TrainingOptions? options, CancellationToken cancellation) => api.TrainProjectAsync(projectId, options, cancellation);

    /// <summary>Waits until training has ended, with requests at intervals that grow from 0.2 to 2 seconds.</summary>
    /// <param name="iteration">The iteration that <see cref="BeginAsync"/> returned.</param>
    /// <param name="timeout">The time limit; null for none.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <returns>The trained iteration.</returns>
    /// <exception cref="TrainingTimeoutException">Training did not end within the time limit. It continues.</exception>
    /// <exception cref="TrainingFailedException">Training failed.</exception>
    /// <exception cref="CustomVisionException">A request failed, with all its retries.</exception>
    public async Task<Iteration> WaitAsync(Iteration iteration, TimeSpan? timeout, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (timeout is { } longest)
            limit.CancelAfter(longest);
        try
        {
            return await PollAsync(iteration, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new TrainingTimeoutException(iteration, timeout!.Value);
        }
    }

    /// <summary>Makes an iteration the default iteration of its project. Only version 1.0 has one.</summary>
    /// <exception cref="CustomVisionException">The request failed.</exception>
    public Task<Iteration> MakeDefaultAsync(Iteration iteration, CancellationToken cancellation) => api.UpdateIterationAsync(
        iteration.ProjectId, iteration.Id, new IterationUpdate { Name = iteration.Name, IsDefault = true }, cancellation);

    private async Task<Iteration> PollAsync(Iteration begun, CancellationToken cancellation)
    {
        var (iteration, start, interval) = (begun, clock.Now, FirstInterval);
        while (IsInProgress(iteration))
        {
            if (onProgress is not null)
                await onProgress(new TrainingProgress(iteration, clock.Now - start)).ConfigureAwait(false);
            await clock.Delay(interval, cancellation).ConfigureAwait(false);
            iteration = await api.GetIterationAsync(begun.ProjectId, begun.Id, cancellation).ConfigureAwait(false);
            interval = TimeSpan.FromSeconds(Math.Min(LongestInterval.TotalSeconds, interval.TotalSeconds * 1.5));
        }

        return iteration.Status == IterationStatus.Failed
            ? throw new TrainingFailedException(await WithReasonAsync(iteration, cancellation).ConfigureAwait(false))
            : iteration;
    }

    // Only the latest version tells why a training failed, also of iterations that another version trained.
    private async Task<Iteration> WithReasonAsync(Iteration iteration, CancellationToken cancellation)
    {
        if (iteration.TrainingErrorDetails is not null || api.Version.IsV1 || api.Version == ApiVersion.Latest)
            return iteration;
        try
        {
            return await client.With(ApiVersion.Latest).Training.GetIterationAsync(iteration.ProjectId, iteration.Id, cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException)
        {
            return iteration; // The training failed, whether or not the service tells why.
        }
    }

    // No version is known to answer "Queued". It would mean the same.
    private static bool IsInProgress(Iteration iteration) => iteration.Status is IterationStatus.Training or IterationStatus.Staging or "Queued";
}

/// <summary>The progress of training.</summary>
/// <param name="Iteration">The iteration, as the service last returned it.</param>
/// <param name="Elapsed">The time since the wait started.</param>
public sealed record TrainingProgress(Iteration Iteration, TimeSpan Elapsed);

/// <summary>Training failed.</summary>
public sealed class TrainingFailedException : CustomVisionException
{
    internal TrainingFailedException(Iteration iteration)
        : base("TrainProject", string.IsNullOrEmpty(iteration.TrainingErrorDetails)
            ? $"The training of '{iteration.Name}' ended with status {iteration.Status}. Its id is {iteration.Id}."
            : $"The training of '{iteration.Name}' failed: {iteration.TrainingErrorDetails} The iteration's id is {iteration.Id}.") =>
        Iteration = iteration;

    /// <summary>The iteration.</summary>
    public Iteration Iteration { get; }
}

/// <summary>Training did not end within the time limit. It continues.</summary>
public sealed class TrainingTimeoutException : CustomVisionException
{
    internal TrainingTimeoutException(Iteration iteration, TimeSpan timeout)
        : base("TrainProject", $"The training of '{iteration.Name}' had not ended after {timeout:g}, and continues. Its id is {iteration.Id}.") =>
        Iteration = iteration;

    /// <summary>The iteration.</summary>
    public Iteration Iteration { get; }
}
