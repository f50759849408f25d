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

    /// <summary>The workspace: the iteration that uploads and tags go to.</summary>
    public Guid? CurrentIterationId { get; init; }

    /// <summary>When the project was created (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When the project was last changed (UTC).</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The settings, such as the domain.</summary>
    public ProjectSettings? Settings { get; init; }

    /// <summary>The URL of an image that represents the project; null when there is none.</summary>
    public string? ThumbnailUri { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The settings of a project.</summary>
public sealed class ProjectSettings
{
    /// <summary>The domain.</summary>
    public Guid DomainId { get; init; }
}
