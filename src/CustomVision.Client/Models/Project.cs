using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>A project: images, tags, and the iterations trained from them.</summary>
/// <remarks>Training 1.0, ProjectModel.</remarks>
public sealed class Project
{
    /// <summary>The id that every other operation asks for.</summary>
    [JsonRequired]
    public Guid Id { get; init; }

    /// <summary>The name. The service keeps names unique by adding " (1)".</summary>
    public string? Name { get; init; }

    /// <summary>What the project is about; empty when none was given.</summary>
    public string? Description { get; init; }

    /// <summary>The iteration that uploads and tags go to: the open workspace.</summary>
    public Guid? CurrentIterationId { get; init; }

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset LastModified { get; init; }

    /// <summary>The settings, such as the domain.</summary>
    public ProjectSettings? Settings { get; init; }

    /// <summary>Where an image that stands for the project can be fetched, if there is one.</summary>
    public string? ThumbnailUri { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The settings of a project.</summary>
/// <remarks>Training 1.0, ProjectSettingsModel.</remarks>
public sealed class ProjectSettings
{
    /// <summary>The domain the project starts from.</summary>
    public Guid DomainId { get; init; }
}
