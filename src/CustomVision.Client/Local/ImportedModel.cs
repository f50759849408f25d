namespace CustomVision.Local;

/// <summary>How an exported model is imported.</summary>
/// <param name="Path">The zip file of a model that was exported to ONNX: at most 256 MB, and a model of at most 512 MB.</param>
/// <param name="Name">The name of the new project, 1 to 512 characters. If it is in use, the service adds a number to it.</param>
public sealed record ModelImport(string Path, string Name)
{
    /// <summary>The description of the new project; null for none.</summary>
    public string? Description { get; init; }

    /// <summary>The name that the iteration is published by, without slashes; null for Iteration1, which the portal of Azure suggests.</summary>
    public string? PublishName { get; init; }

    /// <summary>Multiclass or Multilabel; null for what the file says. It means nothing for object detection.</summary>
    public string? ClassificationType { get; init; }
}

/// <summary>A model that a local service imported: a project with one published iteration.</summary>
public sealed record ImportedModel
{
    /// <summary>The project, under the name that other cmdlets bind by.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The name of the project.</summary>
    public string ProjectName { get; init; } = "";

    /// <summary>The iteration.</summary>
    public Guid IterationId { get; init; }

    /// <summary>The name of the iteration.</summary>
    public string IterationName { get; init; } = "";

    /// <summary>The name that the iteration is published by.</summary>
    public string PublishName { get; init; } = "";

    /// <summary>Classification or ObjectDetection.</summary>
    public string Type { get; init; } = "";

    /// <summary>The compact domain whose models have this form.</summary>
    public string DomainName { get; init; } = "";

    /// <summary>Multiclass or Multilabel; null for object detection.</summary>
    public string? ClassificationType { get; init; }

    /// <summary>The names of the tags, in the order of the model.</summary>
    public IReadOnlyList<string> Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => ProjectName;
}
