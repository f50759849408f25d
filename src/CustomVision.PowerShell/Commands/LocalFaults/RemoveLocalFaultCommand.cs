using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Commands.LocalServices;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.LocalFaults;

/// <summary>Removes faults from a local service.</summary>
/// <remarks>The cmdlet doesn't prompt for confirmation, because a fault holds no data.</remarks>
[Cmdlet(VerbsCommon.Remove, "CVLocalFault", DefaultParameterSetName = ById, SupportsShouldProcess = true)]
public sealed class RemoveLocalFaultCommand : LocalServiceCommand
{
    private const string ById = "Id";
    private const string AllSet = "All";

    /// <summary>The faults by id or as objects from Add-CVLocalFault and Get-CVLocalFault.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ById)]
    [LocalFaultId]
    [ArgumentCompleter(typeof(LocalFaultCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Id { get; set; } = [];

    /// <summary>Removes all faults.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllSet)]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (All && ShouldProcess($"all faults at {LocalEndpoint}", "Remove"))
            RunForLocalService(LocalEndpoint, (local, token) => local.RemoveFaultsAsync(token));
        foreach (var id in Id)
            if (ShouldProcess($"fault {id} at {LocalEndpoint}", "Remove"))
                RunForLocalService(id, (local, token) => local.RemoveFaultAsync(id, token));
    }
}
