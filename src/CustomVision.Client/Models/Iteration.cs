namespace CustomVision.Models;

/// <summary>An iteration: a trained model of the project, or the workspace with status New.</summary>
public sealed class Iteration
{
    /// <summary>The id.</summary>
    public Guid Id { get; init; }

    /// <summary>The name, such as "Iteration 1".</summary>
    public string? Name { get; init; }

    /// <summary>One of <see cref="IterationStatus"/>, or a value that the service has added.</summary>
    public string? Status { get; init; }

    /// <summary>When the workspace of the iteration was created (UTC), which is before training.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When the iteration was last changed (UTC).</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>When training ended (UTC); null before that.</summary>
    public DateTimeOffset? TrainedAt { get; init; }

    /// <summary>Why training failed; null if it didn't fail, or if the service doesn't say. Version 1.0 of Azure doesn't.</summary>
    public string? TrainingErrorDetails { get; init; }

    /// <summary>Whether predictions use the iteration unless they name another. A project has at most one such iteration.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The project. Answers of the service leave it out; the client adds it, so that other cmdlets can bind it.</summary>
    public Guid ProjectId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The known values of <see cref="Iteration.Status"/>. The service adds values, so expect others.</summary>
public static class IterationStatus
{
    /// <summary>The workspace: it has not been trained.</summary>
    public const string New = "New";

    /// <summary>Training is in progress.</summary>
    public const string Training = "Training";

    /// <summary>Training has succeeded. The iteration can predict.</summary>
    public const string Completed = "Completed";

    /// <summary>Training has failed.</summary>
    public const string Failed = "Failed";
}
