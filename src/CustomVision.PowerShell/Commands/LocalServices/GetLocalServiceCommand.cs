using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Lists the local services that this process has started and that still run.</summary>
[Cmdlet(VerbsCommon.Get, "CVLocalService")]
[OutputType(typeof(LocalService))]
public sealed class GetLocalServiceCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(StartedServices.Running(), enumerateCollection: true);
}
