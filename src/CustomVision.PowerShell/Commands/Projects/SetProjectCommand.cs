using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Projects;

/// <summary>Changes the name, description, domain and other settings of a project.</summary>
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

    /// <summary>Whether an image has one tag (Multiclass) or any number (Multilabel).</summary>
    [Parameter]
    [ValidateSet(Models.ClassificationType.Multiclass, Models.ClassificationType.Multilabel)]
    public string? ClassificationType { get; set; }

    /// <summary>The platforms that models are to be exported for. An empty array removes the restriction.</summary>
    [Parameter]
    [ArgumentCompleter(typeof(ExportPlatformCompleter))]
    [AllowEmptyCollection]
    public string[]? TargetExportPlatform { get; set; }

    /// <summary>The URL of a blob container that exported models are copied to. Requires version 3.4-preview.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExportModelContainerUri { get; set; }

    /// <summary>The URL of a queue that receives a message when training or an export ends. Requires version 3.4-preview.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NotificationQueueUri { get; set; }

    private protected override object? Target => ProjectId.Target;

    private protected override string TargetDescription => $"project {ProjectId.Quoted}";

    private protected override IEnumerable<string?> OtherChanges =>
    [
        DescriptionChange(Description),
        DomainId is null ? null : $"set domain to {DomainId.Quoted}",
        ClassificationType is null ? null : $"set classification type to {ClassificationType}",
        TargetExportPlatform switch
        {
            null => null,
            [] => "remove the target platforms",
            _ => $"set target platforms to {string.Join(", ", TargetExportPlatform)}",
        },
        ExportModelContainerUri is null ? null : "set the container for exported models",
        NotificationQueueUri is null ? null : "set the queue for notifications",
    ];

    private protected override string RequiredParameters =>
        "-Name, -Description, -DomainId, -ClassificationType, -TargetExportPlatform, -ExportModelContainerUri and -NotificationQueueUri";

    private protected override async Task<Project> ChangeAsync(CancellationToken token)
    {
        var projectId = await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false);
        var current = await Client.GetProjectAsync(projectId, token).ConfigureAwait(false);
        Guid? domainId = DomainId is null ? null
            : await Names.DomainAsync(DomainId, await FindTypeAsync(current, token).ConfigureAwait(false), token).ConfigureAwait(false);
        var update = new ProjectUpdate
        {
            Name = Name ?? current.Name,
            Description = Description ?? current.Description ?? "",
            DomainId = domainId ?? current.Settings?.DomainId,
            ClassificationType = ClassificationType,
            TargetExportPlatforms = TargetExportPlatform,
            ExportModelContainerUri = ExportModelContainerUri,
            NotificationQueueUri = NotificationQueueUri,
        };
        var changed = await Client.UpdateProjectAsync(projectId, update, token).ConfigureAwait(false);
        if (Name is not null && changed.Name != Name)
            await OnPipelineAsync(() => WriteWarning($"The service named the project '{changed.Name}', because project names are unique.")).ConfigureAwait(false);
        return changed;
    }

    // The type of a project can't be changed, so a name such as General means the domain of its type.
    private async Task<string?> FindTypeAsync(Project current, CancellationToken token) => DomainId!.Id is null && current.Settings is { } settings
        ? (await Client.GetDomainsAsync(token).ConfigureAwait(false)).FirstOrDefault(domain => domain.Id == settings.DomainId)?.Type
        : null;
}
