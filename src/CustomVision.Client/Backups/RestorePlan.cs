using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Uploads;

namespace CustomVision.Backups;

/// <summary>What of a backup a service can hold with the version of its API, and what it can't.</summary>
internal sealed class RestorePlan
{
    private const string General = "General";

    private bool holdsRegions;
    private bool holdsMetadata;

    private RestorePlan()
    {
    }

    /// <summary>The project to create.</summary>
    public NewProject Project { get; private init; } = new("");

    /// <summary>The tags to create.</summary>
    public IReadOnlyList<BackupTag> Tags { get; private init; } = [];

    /// <summary>What the project must have at the end.</summary>
    public BackupCounts Counts { get; private init; } = new();

    /// <summary>What cannot be restored, one sentence each.</summary>
    public IReadOnlyList<string> NotRestored { get; private init; } = [];

    /// <summary>Compares a backup with what a service can hold.</summary>
    public static RestorePlan Create(BackupManifest backup, IReadOnlyList<Domain> domains, ApiVersion version)
    {
        var lost = new List<string>();
        var holdsRegions = !version.IsV1;
        var holdsMetadata = version.IsAtLeast("3.3");
        var counts = backup.Images.Counts;
        if (!holdsRegions && counts.Regions > 0)
            lost.Add($"{Number(counts.Regions, "region")}: version {version} has no regions. The images keep their tags.");
        if (!holdsMetadata && counts.Metadata > 0)
            lost.Add($"{Number(counts.Metadata, "text")} of metadata: version {version} has no metadata. It requires version 3.3.");
        var plan = new RestorePlan
        {
            Project = Describe(backup.Project, domains, version, lost),
            Tags = [.. backup.Tags.Select(tag => Convert(tag, version, lost))],
            Counts = counts with { Regions = holdsRegions ? counts.Regions : 0, Metadata = holdsMetadata ? counts.Metadata : 0 },
            NotRestored = lost,
            holdsRegions = holdsRegions,
            holdsMetadata = holdsMetadata,
        };
        if (backup.Iterations.Count > 0)
            lost.Add($"{Number(backup.Iterations.Count, "iteration")}: a service can't receive trained models. Train the project with Start-CVTraining.{Models(backup)}");
        return plan;
    }

    /// <summary>The settings of a new project that the API can't change and that differ from those of the backup.</summary>
    public static IEnumerable<string> DifferingSettings(BackupProject backup, Project created)
    {
        var settings = created.Settings ?? new ProjectSettings();
        if (backup.UseNegativeSet is { } negative && settings.UseNegativeSet is { } now && negative != now)
            yield return $"The setting UseNegativeSet: it is {now} instead of {negative}, and the API can't change it.";
        if (!string.IsNullOrEmpty(backup.DetectionParameters) && backup.DetectionParameters != settings.DetectionParameters)
            yield return "The setting DetectionParameters: the API can't change it.";
        foreach (var method in backup.AugmentationMethods.Where(method => settings.AugmentationMethods.TryGetValue(method.Key, out var value) && value != method.Value))
            yield return $"The augmentation method {method.Key}: it is {!method.Value} instead of {method.Value}, and the API can't change it.";
    }

    /// <summary>The upload of an image of the backup.</summary>
    /// <exception cref="BackupException">The image has a tag that the backup doesn't list, or its path leaves the folder.</exception>
    public ImageUpload UploadOf(BackupImage image, BackupFolder backup, IReadOnlyDictionary<string, Guid> tagIds)
    {
        Guid IdOf(string tag) => tagIds.TryGetValue(tag, out var id)
            ? id
            : throw new BackupException($"The backup '{backup.Path}' is damaged: image {image.Id} has the tag '{tag}', which {BackupFolder.ManifestName} doesn't list.");

        var regions = holdsRegions ? image.Regions : [];
        var path = backup.Resolve(image.File);
        return new ImageUpload(path, [.. image.Tags.Except(regions.Select(region => region.Tag), StringComparer.Ordinal).Select(IdOf)])
        {
            Regions = [.. regions.Select(region => new RegionUpload
            {
                TagId = IdOf(region.Tag),
                Box = new BoundingBox { Left = region.Left, Top = region.Top, Width = region.Width, Height = region.Height },
            })],
            Metadata = holdsMetadata ? image.Metadata : new Dictionary<string, string>(),
            Problem = WhyUnusable(path, image),
        };
    }

    private static string? WhyUnusable(string path, BackupImage image)
    {
        try
        {
            return BackupFolder.HashOf(path) == image.Sha256 ? null : "The file was changed after the backup: its checksum differs. Back up the project again.";
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return Images.SourceFile.WhyUnreadable(path, cause);
        }
    }

    private static NewProject Describe(BackupProject backup, IReadOnlyList<Domain> domains, ApiVersion version, List<string> lost)
    {
        var domain = FindDomain(backup, domains);
        if (domain is null || domain.Id != backup.DomainId)
            lost.Add($"The domain '{backup.DomainName ?? backup.DomainId.ToString()}'{Type(backup.DomainType)}: the service doesn't have it. The project has {Describe(domain)}.");
        var settings = new NewProject(backup.Name) { Description = backup.Description, DomainId = domain?.Id };
        if (!version.IsV1)
            return settings with { ClassificationType = backup.ClassificationType, TargetExportPlatforms = backup.TargetExportPlatforms };
        if (backup.ClassificationType is not null and not ClassificationType.Multilabel)
            lost.Add($"The classification type {backup.ClassificationType}: with version {version}, images of every project can have several tags.");
        if (backup.TargetExportPlatforms.Count > 0)
            lost.Add($"The platforms for exports ({string.Join(", ", backup.TargetExportPlatforms)}): version {version} has no exports.");
        return settings;
    }

    private static string Describe(Domain? domain) => domain is null ? "the default domain" : $"the domain '{domain.Name}'{Type(domain.Type ?? DomainType.Classification)}";

    private static string Type(string? domainType) => domainType == DomainType.ObjectDetection ? " for object detection" : domainType is null ? "" : " for classification";

    // Domains have the same ids everywhere, except those that a service adds. Version 1.0 has only classification.
    private static Domain? FindDomain(BackupProject backup, IReadOnlyList<Domain> domains)
    {
        var usable = domains.Where(domain => domain.Enabled != false && (domain.Type is null || domain.Type == (backup.DomainType ?? DomainType.Classification))).ToList();
        return usable.Find(domain => domain.Id == backup.DomainId)
            ?? usable.Find(domain => domain.Name == backup.DomainName)
            ?? usable.Find(domain => domain.Name == General);
    }

    private static BackupTag Convert(BackupTag tag, ApiVersion version, List<string> lost)
    {
        if (!version.IsV1 && (tag.Type != TagType.GeneralProduct || version.IsAtLeast("3.3")))
            return tag;
        if (tag.Type is not null and not TagType.Regular)
            lost.Add($"The type {tag.Type} of tag '{tag.Name}': version {version} doesn't have it. The tag becomes a regular one.");
        return tag with { Type = null };
    }

    private static string Models(BackupManifest backup) => backup.Models.Count == 0
        ? ""
        : " Import-CVModel loads the exported ONNX models of the backup into a local service.";

    private static string Number(int count, string noun) => $"{count:N0} {noun}{(count == 1 ? "" : "s")}";
}
