using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Gets projects.</summary>
[Cmdlet(VerbsCommon.Get, "CVProject", DefaultParameterSetName = ByName)]
[OutputType(typeof(Project))]
public sealed class GetProjectCommand : ServiceCommand
{
    private const string ByName = "Name";
    private const string ById = "Id";

    /// <summary>Only projects with one of these names. Wildcards are accepted.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The projects by id or name.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] ProjectId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
            foreach (var project in ProjectId)
                RunFor(project.Target, async token =>
                {
                    var projectId = await Names.ProjectAsync(project, token).ConfigureAwait(false);
                    await WriteAsync(await Client.GetProjectAsync(projectId, token).ConfigureAwait(false)).ConfigureAwait(false);
                });
        else
            RunFor(Name, async token =>
            {
                var projects = await Client.GetProjectsAsync(token).ConfigureAwait(false);
                await WriteNamedAsync(projects, project => NameOrId.FromId(project.Id, project.Name), Name, "project", "Get-CVProject").ConfigureAwait(false);
            });
    }
}
