using CustomVision.Http;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.Connections;

/// <summary>Shows the connection that the session's cmdlets use, without its keys; nothing when there is none.</summary>
[Cmdlet(VerbsCommon.Get, "CVConnection")]
[OutputType(typeof(CustomVisionConnection))]
public sealed class GetConnectionCommand : PSCmdlet
{
    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        try
        {
            if (SessionConnection.Find() is { } connection)
                WriteObject(connection);
        }
        catch (EnvironmentVariableException problem)
        {
            ThrowTerminatingError(Errors.BadEnvironment(problem));
        }
    }
}
