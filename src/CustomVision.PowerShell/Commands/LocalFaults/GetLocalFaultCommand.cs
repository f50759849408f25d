using CustomVision.Local;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Commands.LocalServices;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.LocalFaults;

/// <summary>Gets the faults of a local service.</summary>
[Cmdlet(VerbsCommon.Get, "CVLocalFault")]
[OutputType(typeof(LocalFault))]
public sealed class GetLocalFaultCommand : LocalServiceCommand
{
    /// <summary>Gets only the faults with these ids. Default: all faults.</summary>
    [Parameter(Position = 0)]
    [LocalFaultId]
    [ArgumentCompleter(typeof(LocalFaultCompleter))]
    [ValidateNotNullOrEmpty]
    public int[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForLocalService(LocalEndpoint, async (local, token) =>
    {
        var faults = await local.GetFaultsAsync(token).ConfigureAwait(false);
        foreach (var fault in faults.Where(fault => Id is null || Id.Contains(fault.Id)))
            await WriteAsync(fault).ConfigureAwait(false);
        foreach (var id in (Id ?? []).Where(id => faults.All(fault => fault.Id != id)))
            await OnPipelineAsync(() => WriteError(Errors.NoLocalFault(id))).ConfigureAwait(false);
    });
}
