using System.Management.Automation.Runspaces;

namespace CustomVision.Quickstart;

/// <summary>
/// All that this host stands in for. The engine alone lacks the cmdlets that PowerShell brings as modules; of those,
/// quickstart.ps1 and the samples that run here use Get-ChildItem. The stand-in asks the same provider and gives the very
/// objects that PowerShell's Get-ChildItem gives.
/// </summary>
internal static class StandIns
{
    private const string GetChildItem =
        """
        param(
            [Parameter(Mandatory, Position = 0, ParameterSetName = 'Path')] [string[]] $Path,
            [Parameter(Mandatory, ParameterSetName = 'LiteralPath')] [string] $LiteralPath,
            [switch] $Recurse,
            [switch] $File)
        $items = if ($LiteralPath) { $ExecutionContext.InvokeProvider.ChildItem.Get(@($LiteralPath), $Recurse, $false, $true) }
        else { foreach ($item in $Path) { $ExecutionContext.InvokeProvider.ChildItem.Get($item, $Recurse) } }
        if ($File) { $items | Where-Object PSIsContainer -EQ $false } else { $items }
        """;

    public static InitialSessionState Session()
    {
        var session = InitialSessionState.CreateDefault2();
        session.Commands.Add(new SessionStateFunctionEntry("Get-ChildItem", GetChildItem));
        if (OperatingSystem.IsWindows())
            session.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        return session;
    }
}
