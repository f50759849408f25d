using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>An iteration: what training made of the images and tags as they were then, or the workspace that is still open.</summary>
/// <remarks>Training 1.0, IterationModel.</remarks>
public sealed class Iteration
{
    /// <summary>The id that predictions and listings are asked for with.</summary>
    [JsonRequired]
    public Guid Id { get; init; }

    /// <summary>The name, such as "Iteration 1". The service gives it; Set-CVIteration changes it.</summary>
    public string? Name { get; init; }

    /// <summary>How far it is: one of <see cref="IterationStatus"/>, or a value that the service has added since.</summary>
    public string? Status { get; init; }

    /// <summary>When its workspace was opened (UTC), which is before it was trained.</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>When training ended (UTC); null before that.</summary>
    public DateTimeOffset? TrainedAt { get; init; }

    /// <summary>Whether it predicts when no iteration is named. One iteration of a project can.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The project the iteration was asked of. Not on the wire: it lets an iteration go on down a pipeline.</summary>
    [JsonIgnore]
    public Guid ProjectId { get; internal set; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The values of <see cref="Iteration.Status"/> that were seen. Services add values: compare, and expect others.</summary>
public static class IterationStatus
{
    /// <summary>The open workspace: images and tags are still being gathered.</summary>
    public const string New = "New";

    /// <summary>It is being trained.</summary>
    public const string Training = "Training";

    /// <summary>It is trained and can predict.</summary>
    public const string Completed = "Completed";

    /// <summary>Training did not succeed.</summary>
    public const string Failed = "Failed";
}
