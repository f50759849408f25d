using System.Management.Automation.Runspaces;

namespace CustomVision.Quickstart;

/// <summary>
/// All that this host stands in for. The engine alone lacks the cmdlets that PowerShell brings as modules; of those,
/// quickstart.ps1 uses Get-ChildItem. The stand-in asks the same provider and gives the very objects that PowerShell's
/// Get-ChildItem gives.
/// </summary>
internal static class StandIns
{
    private const string GetChildItem =
        """
        param([Parameter(Mandatory, Position = 0)] [string[]] $Path)
        foreach ($item in $Path) { $ExecutionContext.InvokeProvider.ChildItem.Get($item, $false) }
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
