using System.Text.Json;
using System.Text.Json.Serialization;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api.V3;

internal sealed record DomainV3(
    Guid Id,
    string Name,
    string Type,
    bool Exportable,
    bool Enabled,
    [property: Since(4)] string[] ExportablePlatforms,
    [property: Since(4)] ModelInformationV3? ModelInformation);

internal sealed record ModelInformationV3(int EstimatedModelSizeInMegabytes, string Description);

/// <param name="ThumbnailUri">Null until the project has an image.</param>
internal sealed record ProjectV3(
    Guid Id,
    string Name,
    string Description,
    ProjectSettingsV3 Settings,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    string? ThumbnailUri,
    bool DrModeEnabled,
    [property: Since(2)] string Status);

/// <param name="DetectionParameters">Always null, as in recorded answers.</param>
/// <param name="ExportModelContainerUri">Omitted when it is not set, as in recorded answers.</param>
/// <param name="NotificationQueueUri">Omitted when it is not set, as in recorded answers.</param>
internal sealed record ProjectSettingsV3(
    Guid DomainId,
    string ClassificationType,
    string[] TargetExportPlatforms,
    [property: Since(1)] bool UseNegativeSet,
    [property: Since(1)] string? DetectionParameters,
    [property: Since(1)] ImageProcessingSettingsV3 ImageProcessingSettings,
    [property: Since(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ExportModelContainerUri,
    [property: Since(4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? NotificationQueueUri);

internal sealed record ImageProcessingSettingsV3(Dictionary<string, bool> AugmentationMethods);

/// <summary>Domains and projects.</summary>
internal sealed class ProjectEndpoints(Projects projects, TrainingRunner runner, ImageLinks links)
{
    private static readonly string[] AugmentationMethods =
        ["rotation", "scaling", "translation", "horizontal flip", "equalize", "solarize", "padtosquare"];

    public void Map(V3Routes routes)
    {
        routes.Map(nameof(GetDomains), "GET", "domains", GetDomains);
        routes.Map(nameof(GetDomain), "GET", "domains/{domainId}", GetDomain);
        routes.Map(nameof(GetProjects), "GET", "projects", GetProjects);
        routes.Map(nameof(CreateProject), "POST", "projects", CreateProject);
        routes.Map(nameof(GetProject), "GET", "projects/{projectId}", GetProject);
        routes.Map(nameof(UpdateProject), "PATCH", "projects/{projectId}", UpdateProject);
        routes.MapNoContent(nameof(DeleteProject), "DELETE", "projects/{projectId}", DeleteProject);
    }

    /// <param name="status">Succeeded, or Importing in the answer of an import.</param>
    public static ProjectV3 Model(Project project, string? thumbnailUri, string status = "Succeeded") => new(
        project.Id,
        project.Name,
        project.Description,
        new ProjectSettingsV3(
            project.DomainId,
            project.ClassificationType.ToString(),
            [.. project.ExportPlatforms],
            UseNegativeSet: true,
            DetectionParameters: null,
            new ImageProcessingSettingsV3(Augmentation(project)),
            project.ExportContainer,
            project.NotificationQueue),
        project.Created,
        project.LastModified,
        thumbnailUri,
        DrModeEnabled: false,
        status);

    private DomainV3[] GetDomains(HttpRequest request) => [.. TrainingDomain.All.Select(domain => Model(domain, V3Version.Of(request)))];

    private DomainV3 GetDomain(HttpRequest request)
    {
        var id = request.PathId("domainId");
        return Model(
            TrainingDomain.Find(id) ?? throw new ServiceException(ErrorCodes.NotFoundDomain, $"There is no domain {id}."),
            V3Version.Of(request));
    }

    /// <summary>Newest first, as recorded.</summary>
    private ProjectV3[] GetProjects(HttpRequest request) => [.. projects.List().Reverse().Select(Model)];

    private ProjectV3 GetProject(HttpRequest request) => Model(projects.Get(request.PathId("projectId")));

    private async Task<ProjectV3> CreateProject(HttpRequest request)
    {
        var query = request.Parameters();
        var options = await LenientBody.ReadAsync(request);
        var version = V3Version.Of(request);
        return Model(await projects.CreateAsync(new ProjectSettings(
            query.Text("name"),
            query.Text("description"),
            query.Id("domainId"),
            Classification(query.Text("classificationType")),
            Platforms(request.QueryTexts("targetExportPlatforms"), version),
            ExportContainer: version.HasProjectOptions ? Link(options, "exportModelContainerUri") : null,
            NotificationQueue: version.HasProjectOptions ? Link(options, "notificationQueueUri") : null)));
    }

    /// <summary>A member that is missing stays unchanged, and others are read-only.</summary>
    private async Task<ProjectV3> UpdateProject(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var body = await LenientBody.ReadAsync(request);
        var settings = body.Member("settings");
        var version = V3Version.Of(request);
        return Model(await projects.UpdateAsync(projectId, new ProjectSettings(
            body.Text("name"),
            body.Text("description"),
            settings?.Id("domainId"),
            Classification(settings?.Text("classificationType")),
            Platforms(settings?.Texts("targetExportPlatforms"), version),
            settings?.Member("imageProcessingSettings")?.Member("augmentationMethods") is { } methods ? Augmentation(projects.Get(projectId), methods) : null,
            version.HasProjectOptions && settings is not null ? Link(settings, "exportModelContainerUri") : null,
            version.HasProjectOptions && settings is not null ? Link(settings, "notificationQueueUri") : null)));
    }

    private async Task DeleteProject(HttpRequest request)
    {
        await projects.DeleteAsync(request.PathId("projectId"), mayBePublished: false);
        _ = runner.StopUnwantedAsync();
    }

    /// <summary>The codes of these are published; the texts are invented.</summary>
    private static ClassificationType? Classification(string? text) => string.IsNullOrEmpty(text) ? null
        : text.All(char.IsAsciiLetter) && Enum.TryParse<ClassificationType>(text, ignoreCase: true, out var type) ? type
        : throw new ServiceException(ErrorCodes.BadRequestProjectUnknownClassification, $"classificationType must be Multiclass or Multilabel. '{text}' is not valid.");

    private static string[]? Platforms(IReadOnlyCollection<string>? names, V3Version version) => names is null ? null
        : [.. names.Select(name => version.Platforms.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
            ?? throw new ServiceException(
                ErrorCodes.BadRequestProjectUnsupportedExportPlatform, $"targetExportPlatforms can contain {string.Join(", ", version.Platforms)}. '{name}' is not valid."))];

    private static string? Link(LenientBody body, string name) => body.Text(name) is not { Length: > 0 } text ? null
        : Uri.TryCreate(text, UriKind.Absolute, out var uri) && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp) ? text
        : throw new ServiceException(ErrorCodes.BadRequestInvalidUri, $"{name} must be an http or https URL.");

    private static string Augmentation(Project project, LenientBody changes)
    {
        var methods = Augmentation(project);
        foreach (var name in changes.Map.Keys)
            methods[AugmentationMethods.FirstOrDefault(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ServiceException(
                    ErrorCodes.BadRequestProjectImagePreprocessingSettings, $"augmentationMethods can contain {string.Join(", ", AugmentationMethods)}. '{name}' is not valid.")] = changes.Flag(name) ?? true;
        return JsonSerializer.Serialize(methods, V3Json.Default.DictionaryStringBoolean);
    }

    private static Dictionary<string, bool> Augmentation(Project project) => project.ImageProcessing is { } text
        ? JsonSerializer.Deserialize(text, V3Json.Default.DictionaryStringBoolean)!
        : AugmentationMethods.ToDictionary(name => name, _ => true);

    private ProjectV3 Model(Project project) =>
        Model(project, projects.FindThumbnail(project) is { } image ? links.To(image, ImageLinks.Thumbnail) : null);

    private static DomainV3 Model(TrainingDomain domain, V3Version version) => new(
        domain.Id,
        domain.Name,
        domain.Type.ToString(),
        domain.IsExportable,
        Enabled: true,
        [.. domain.ExportPlatforms.Intersect(version.Platforms)],
        domain.Model is { } model ? new ModelInformationV3(model.Megabytes, model.Description) : null);
}
