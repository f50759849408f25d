using CustomVision.Local;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Commands.LocalServices;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.LocalFaults;

/// <summary>Lists the faults that are set in a local service, and how many requests have met each.</summary>
[Cmdlet(VerbsCommon.Get, "CVLocalFault")]
[OutputType(typeof(LocalFault))]
public sealed class GetLocalFaultCommand : LocalServiceCommand
{
    /// <summary>Only the faults with these ids. Default: all that are set.</summary>
    [Parameter(Position = 0)]
    [LocalFaultId]
    [ArgumentCompleter(typeof(LocalFaultCompleter))]
    [ValidateNotNullOrEmpty]
    public int[]? Id { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunLocally(LocalEndpoint, async (local, token) =>
    {
        var faults = await local.GetFaultsAsync(token).ConfigureAwait(false);
        foreach (var fault in faults.Where(fault => Id is null || Id.Contains(fault.Id)))
            await WriteAsync(fault).ConfigureAwait(false);
        foreach (var id in (Id ?? []).Where(id => faults.All(fault => fault.Id != id)))
            await OnPipelineAsync(() => WriteError(Errors.NoLocalFault(id))).ConfigureAwait(false);
    });
}
