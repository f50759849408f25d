namespace CustomVision.Models;

/// <summary>A model that was exported and saved as a zip file, and what the file contains.</summary>
public sealed class ExportedModel
{
    /// <summary>The path of the zip file.</summary>
    public string Path { get; init; } = "";

    /// <summary>The length in bytes.</summary>
    public long Length { get; init; }

    /// <summary>The platform, such as ONNX.</summary>
    public string? Platform { get; init; }

    /// <summary>The variant of the platform; null for the default.</summary>
    public string? Flavor { get; init; }

    /// <summary>Classification or ObjectDetection, as the manifest says; null without a manifest.</summary>
    public string? DomainType { get; init; }

    /// <summary>The name of the model file in the zip file, as the manifest says; null without a manifest.</summary>
    public string? ModelFile { get; init; }

    /// <summary>The names of the tags in the order of the outputs of the model; empty when the zip file has no labels.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>The names of the files in the zip file.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>How images are prepared for the model, as metadata_properties.json says; empty without that file.</summary>
    public IReadOnlyDictionary<string, string> Preparation { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the service would now export a newer form of the model.</summary>
    public bool NewerVersionAvailable { get; init; }

    /// <summary>The iteration.</summary>
    public Guid IterationId { get; init; }

    /// <summary>The name of the iteration, if it was known.</summary>
    public string? IterationName { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Path;
}
