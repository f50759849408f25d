using CustomVision.Http;
using CustomVision.Models;
using static CustomVision.Api.ImageRequests;
using static CustomVision.Http.ApiRequest;

namespace CustomVision.Api.V3;

/// <summary>
/// Training 3.0 to 3.4-preview: tags and regions per image, and iterations that are published under names. An update sends the
/// current values of what it does not change, because the service requires them.
/// </summary>
internal sealed partial class TrainingApi(HttpPipeline pipeline, HttpTransport transport, ApiVersion version) : ITrainingApi
{
    private readonly string root = $"customvision/v{version.Training}/training";

    public ApiVersion Version => version;

    public Task<Account> GetAccountInfoAsync(CancellationToken cancellation) =>
        throw new UnsupportedByVersionException("GetAccountInfo", version, "account information", "1.0");

    public async Task<IReadOnlyList<Domain>> GetDomainsAsync(CancellationToken cancellation) =>
        Map(await SendAsync(Get("GetDomains", $"{root}/domains", V3Json.Default.IReadOnlyListDomainModel), cancellation).ConfigureAwait(false), Mapping.ToDomain);

    public async Task<Domain> GetDomainAsync(Guid domainId, CancellationToken cancellation) =>
        (await SendAsync(Get("GetDomain", $"{root}/domains/{domainId}", V3Json.Default.DomainModel), cancellation).ConfigureAwait(false)).ToDomain();

    public async Task<IReadOnlyList<Project>> GetProjectsAsync(CancellationToken cancellation) =>
        Map(await SendAsync(Get("GetProjects", $"{root}/projects", V3Json.Default.IReadOnlyListProjectModel), cancellation).ConfigureAwait(false), Mapping.ToProject);

    public async Task<Project> GetProjectAsync(Guid projectId, CancellationToken cancellation) =>
        (await GetProjectModelAsync(projectId, cancellation).ConfigureAwait(false)).ToProject();

    public async Task<Project> CreateProjectAsync(NewProject project, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{root}/projects")
            .With("name", project.Name)
            .With("description", project.Description)
            .With("domainId", project.DomainId)
            .With("classificationType", project.ClassificationType)
            .WithList("targetExportPlatforms", project.TargetExportPlatforms)
            .ToString();
        var request = Post("CreateProject", path, V3Json.Default.ProjectModel) with { IsIdempotent = false };
        if (project.ExportModelContainerUri is not null || project.NotificationQueueUri is not null)
        {
            Require("3.4-preview", "CreateProject", "storage integration");
            request = request.WithBody(new NewProjectModel(project.ExportModelContainerUri, project.NotificationQueueUri), V3Json.Default.NewProjectModel);
        }

        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToProject();
    }

    public async Task<Project> UpdateProjectAsync(Guid projectId, ProjectUpdate update, CancellationToken cancellation)
    {
        var changesStorage = update.ExportModelContainerUri is not null || update.NotificationQueueUri is not null;
        if (changesStorage)
            Require("3.4-preview", "UpdateProject", "storage integration");
        var current = await GetProjectModelAsync(projectId, cancellation).ConfigureAwait(false);
        var changesSettings = changesStorage || update.DomainId is not null || update.ClassificationType is not null || update.TargetExportPlatforms is not null;
        var settings = (current.Settings ?? new ProjectSettingsModel()) with
        {
            DomainId = update.DomainId ?? current.Settings?.DomainId,
            ClassificationType = update.ClassificationType ?? current.Settings?.ClassificationType,
            TargetExportPlatforms = update.TargetExportPlatforms ?? current.Settings?.TargetExportPlatforms,
            ExportModelContainerUri = update.ExportModelContainerUri ?? current.Settings?.ExportModelContainerUri,
            NotificationQueueUri = update.NotificationQueueUri ?? current.Settings?.NotificationQueueUri,
        };
        var body = new ProjectUpdateModel(update.Name ?? current.Name, update.Description ?? current.Description ?? "", changesSettings ? settings : null);
        var request = Patch("UpdateProject", ProjectPath(projectId), V3Json.Default.ProjectModel).WithBody(body, V3Json.Default.ProjectUpdateModel);
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToProject();
    }

