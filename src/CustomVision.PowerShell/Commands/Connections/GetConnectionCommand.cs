using CustomVision.Http;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.Connections;

/// <summary>Gets the connection that the session's cmdlets use, without its keys.</summary>
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
        catch (EnvironmentVariableException exception)
        {
            ThrowTerminatingError(Errors.BadEnvironment(exception));
        }
    }
}
