using System.Management.Automation.Runspaces;
using System.Text;
using CustomVision.Quickstart;

Console.OutputEncoding = Encoding.UTF8;
var script = Path.Combine(Checkout.Root, "samples", "quickstart.ps1");
var host = new ScriptHost(Console.Out, ScriptHost.ConsoleWidth(), styled: !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null or "");

using var runspace = RunspaceFactory.CreateRunspace(host, StandIns.Session());
runspace.Open();
using var shell = PowerShell.Create(runspace);
shell.AddCommand(script).AddCommand("Out-Default");
shell.Commands.Commands[0].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
Console.CancelKeyPress += (_, stop) =>
{
    stop.Cancel = true;
    shell.Stop();
};

try
{
    shell.Invoke();
}
catch (RuntimeException failure)
{
    await Console.Error.WriteLineAsync(failure is PipelineStoppedException ? "Stopped." : failure.ErrorRecord.ToString());
    return 1;
}

return host.ExitCode ?? 0;
