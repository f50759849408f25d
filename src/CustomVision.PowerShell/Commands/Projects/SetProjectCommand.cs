using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;
using CustomVision.Training;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Renames a project, describes it anew, or has it start from another domain.</summary>
[Cmdlet(VerbsCommon.Set, "CVProject", SupportsShouldProcess = true)]
[OutputType(typeof(Project))]
public sealed class SetProjectCommand : ServiceCommand
{
    /// <summary>The project, by its name or id, or as Get-CVProject gives it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true)]
    [Alias("Project", "Id")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The new name. The service adds " (1)" to one that is taken.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

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

    /// <summary>Writes the changed project.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        if (Name is null && Description is null && DomainId is null)
            ThrowTerminatingError(Errors.NothingToChange("-Name, -Description and -DomainId"));
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var action = Changes.Describe(Changes.Rename(Name), Changes.Redescribe(Description), DomainId is null ? null : $"set domain to '{DomainId}'");
        if (ShouldProcess($"project {ProjectId}", action))
            RunFor(ProjectId.Target, ChangeAsync);
    }

    private async Task ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        Guid? domainId = DomainId is null ? null : await Names.DomainAsync(DomainId, token).ConfigureAwait(false);

        // Everything is sent: what an omitted member means to the service is not on record.
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
        if (PassThru)
            await WriteAsync(changed).ConfigureAwait(false);
    }
}
