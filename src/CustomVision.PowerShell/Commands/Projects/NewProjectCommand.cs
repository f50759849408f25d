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

    /// <summary>Whether the project tags whole images (Classification) or finds objects in them (ObjectDetection). It chooses the default domain, and between domains of the same name.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(DomainType.Classification, DomainType.ObjectDetection)]
    public string? Type { get; set; }

    /// <summary>Whether an image has one tag (Multiclass) or any number (Multilabel). Default: Multilabel.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ValidateSet(Models.ClassificationType.Multiclass, Models.ClassificationType.Multilabel)]
    public string? ClassificationType { get; set; }

    /// <summary>The platforms that models are to be exported for. Default: any.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(ExportPlatformCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] TargetExportPlatform { get; set; } = [];

    /// <summary>The URL of a blob container that exported models are copied to. Requires version 3.4-preview.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? ExportModelContainerUri { get; set; }

    /// <summary>The URL of a queue that receives a message when training or an export ends. Requires version 3.4-preview.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? NotificationQueueUri { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!ShouldProcess($"project '{Name}'", "Create"))
            return;
        RunFor(Name, async token =>
        {
            var wanted = new NewProject(Name)
            {
                Description = Description,
                DomainId = await FindDomainAsync(token).ConfigureAwait(false),
                ClassificationType = ClassificationType,
                TargetExportPlatforms = TargetExportPlatform,
                ExportModelContainerUri = ExportModelContainerUri,
                NotificationQueueUri = NotificationQueueUri,
            };
            var project = await Client.CreateProjectAsync(wanted, token).ConfigureAwait(false);
            await WriteAsync(project).ConfigureAwait(false);
            await WarnIfNotUniqueAsync(project, token).ConfigureAwait(false);
        });
    }

    private async Task<Guid?> FindDomainAsync(CancellationToken token) =>
        DomainId is not null ? await Names.DomainAsync(DomainId, Type, token).ConfigureAwait(false)
        : Type is not null ? await Names.DefaultDomainAsync(Type, token).ConfigureAwait(false)
        : null;

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
