using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Creates a project. If the name is in use, the service adds " (1)".</summary>
[Cmdlet(VerbsCommon.New, "CVProject", SupportsShouldProcess = true)]
[OutputType(typeof(Project))]
public sealed class NewProjectCommand : ServiceCommand
{
    /// <summary>The name of the project.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "";

    /// <summary>The description of the project.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? Description { get; set; }

    /// <summary>The domain by name, by id, or as an object from Get-CVDomain. Default: General.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [Alias("Domain")]
    [NameOrId("domain", "Get-CVDomain")]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public NameOrId? DomainId { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"project '{Name}'", "Create"))
            return;
        RunFor(Name, async token =>
        {
            Guid? domainId = DomainId is null ? null : await Names.DomainAsync(DomainId, token).ConfigureAwait(false);
            var project = await Client.CreateProjectAsync(new NewProject(Name) { Description = Description, DomainId = domainId }, token).ConfigureAwait(false);
            await WriteAsync(project).ConfigureAwait(false);
            await WarnIfNotUniqueAsync(project, token).ConfigureAwait(false);
        });
    }

    // A name that two projects have can't identify either of them.
    private async Task WarnIfNotUniqueAsync(Project created, CancellationToken token)
    {
        if (created.Name != Name)
        {
            await OnPipelineAsync(() => WriteWarning($"A project named '{Name}' exists. The service named the new project '{created.Name}'.")).ConfigureAwait(false);
            return;
        }

        var projects = await Client.GetProjectsAsync(token).ConfigureAwait(false);
        if (projects.Any(project => project.Name == Name && project.Id != created.Id))
            await OnPipelineAsync(() => WriteWarning(
                $"Another project is named '{Name}'. Specify these projects by id, or rename the new one with Set-CVProject {created.Id} -Name.")).ConfigureAwait(false);
    }
}