    public Task DeleteProjectAsync(Guid projectId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteProject", ProjectPath(projectId)), cancellation);

    public async Task<ProjectExport> ExportProjectAsync(Guid projectId, CancellationToken cancellation)
    {
        Require("3.2", "ExportProject", "copying projects");
        var request = Get("ExportProject", $"{ProjectPath(projectId)}/export", V3Json.Default.ProjectExportModel) with { HasSecretAnswer = true };
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToProjectExport();
    }

    public async Task<Project> ImportProjectAsync(Secret token, string? name, CancellationToken cancellation)
    {
        Require("3.2", "ImportProject", "copying projects");
        if (name is not null)
            Require("3.3", "ImportProject", "naming the copy of a project");
        var path = new RelativeUri($"{root}/projects/import").With("token", token.Value).With("name", name).ToString();
        var request = Post("ImportProject", path, V3Json.Default.ProjectModel) with { IsIdempotent = false };
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToProject();
    }

    public Task<byte[]> GetArtifactAsync(Guid projectId, string path, CancellationToken cancellation)
    {
        Require("3.3", "GetArtifact", "artifacts");
        var request = new ApiRequest<byte[]>(
            "GetArtifact", HttpMethod.Get, new RelativeUri($"{ProjectPath(projectId)}/artifacts").With("path", path).ToString(), body => body);
        return SendAsync(request, cancellation);
    }

    public async Task<TagList> GetTagsAsync(Guid projectId, Guid? iterationId, CancellationToken cancellation)
    {
        var request = Get("GetTags", new RelativeUri(TagsPath(projectId)).With("iterationId", iterationId).ToString(), V3Json.Default.IReadOnlyListTagModel);
        return new TagList { Tags = Map(await SendAsync(request, cancellation).ConfigureAwait(false), tag => tag.ToTag(projectId)) };
    }

    public async Task<Tag> GetTagAsync(Guid projectId, Guid tagId, Guid? iterationId, CancellationToken cancellation)
    {
        var path = new RelativeUri($"{TagsPath(projectId)}/{tagId}").With("iterationId", iterationId).ToString();
        return (await SendAsync(Get("GetTag", path, V3Json.Default.TagModel), cancellation).ConfigureAwait(false)).ToTag(projectId);
    }

    public async Task<Tag> CreateTagAsync(Guid projectId, string name, string? description, string? type, CancellationToken cancellation)
    {
        if (type == TagType.GeneralProduct)
            Require("3.3", "CreateTag", "tags of type GeneralProduct");
        var request = CreateTag(projectId, name, description, type) with { IsIdempotent = false };
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToTag(projectId);
    }

    public async Task<Tag> GetOrCreateTagAsync(Guid projectId, string name, CancellationToken cancellation)
    {
        try
        {
            return (await SendAsync(CreateTag(projectId, name), cancellation).ConfigureAwait(false)).ToTag(projectId);
        }
        catch (ServiceErrorException error) when (error.ServiceCode == "BadRequestTagNameNotUnique")
        {
            var list = await GetTagsAsync(projectId, iterationId: null, cancellation).ConfigureAwait(false);
            if (list.Tags.FirstOrDefault(tag => tag.Name == name) is { } existing)
                return existing;
            throw;
        }
    }

    public async Task<Tag> UpdateTagAsync(Guid projectId, Guid tagId, TagUpdate update, CancellationToken cancellation)
    {
        var current = await GetTagAsync(projectId, tagId, iterationId: null, cancellation).ConfigureAwait(false);
        var body = new TagUpdateModel(update.Name ?? current.Name, update.Description ?? current.Description ?? "", update.Type ?? current.Type);
        var request = Patch("UpdateTag", $"{TagsPath(projectId)}/{tagId}", V3Json.Default.TagModel).WithBody(body, V3Json.Default.TagUpdateModel);
        return (await SendAsync(request, cancellation).ConfigureAwait(false)).ToTag(projectId);
    }

    public Task DeleteTagAsync(Guid projectId, Guid tagId, CancellationToken cancellation) =>
        SendAsync(Delete("DeleteTag", $"{TagsPath(projectId)}/{tagId}"), cancellation);

    private ApiRequest<TagModel> CreateTag(Guid projectId, string name, string? description = null, string? type = null)
    {
        var path = new RelativeUri(TagsPath(projectId)).With("name", name).With("description", description).With("type", type).ToString();
        return Post("CreateTag", path, V3Json.Default.TagModel);
    }

    private Task<ProjectModel> GetProjectModelAsync(Guid projectId, CancellationToken cancellation) =>
        SendAsync(Get("GetProject", ProjectPath(projectId), V3Json.Default.ProjectModel), cancellation);

    private string ProjectPath(Guid projectId) => $"{root}/projects/{projectId}";

    private string TagsPath(Guid projectId) => $"{ProjectPath(projectId)}/tags";

    private string ImagesPath(Guid projectId) => $"{ProjectPath(projectId)}/images";

    private string IterationPath(Guid projectId, Guid iterationId) => $"{ProjectPath(projectId)}/iterations/{iterationId}";

    /// <exception cref="UnsupportedByVersionException">The version is earlier than the required one.</exception>
    private void Require(string required, string operation, string what)
    {
        if (!version.IsAtLeast(required.Split('-')[0]))
            throw new UnsupportedByVersionException(operation, version, what, required);
    }

    private Task<T> SendAsync<T>(ApiRequest<T> request, CancellationToken cancellation) => pipeline.SendAsync(transport, request, cancellation);
}
