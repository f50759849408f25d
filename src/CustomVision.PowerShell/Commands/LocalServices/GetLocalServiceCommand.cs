using CustomVision.PowerShell.LocalServices;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Gets the running local services that this process started.</summary>
[Cmdlet(VerbsCommon.Get, "CVLocalService")]
[OutputType(typeof(LocalService))]
public sealed class GetLocalServiceCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing() => WriteObject(StartedServices.Running(), enumerateCollection: true);
}
