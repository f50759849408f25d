using System.Collections.ObjectModel;
using System.Management.Automation.Host;
using System.Security;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>Text out, nothing in: scripts run here do not ask.</summary>
internal sealed class ScriptHostText(TextWriter output, int width, bool styled) : PSHostUserInterface
{
    public override PSHostRawUserInterface RawUI { get; } = new ScriptHostScreen(width);

    public override bool SupportsVirtualTerminal => styled;

    public override void Write(string value) => output.Write(Styled(value));

    public override void Write(ConsoleColor foregroundColor, ConsoleColor backgroundColor, string value) => output.Write(Styled(value));

    public override void WriteLine(string value) => output.WriteLine(Styled(value));

    public override void WriteErrorLine(string value) => output.WriteLine(Styled(value));

    public override void WriteWarningLine(string message) => output.WriteLine($"WARNING: {message}");

    public override void WriteVerboseLine(string message) => output.WriteLine($"VERBOSE: {message}");

    public override void WriteDebugLine(string message) => output.WriteLine($"DEBUG: {message}");

    public override void WriteProgress(long sourceId, ProgressRecord record)
    {
        // A log has no use for a bar.
    }

    public override string ReadLine() => throw NoInput();

    public override SecureString ReadLineAsSecureString() => throw NoInput();

    public override Dictionary<string, PSObject> Prompt(string caption, string message, Collection<FieldDescription> descriptions) => throw NoInput();

    public override int PromptForChoice(string caption, string message, Collection<ChoiceDescription> choices, int defaultChoice) => throw NoInput();

    public override PSCredential PromptForCredential(string caption, string message, string userName, string targetName) => throw NoInput();

    public override PSCredential PromptForCredential(
        string caption, string message, string userName, string targetName, PSCredentialTypes allowedCredentialTypes, PSCredentialUIOptions options) =>
        throw NoInput();

    // Escape sequences go to a terminal only.
    private string Styled(string value) => GetOutputString(value, styled);

    private static NotSupportedException NoInput() => new("This host cannot ask the user anything.");
}
