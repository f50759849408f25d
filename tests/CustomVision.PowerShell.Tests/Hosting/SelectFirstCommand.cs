using System.Reflection;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>
/// Ends the pipeline before it after some objects, as Select-Object -First does: with the engine's own exception, which
/// only PowerShell's own assemblies can make, so it is made by reflection.
/// </summary>
[Cmdlet(VerbsCommon.Select, "First")]
public sealed class SelectFirstCommand : PSCmdlet
{
    private static readonly ConstructorInfo StopUpstream = typeof(PSObject).Assembly
        .GetType("System.Management.Automation.StopUpstreamCommandsException", throwOnError: true)!
        .GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
        .Single(constructor => constructor.GetParameters().Length == 1);

    private int seen;

    [Parameter(Mandatory = true, Position = 0)]
    public int Count { get; set; }

    [Parameter(Mandatory = true, ValueFromPipeline = true)]
    public PSObject InputObject { get; set; } = new();

    protected override void ProcessRecord()
    {
        WriteObject(InputObject);
        if (++seen == Count)
            throw (Exception)StopUpstream.Invoke([this]);
    }
}
