using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands;

/// <summary>The base class of cmdlets for something in a project that they specify by a further parameter.</summary>
public abstract class ProjectItemCommand : ServiceCommand
{
    private protected ProjectItemCommand()
    {
    }

    /// <summary>The project by name, by id, or as an object from Get-CVProject. Objects from the pipeline contain it.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;
}
