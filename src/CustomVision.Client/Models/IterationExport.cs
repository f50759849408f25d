namespace CustomVision.Models;

/// <summary>An export of an iteration: a model for one platform.</summary>
public sealed class IterationExport
{
    /// <summary>The platform, such as ONNX, TensorFlow or CoreML.</summary>
    public string? Platform { get; init; }

    /// <summary>The variant of the platform, such as ONNX12; null for the default.</summary>
    public string? Flavor { get; init; }

    /// <summary>One of <see cref="ExportStatus"/>, or a value that the service has added.</summary>
    public string? Status { get; init; }

    /// <summary>The URL of the zip file. It needs no key, and expires after 24 hours. Null until the export is done.</summary>
    public string? DownloadUri { get; init; }

    /// <summary>Whether the service would now export a newer form of the model.</summary>
    public bool NewerVersionAvailable { get; init; }

    /// <summary>The iteration.</summary>
    public Guid IterationId { get; init; }

    /// <summary>The name of the iteration, if it was known.</summary>
    public string? IterationName { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Flavor is null ? $"{Platform}: {Status}" : $"{Platform} {Flavor}: {Status}";
}

/// <summary>The known values of <see cref="IterationExport.Status"/>.</summary>
public static class ExportStatus
{
    /// <summary>The export is in progress.</summary>
    public const string Exporting = "Exporting";

    /// <summary>The zip file can be downloaded.</summary>
    public const string Done = "Done";

    /// <summary>The export failed.</summary>
    public const string Failed = "Failed";
}

/// <summary>A token with which a project can be copied, and what the copy will contain.</summary>
public sealed class ProjectExport
{
    /// <summary>The number of iterations.</summary>
    public int IterationCount { get; init; }

    /// <summary>The number of images.</summary>
    public int ImageCount { get; init; }

    /// <summary>The number of tags. The service counts tags of iterations as well.</summary>
    public int TagCount { get; init; }

    /// <summary>The number of regions.</summary>
    public int RegionCount { get; init; }

    /// <summary>How long the copy is expected to take.</summary>
    public TimeSpan EstimatedImportTime { get; init; }

    /// <summary>The token. Who has it can copy the project for 24 hours, so it is never shown as text.</summary>
    public System.Security.SecureString? Token { get; init; }
}
