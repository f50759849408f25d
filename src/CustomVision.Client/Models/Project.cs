namespace CustomVision.Models;

/// <summary>A project: images, tags, and the iterations trained from them.</summary>
public sealed class Project
{
    /// <summary>The id.</summary>
    public Guid Id { get; init; }

    /// <summary>The name. The service keeps names unique by appending " (1)".</summary>
    public string? Name { get; init; }

    /// <summary>The description; empty when there is none.</summary>
    public string? Description { get; init; }

    /// <summary>The workspace: the iteration that uploads and tags go to. Only version 1.0 returns it.</summary>
    public Guid? CurrentIterationId { get; init; }

    /// <summary>When the project was created (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When the project was last changed (UTC).</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The settings, such as the domain.</summary>
    public ProjectSettings? Settings { get; init; }

    /// <summary>The URL of an image that represents the project; null when there is none.</summary>
    public string? ThumbnailUri { get; init; }

    /// <summary>One of <see cref="ProjectStatus"/>, or a value that the service has added; null before version 3.2.</summary>
    public string? Status { get; init; }

    /// <summary>Whether the service stores the data for disaster recovery; null when the version does not return it.</summary>
    public bool? DrModeEnabled { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The settings of a project.</summary>
public sealed class ProjectSettings
{
    /// <summary>The domain.</summary>
    public Guid DomainId { get; init; }

    /// <summary>Multiclass (one tag per image) or Multilabel (any number); null with version 1.0. It means nothing for object detection.</summary>
    public string? ClassificationType { get; init; }

    /// <summary>The platforms that models are to be exported for, such as ONNX or CoreML; empty when any will do.</summary>
    public IReadOnlyList<string> TargetExportPlatforms { get; init; } = [];

    /// <summary>Whether negative tags are used; null before version 3.1.</summary>
    public bool? UseNegativeSet { get; init; }

    /// <summary>Settings of object detection as the service returns them; null when there are none.</summary>
    public string? DetectionParameters { get; init; }

    /// <summary>The ways in which training varies images, each on or off; empty before version 3.1.</summary>
    public IReadOnlyDictionary<string, bool> AugmentationMethods { get; init; } = new Dictionary<string, bool>();

    /// <summary>The URL of the blob container that exported models are copied to; null when there is none. Requires version 3.4-preview.</summary>
    public string? ExportModelContainerUri { get; init; }

    /// <summary>The URL of the queue that receives a message when training or an export ends; null when there is none. Requires version 3.4-preview.</summary>
    public string? NotificationQueueUri { get; init; }
}

/// <summary>The known values of <see cref="Project.Status"/>. The service adds values, so expect others.</summary>
public static class ProjectStatus
{
    /// <summary>The project can be used.</summary>
    public const string Succeeded = "Succeeded";

    /// <summary>The project is being copied from another one.</summary>
    public const string Importing = "Importing";

    /// <summary>The project could not be copied completely.</summary>
    public const string Failed = "Failed";
}

/// <summary>The values of <see cref="ProjectSettings.ClassificationType"/>.</summary>
public static class ClassificationType
{
    /// <summary>Each image has one tag.</summary>
    public const string Multiclass = "Multiclass";

    /// <summary>Each image has any number of tags.</summary>
    public const string Multilabel = "Multilabel";
}
