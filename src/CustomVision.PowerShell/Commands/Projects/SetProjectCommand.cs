using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Changes the name, description or domain of a project.</summary>
[Cmdlet(VerbsCommon.Set, "CVProject", SupportsShouldProcess = true)]
[OutputType(typeof(Project))]
public sealed class SetProjectCommand : SetCommand<Project>
{
    /// <summary>The project by name, by id, or as an object from Get-CVProject.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The description of the project. An empty string removes it.</summary>
    [Parameter]
    [AllowEmptyString]
    public string? Description { get; set; }

    /// <summary>The domain by name, by id, or as an object from Get-CVDomain. It applies from the next training on.</summary>
    [Parameter]
    [Alias("Domain")]
    [NameOrId("domain", "Get-CVDomain")]
    [ArgumentCompleter(typeof(DomainCompleter))]
    public NameOrId? DomainId { get; set; }

    private protected override object? Target => ProjectId.Target;

    private protected override string TargetDescription => $"project {ProjectId.Quoted}";

    private protected override IEnumerable<string?> OtherChanges =>
        [DescriptionChange(Description), DomainId is null ? null : $"set domain to {DomainId.Quoted}"];

    private protected override string RequiredParameters => "-Name, -Description and -DomainId";

    private protected override async Task<Project> ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        Guid? domainId = DomainId is null ? null : await Names.DomainAsync(DomainId, token).ConfigureAwait(false);
        var current = await Client.GetProjectAsync(projectId, token).ConfigureAwait(false);
        var update = new ProjectUpdate
        {
            Name = Name ?? current.Name,
            Description = Description ?? current.Description ?? "",
            DomainId = domainId ?? current.Settings?.DomainId,
        };
        var changed = await Client.UpdateProjectAsync(projectId, update, token).ConfigureAwait(false);
        if (Name is not null && changed.Name != Name)
            await OnPipelineAsync(() => WriteWarning($"The service named the project '{changed.Name}', because project names are unique.")).ConfigureAwait(false);
        return changed;
    }
}
