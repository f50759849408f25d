namespace CustomVision.Models;

/// <summary>A domain: the kind of images that a project is optimized for, such as General or Food.</summary>
public sealed class Domain
{
    /// <summary>The id.</summary>
    public Guid Id { get; init; }

    /// <summary>The name.</summary>
    public string? Name { get; init; }

    /// <summary>Classification or ObjectDetection; null with version 1.0.</summary>
    public string? Type { get; init; }

    /// <summary>Whether iterations can be exported; null with version 1.0.</summary>
    public bool? Exportable { get; init; }

    /// <summary>Whether projects can use the domain; null with version 1.0.</summary>
    public bool? Enabled { get; init; }

    /// <summary>The platforms that iterations can be exported for; empty before version 3.4-preview.</summary>
    public IReadOnlyList<string> ExportablePlatforms { get; init; } = [];

    /// <summary>The size of an exported model in megabytes; null when it is not known.</summary>
    public int? EstimatedModelSizeInMegabytes { get; init; }

    /// <summary>What kind of model an export contains; null when it is not known.</summary>
    public string? ModelDescription { get; init; }

    /// <summary>Whether projects with the domain find objects in images.</summary>
    public bool IsObjectDetection => string.Equals(Type, DomainType.ObjectDetection, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString() => Name ?? Id.ToString();
}

/// <summary>The values of <see cref="Domain.Type"/>.</summary>
public static class DomainType
{
    /// <summary>Predicts the tags of an image.</summary>
    public const string Classification = "Classification";

    /// <summary>Predicts tags and where their objects are in the image.</summary>
    public const string ObjectDetection = "ObjectDetection";
}
