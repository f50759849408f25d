using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.Connections;

/// <summary>Removes the session's connection and its keys. No request is sent.</summary>
[Cmdlet(VerbsCommunications.Disconnect, "CVService", SupportsShouldProcess = true)]
public sealed class DisconnectServiceCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        if (ShouldProcess("the session's connection", "Remove"))
            SessionConnection.Clear();
    }
}
