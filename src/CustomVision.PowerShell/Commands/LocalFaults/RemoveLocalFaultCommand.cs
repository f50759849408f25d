using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Commands.LocalServices;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.LocalFaults;

/// <summary>Removes faults of a local service: those given, or all.</summary>
/// <remarks>It does not ask, as others that remove do: a fault holds nothing, and is set again with one command.</remarks>
[Cmdlet(VerbsCommon.Remove, "CVLocalFault", DefaultParameterSetName = ById, SupportsShouldProcess = true)]
public sealed class RemoveLocalFaultCommand : LocalServiceCommand
{
    private const string ById = "Id";
    private const string Everything = "All";

    /// <summary>The faults, by id or as Add-CVLocalFault and Get-CVLocalFault give them.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipeline = true, ParameterSetName = ById)]
    [LocalFaultId]
    [ArgumentCompleter(typeof(LocalFaultCompleter))]
    [ValidateNotNullOrEmpty]
    public int[] Id { get; set; } = [];

    /// <summary>Removes all that are set.</summary>
    [Parameter(Mandatory = true, ParameterSetName = Everything)]
    public SwitchParameter All { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (All && ShouldProcess($"all faults at {LocalEndpoint}", "Remove"))
            RunLocally(LocalEndpoint, (local, token) => local.RemoveFaultsAsync(token));
        foreach (var id in Id)
            if (ShouldProcess($"fault {id} at {LocalEndpoint}", "Remove"))
                RunLocally(id, (local, token) => local.RemoveFaultAsync(id, token));
    }
}
