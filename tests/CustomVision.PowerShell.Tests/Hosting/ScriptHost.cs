using System.Globalization;
using System.Management.Automation.Host;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>What the engine needs of its surroundings: where text goes, how wide it may be, and what exit code was asked for.</summary>
internal sealed class ScriptHost(TextWriter output, int width, bool styled) : PSHost
{
    public int? ExitCode { get; private set; }

    public override string Name => "CustomVision.PowerShell.Tests.Hosting";

    public override Version Version { get; } = typeof(ScriptHost).Assembly.GetName().Version!;

    public override Guid InstanceId { get; } = Guid.NewGuid();

    public override CultureInfo CurrentCulture => CultureInfo.CurrentCulture;

    public override CultureInfo CurrentUICulture => CultureInfo.CurrentUICulture;

    public override PSHostUserInterface UI { get; } = new ScriptHostText(output, width, styled);

    /// <summary>The width of the window, or a readable one when the output goes elsewhere.</summary>
    public static int ConsoleWidth() => Console.IsOutputRedirected ? 100 : Math.Max(60, Console.WindowWidth);

    public override void SetShouldExit(int exitCode) => ExitCode = exitCode;

    public override void EnterNestedPrompt() => throw new NotSupportedException("This host has no prompt.");

    public override void ExitNestedPrompt() => throw new NotSupportedException("This host has no prompt.");

    public override void NotifyBeginApplication()
    {
    }

    public override void NotifyEndApplication()
    {
    }
}
