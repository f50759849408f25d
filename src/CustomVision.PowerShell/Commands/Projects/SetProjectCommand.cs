using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Renames a project, describes it anew, or has it start from another domain.</summary>
[Cmdlet(VerbsCommon.Set, "CVProject", SupportsShouldProcess = true)]
[OutputType(typeof(Project))]
public sealed class SetProjectCommand : SetCommand<Project>
{
    /// <summary>The project, by its name or id, or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>What the project is about; an empty text takes the description away.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>The domain to start from, by its name or id, or as Get-CVDomain gives it. It counts from the next training on.</summary>
    [Parameter]
    [Alias("Domain")]
    [NameOrId("domain", "Get-CVDomain")]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public NameOrId? DomainId { get; set; }

    private protected override object? Target => ProjectId.Target;

    private protected override string What => $"project {ProjectId}";

    private protected override IEnumerable<string?> OtherChanges =>
        [Redescribe(Description), DomainId is null ? null : $"set domain to '{DomainId}'"];

    private protected override string Choices => "-Name, -Description and -DomainId";

    private protected override async Task<Project> ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        Guid? domainId = DomainId is null ? null : await Names.DomainAsync(DomainId, token).ConfigureAwait(false);
        var current = await Client.GetProjectAsync(projectId, token).ConfigureAwait(false);
        var update = new ProjectUpdate
        {
            Name = Name ?? current.Name,
            Description = Description ?? current.Description ?? "",
            Settings = domainId is { } domain ? new ProjectSettings { DomainId = domain } : current.Settings,
        };
        var changed = await Client.UpdateProjectAsync(projectId, update, token).ConfigureAwait(false);
        if (Name is not null && changed.Name != Name)
            await OnPipelineAsync(() => WriteWarning($"The service has named the project '{changed.Name}': it keeps names unique.")).ConfigureAwait(false);
        return changed;
    }
}
