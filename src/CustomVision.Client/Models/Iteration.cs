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

    /// <summary>
    /// Whether predictions use the iteration unless they name another. A project has at most one such iteration. Only version
    /// 1.0 has it; other versions publish iterations.
    /// </summary>
    public bool IsDefault { get; init; }

    /// <summary>The name under which the iteration is published; null when it is not published. Requires version 3.0.</summary>
    public string? PublishName { get; init; }

    /// <summary>The id of the prediction resource that the iteration is published to; null when it is not published.</summary>
    public string? OriginalPublishResourceId { get; init; }

    /// <summary>Whether the iteration can be exported; null with version 1.0.</summary>
    public bool? Exportable { get; init; }

    /// <summary>The platforms that the iteration can be exported for; empty when it can't be exported.</summary>
    public IReadOnlyList<string> ExportableTo { get; init; } = [];

    /// <summary>The domain that the iteration was trained for; null with version 1.0 and before training.</summary>
    public Guid? DomainId { get; init; }

    /// <summary>Multiclass or Multilabel, as at training; null with version 1.0 and before training.</summary>
    public string? ClassificationType { get; init; }

    /// <summary>Regular or Advanced; null with version 1.0.</summary>
    public string? TrainingType { get; init; }

    /// <summary>The hours that advanced training could use; 0 for regular training, null with version 1.0.</summary>
    public int? ReservedBudgetInHours { get; init; }

    /// <summary>The minutes that training used; null before version 3.1.</summary>
    public int? TrainingTimeInMinutes { get; init; }

    /// <summary>The iteration that training started from; null when there is none. Requires version 3.4-preview.</summary>
    public Guid? BaseIterationId { get; init; }

    /// <summary>Whether predictions can use the iteration by name, or without one as the default iteration of version 1.0.</summary>
    public bool IsPublished => PublishName is not null || IsDefault;

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

    /// <summary>Training waits to start.</summary>
    public const string Staging = "Staging";

    /// <summary>Training is in progress.</summary>
    public const string Training = "Training";

    /// <summary>Training has succeeded. The iteration can predict.</summary>
    public const string Completed = "Completed";

    /// <summary>Training has failed.</summary>
    public const string Failed = "Failed";
}
