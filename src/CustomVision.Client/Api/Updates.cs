using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>A project to create.</summary>
/// <param name="Name">The name. If it exists, the service appends a number to it.</param>
public sealed record NewProject(string Name)
{
    /// <summary>The description; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The domain; null for the default of the service, General for classification.</summary>
    public Guid? DomainId { get; init; }

    /// <summary>One of <see cref="Models.ClassificationType"/>; null for the default of the service, Multilabel. Requires version 3.0.</summary>
    public string? ClassificationType { get; init; }

    /// <summary>The platforms that models are to be exported for; empty for any. Requires version 3.0.</summary>
    public IReadOnlyList<string> TargetExportPlatforms { get; init; } = [];

    /// <summary>The URL of a blob container that exported models are copied to; null for none. Requires version 3.4-preview.</summary>
    public string? ExportModelContainerUri { get; init; }

    /// <summary>The URL of a queue that receives a message when training or an export ends; null for none. Requires version 3.4-preview.</summary>
    public string? NotificationQueueUri { get; init; }
}

/// <summary>Changes of a project. A property that is null keeps its value.</summary>
public sealed record ProjectUpdate
{
    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>The domain. It can be changed to another one of the same type.</summary>
    public Guid? DomainId { get; init; }

    /// <summary>One of <see cref="Models.ClassificationType"/>. Requires version 3.0.</summary>
    public string? ClassificationType { get; init; }

    /// <summary>The platforms that models are to be exported for. Requires version 3.0.</summary>
    public IReadOnlyList<string>? TargetExportPlatforms { get; init; }

    /// <summary>The URL of a blob container that exported models are copied to. Requires version 3.4-preview.</summary>
    public string? ExportModelContainerUri { get; init; }

    /// <summary>The URL of a queue that receives a message when training or an export ends. Requires version 3.4-preview.</summary>
    public string? NotificationQueueUri { get; init; }
}

/// <summary>An image and a tag to add to it.</summary>
/// <param name="ImageId">The image.</param>
/// <param name="TagId">The tag.</param>
public sealed record ImageTagPair(Guid ImageId, Guid TagId);

/// <summary>Changes of a tag. A property that is null keeps its value.</summary>
public sealed record TagUpdate
{
    /// <summary>The name, unique in the project.</summary>
    public string? Name { get; init; }

    /// <summary>The description.</summary>
    public string? Description { get; init; }

    /// <summary>One of <see cref="TagType"/>. Requires version 3.0.</summary>
    public string? Type { get; init; }
}

/// <summary>Changes of an iteration. A property that is null keeps its value.</summary>
public sealed record IterationUpdate
{
    /// <summary>The name, unique in the project.</summary>
    public string? Name { get; init; }

    /// <summary>Whether predictions use the iteration unless they name another. Only version 1.0 has a default iteration.</summary>
    public bool? IsDefault { get; init; }
}

/// <summary>How to train a project.</summary>
public sealed record TrainingOptions
{
    /// <summary>Regular or Advanced; null for the default of the service, Regular.</summary>
    public string? TrainingType { get; init; }

    /// <summary>The hours that advanced training may use; 0 for regular training.</summary>
    public int ReservedBudgetInHours { get; init; }

    /// <summary>Whether to train even if nothing has changed since the last training.</summary>
    public bool Force { get; init; }

    /// <summary>An email address that the service notifies when training ends; null for none.</summary>
    public string? NotificationEmailAddress { get; init; }

    /// <summary>The tags to train with; empty for all. Requires version 3.2.</summary>
    public IReadOnlyList<Guid> SelectedTags { get; init; } = [];

    /// <summary>The iteration that training starts from; null for none. Requires version 3.4-preview.</summary>
    public BaseIteration? BaseIteration { get; init; }
}

/// <summary>An iteration that training starts from.</summary>
/// <param name="ProjectId">The project of the iteration.</param>
/// <param name="IterationId">The iteration, with status Completed and a compatible domain.</param>
public sealed record BaseIteration(Guid ProjectId, Guid IterationId);
