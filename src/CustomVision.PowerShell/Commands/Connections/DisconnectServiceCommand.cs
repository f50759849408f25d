using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.Connections;

/// <summary>Forgets the session's connection and its keys. Nothing is sent.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "CVService", SupportsShouldProcess = true)]
public sealed class DisconnectServiceCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShouldProcess("the session's connection", "Forget"))
            SessionConnection.Clear();
    }
}
