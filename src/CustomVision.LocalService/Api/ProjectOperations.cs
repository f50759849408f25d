using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Training;

namespace CustomVision.LocalService.Api;

internal sealed class ProjectOperations(Projects projects, TrainingRunner runner)
{
    public static Task<DomainModel[]> GetDomains() =>
        Task.FromResult(TrainingDomain.All.Select(domain => new DomainModel(domain.Id, domain.Name)).ToArray());

    public static Task<DomainModel> GetDomain(HttpRequest request)
    {
        var domain = TrainingDomain.Get(request.PathId("domainId"));
        return Task.FromResult(new DomainModel(domain.Id, domain.Name));
    }

    public Task<ProjectModel[]> GetProjects() =>
        Task.FromResult(projects.List().Select(Model).ToArray());

    public Task<ProjectModel> GetProject(HttpRequest request) =>
        Task.FromResult(Model(projects.Get(request.PathId("projectId"))));

    /// <summary>All is in the query; a body, and parameters of later versions, are passed over.</summary>
    public async Task<ProjectModel> CreateProject(HttpRequest request) =>
        Model(await projects.CreateAsync(request.Query["name"], request.Query["description"], request.QueryId("domainId")));

    /// <summary>Name, Description and Settings are taken over; what is left out stays as it is.</summary>
    public async Task<ProjectModel> UpdateProject(HttpRequest request)
    {
        var projectId = request.PathId("projectId");
        var body = await ModelBody.ReadAsync(request, new("Name"), new("Description"), new("Settings.DomainId"));
        return Model(await projects.UpdateAsync(projectId, body.Text("Name"), body.Text("Description"), body.Id("Settings.DomainId")));
    }

    public async Task DeleteProject(HttpRequest request)
    {
        await projects.DeleteAsync(request.PathId("projectId"));
        _ = runner.StopUnwantedAsync();
    }

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
