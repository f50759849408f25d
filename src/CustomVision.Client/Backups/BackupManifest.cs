using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomVision.Backups;

/// <summary>The file project.json of a backup. The backup is complete if its list of images has the checksum that is stated here.</summary>
internal sealed record BackupManifest
{
    public const string KindOfBackup = "CustomVision project";

    public const int CurrentVersion = 1;

    public string Backup { get; init; } = "";

    public int Version { get; init; }

    public DateTimeOffset Created { get; init; }

    /// <summary>The version of the API that the project was read with.</summary>
    public string ApiVersion { get; init; } = "";

    public BackupProject Project { get; init; } = new();

    public BackupImageList Images { get; init; } = new();

    public IReadOnlyList<BackupTag> Tags { get; init; } = [];

    public IReadOnlyList<BackupIteration> Iterations { get; init; } = [];

    public IReadOnlyList<BackupModel> Models { get; init; } = [];

    /// <summary>Whether nothing that is required is null, which a file that was edited can have.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        Project is { Name: not null, TargetExportPlatforms: not null, AugmentationMethods: not null }
        && Images is { File: not null, Counts: not null }
        && Tags is not null && Tags.All(tag => tag is { Name: not null })
        && Iterations is not null && Iterations.All(iteration => iteration is not null)
        && Models is not null && Models.All(model => model is { File: not null });
}

/// <summary>The project and its settings. URLs of containers and queues are left out, because they contain signatures that grant access.</summary>
internal sealed record BackupProject
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset LastModified { get; init; }

    public Guid DomainId { get; init; }

    public string? DomainName { get; init; }

    public string? DomainType { get; init; }

    public string? ClassificationType { get; init; }

    public IReadOnlyList<string> TargetExportPlatforms { get; init; } = [];

    public bool? UseNegativeSet { get; init; }

    public string? DetectionParameters { get; init; }

    public IReadOnlyDictionary<string, bool> AugmentationMethods { get; init; } = new Dictionary<string, bool>();
}

internal sealed record BackupTag
{
    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public string? Type { get; init; }

    public int ImageCount { get; init; }
}

internal sealed record BackupIteration
{
    public Guid Id { get; init; }

    public string? Name { get; init; }

    public string? Status { get; init; }

    public DateTimeOffset Created { get; init; }

    public DateTimeOffset? TrainedAt { get; init; }

    public string? TrainingErrorDetails { get; init; }

    public string? PublishName { get; init; }

    public bool IsDefault { get; init; }

    public Guid? DomainId { get; init; }

    public string? ClassificationType { get; init; }

    public string? TrainingType { get; init; }

    public int? ReservedBudgetInHours { get; init; }

    public int? TrainingTimeInMinutes { get; init; }

    public BackupPerformance? Performance { get; init; }
}

/// <summary>The performance of an iteration, or of one tag of it.</summary>
internal sealed record BackupPerformance
{
    public string? Tag { get; init; }

    public double? Threshold { get; init; }

    public double Precision { get; init; }

    public double PrecisionStdDeviation { get; init; }

    public double Recall { get; init; }

    public double RecallStdDeviation { get; init; }

    public double? AveragePrecision { get; init; }

    public IReadOnlyList<BackupPerformance>? Tags { get; init; }
}

internal sealed record BackupModel
{
    public Guid IterationId { get; init; }

    public string? Platform { get; init; }

    public string? Flavor { get; init; }

    public string File { get; init; } = "";

    public long Length { get; init; }

    public string Sha256 { get; init; } = "";
}

/// <summary>The file with the images, and how many of each thing it has.</summary>
internal sealed record BackupImageList
{
    public string File { get; init; } = "";

    public string Sha256 { get; init; } = "";

    public BackupCounts Counts { get; init; } = new();

    /// <summary>The bytes of all images.</summary>
    public long Length { get; init; }
}

/// <summary>What is compared between a project and its backup.</summary>
internal sealed record BackupCounts
{
    public int Images { get; init; }

    /// <summary>Tags of images: an image with two tags counts twice.</summary>
    public int ImageTags { get; init; }

    public int Regions { get; init; }

    /// <summary>Texts of metadata.</summary>
    public int Metadata { get; init; }

    public BackupCounts Add(int tags, int regions, int metadata) =>
        new() { Images = Images + 1, ImageTags = ImageTags + tags, Regions = Regions + regions, Metadata = Metadata + metadata };
}

/// <summary>One line of the file with the images.</summary>
internal sealed record BackupImage
{
    public Guid Id { get; init; }

    /// <summary>The path relative to the folder of the backup, with /.</summary>
    public string File { get; init; } = "";

    public long Length { get; init; }

    public string Sha256 { get; init; } = "";

    public DateTimeOffset Created { get; init; }

    public int Width { get; init; }

    public int Height { get; init; }

    /// <summary>The names of the tags, with those of the regions.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public IReadOnlyList<BackupRegion> Regions { get; init; } = [];

    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether nothing that is required is null.</summary>
    [JsonIgnore]
    public bool IsWhole =>
        File is not null && Metadata is not null && Metadata.Values.All(text => text is not null)
        && Tags is not null && Tags.All(tag => tag is not null)
        && Regions is not null && Regions.All(region => region is { Tag: not null });
}

/// <summary>A region; the numbers are fractions of the width or height of the image.</summary>
internal sealed record BackupRegion
{
    public string Tag { get; init; } = "";

    public double Left { get; init; }

    public double Top { get; init; }

    public double Width { get; init; }

    public double Height { get; init; }
}

/// <summary>Reads and writes the files of a backup, generated at compile time.</summary>
[JsonSerializable(typeof(BackupManifest))]
[JsonSerializable(typeof(BackupImage))]
internal sealed partial class BackupJson : JsonSerializerContext
{
    /// <summary>For project.json, which people read.</summary>
    public static BackupJson Indented { get; } = new(CreateOptions(indented: true));

    /// <summary>For one line per image.</summary>
    public static BackupJson Line { get; } = new(CreateOptions(indented: false));

    private static JsonSerializerOptions CreateOptions(bool indented) => new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // the files are UTF-8 and not part of a page
        WriteIndented = indented,
    };
}
