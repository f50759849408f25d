using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

internal sealed class ProjectOperations(Projects projects)
{
    public static Task<DomainModel[]> GetDomains() =>
        Task.FromResult(TrainingDomain.All.Select(domain => new DomainModel(domain.Id, domain.Name)).ToArray());

    public Task<ProjectModel[]> GetProjects() =>
        Task.FromResult(projects.List().Select(Model).ToArray());

    public Task<ProjectModel> GetProject(HttpRequest request) =>
        Task.FromResult(Model(projects.Get(request.PathId("projectId"))));

    /// <summary>All is in the query; a body, and parameters of later versions, are passed over.</summary>
    public async Task<ProjectModel> CreateProject(HttpRequest request) =>
        Model(await projects.CreateAsync(request.Query["name"], request.Query["description"], request.QueryId("domainId")));

    public Task DeleteProject(HttpRequest request) => projects.DeleteAsync(request.PathId("projectId"));

    private static ProjectModel Model(Project project) => new(
        project.Id,
        project.Name,
        project.Description,
        project.WorkspaceId,
        project.Created,
        project.LastModified,
        new ProjectSettingsModel(project.DomainId),
        // Recorded answers have the member, and null.
        ThumbnailUri: null);
}
