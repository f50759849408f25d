using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api.V1;

internal sealed record DomainModel(Guid Id, string Name);

/// <param name="ThumbnailUri">Null, as in the recorded responses.</param>
internal sealed record ProjectModel(
    Guid Id,
    string Name,
    string Description,
    Guid? CurrentIterationId,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    ProjectSettingsModel Settings,
    string? ThumbnailUri);

internal sealed record ProjectSettingsModel(Guid DomainId);

/// <summary>Domains and projects.</summary>
internal sealed class ProjectEndpoints(Projects projects, TrainingRunner runner)
{
    public void Map(IEndpointRouteBuilder training)
    {
        training.Map("GET", "domains", V1Json.Default.DomainModelArray, GetDomains).WithOperation(nameof(GetDomains));
        training.Map("GET", "domains/{domainId}", V1Json.Default.DomainModel, GetDomain).WithOperation(nameof(GetDomain));
        training.Map("GET", "projects", V1Json.Default.ProjectModelArray, GetProjects).WithOperation(nameof(GetProjects));
        training.Map("POST", "projects", V1Json.Default.ProjectModel, CreateProject).WithOperation(nameof(CreateProject));
        training.Map("GET", "projects/{projectId}", V1Json.Default.ProjectModel, GetProject).WithOperation(nameof(GetProject));
        training.Map("PATCH", "projects/{projectId}", V1Json.Default.ProjectModel, UpdateProject).WithOperation(nameof(UpdateProject));
        training.Map("DELETE", "projects/{projectId}", DeleteProject).WithOperation(nameof(DeleteProject));
    }

    private static DomainModel[] GetDomains(HttpRequest request) => [.. TrainingDomain.OfVersion1.Select(Model)];

    private static DomainModel GetDomain(HttpRequest request) => Model(Find(request.PathId("domainId"))
        ?? throw new ServiceException(ErrorCodes.NotFoundDomain, $"There is no domain {request.PathId("domainId")}."));

    private ProjectModel[] GetProjects(HttpRequest request) => [.. projects.List().Select(Model)];

    private ProjectModel GetProject(HttpRequest request) => Model(projects.Get(request.PathId("projectId")));

    /// <summary>All parameters are in the query string. A body, and parameters of later versions, are ignored.</summary>
    private async Task<ProjectModel> CreateProject(HttpRequest request) =>
        Model(await projects.CreateAsync(new ProjectSettings(request.Query["name"], request.Query["description"], Known(request.QueryId("domainId")))));

    /// <summary>Updates Name, Description and Settings. A member that is missing stays unchanged.</summary>
    private async Task<ProjectModel> UpdateProject(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var body = await RequestBody.ReadAsync(request, ["Name", "Description", "Settings.DomainId"]);
        return Model(await projects.UpdateAsync(
            projectId, new ProjectSettings(body.Text("Name"), body.Text("Description"), Known(body.Id("Settings.DomainId")))));
    }

    private async Task DeleteProject(HttpRequest request)
    {
        await projects.DeleteAsync(request.PathId("projectId"));
        _ = runner.StopUnwantedAsync();
    }

    /// <summary>Refuses the domains that came after 1.0, such as those of object detection.</summary>
    private static Guid? Known(Guid? domainId) => domainId is not { } id || Find(id) is not null
        ? domainId
        : throw new ServiceException(ErrorCodes.BadRequestProjectUnknownDomain, $"There is no domain {id}.");

    private static TrainingDomain? Find(Guid id) => TrainingDomain.OfVersion1.FirstOrDefault(domain => domain.Id == id);

    private static DomainModel Model(TrainingDomain domain) => new(domain.Id, domain.Name);

    private static ProjectModel Model(Project project) => new(
        project.Id,
        project.Name,
        project.Description,
        project.WorkspaceId,
        project.Created,
        project.LastModified,
        new ProjectSettingsModel(project.DomainId),
        ThumbnailUri: null);
}
