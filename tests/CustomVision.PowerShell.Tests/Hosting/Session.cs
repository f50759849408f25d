using System.Collections.Concurrent;
using System.Management.Automation.Runspaces;
using System.Text;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>A PowerShell session that has imported the module as shipped.</summary>
internal sealed class Session : IDisposable
{
    // Opening a runspace and importing the module takes longer than most tests. A session that only holds variables and a
    // connection is therefore reset after a test and used again.
    private static readonly ConcurrentDictionary<(int Width, bool Styled), ConcurrentBag<Session>> Idle = new();

    private readonly StringWriter screen = new();
    private readonly Runspace runspace;
    private readonly (int Width, bool Styled) kind;
    private bool isReusable;

    /// <summary>Opens a session for one test, which may change anything in it.</summary>
    public Session(int width = 100, bool styled = false)
    {
        kind = (width, styled);
        var state = InitialSessionState.CreateDefault();
        if (OperatingSystem.IsWindows())
            state.ExecutionPolicy = Microsoft.PowerShell.ExecutionPolicy.Bypass;
        state.ImportPSModule(Path.Combine(Repository.Module, "CustomVision.psd1"));
        runspace = RunspaceFactory.CreateRunspace(new ScriptHost(screen, width, styled), state);
        runspace.Open();
    }

    /// <summary>A session for a test that only sets variables and connects. Dispose disconnects it and removes the variables.</summary>
    public static Session Reusable(int width = 100, bool styled = false) =>
        Idle.TryGetValue((width, styled), out var idle) && idle.TryTake(out var session) ? session : new Session(width, styled) { isReusable = true };

    /// <summary>Sets a variable for the scripts that follow.</summary>
    public Session With(string name, object? value)
    {
        runspace.SessionStateProxy.SetVariable(name, value);
        return this;
    }

    /// <summary>Runs a script and returns everything that it wrote. The terminating error is the one that a catch block would receive.</summary>
    public Outcome Run(string script)
    {
        With("terminating", null);
        using var shell = Prepare($"try {{ {script} }} catch {{ $terminating = $_ }}");
        IReadOnlyList<PSObject> output = [.. shell.Invoke()];
        var terminating = (runspace.SessionStateProxy.GetVariable("terminating") as PSObject)?.BaseObject
            ?? runspace.SessionStateProxy.GetVariable("terminating");
        return new Outcome(output, [.. shell.Streams.Error], (ErrorRecord?)terminating, OtherStreams(shell.Streams));
    }

    /// <summary>Runs a script that must end without an error and returns its output.</summary>
    public IReadOnlyList<PSObject> Output(string script)
    {
        var outcome = Run(script);
        Assert.Null(outcome.Terminating);
        Assert.Empty(outcome.Errors);
        return outcome.Output;
    }

    /// <summary>Runs a script and returns what a user sees: the output as PowerShell formats it.</summary>
    public string Screen(string script)
    {
        screen.GetStringBuilder().Clear();
        using var shell = Prepare(script);
        shell.Commands.Commands[^1].MergeMyResults(PipelineResultTypes.Error, PipelineResultTypes.Output);
        shell.AddCommand("Out-Default");
        shell.Invoke();
        return screen.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>Starts a script. The caller stops it or waits for it.</summary>
    public RunningScript Start(string script) => new(Prepare(script));

    public void Dispose()
    {
        if (isReusable && runspace.RunspaceAvailability == RunspaceAvailability.Available)
        {
            Output("Disconnect-CVService");
            runspace.ResetRunspaceState();
            screen.GetStringBuilder().Clear();
            Idle.GetOrAdd(kind, _ => []).Add(this);
        }
        else
        {
            runspace.Dispose();
        }
    }

    private System.Management.Automation.PowerShell Prepare(string script)
    {
        var shell = System.Management.Automation.PowerShell.Create(runspace);
        shell.AddScript(script);
        return shell;
    }

    private static string OtherStreams(PSDataStreams streams)
    {
        var text = new StringBuilder();
        foreach (var line in streams.Verbose)
            text.AppendLine(line.Message);
        foreach (var line in streams.Debug)
            text.AppendLine(line.Message);
        foreach (var line in streams.Warning)
            text.AppendLine(line.Message);
        foreach (var line in streams.Information)
            text.AppendLine(line.ToString());
        foreach (var line in streams.Progress)
            text.AppendLine(line.ToString());
        return text.ToString();
    }
}

/// <summary>Everything that a script wrote.</summary>
/// <param name="Output">The output, including what the script wrote before a terminating error.</param>
/// <param name="Errors">The non-terminating errors.</param>
/// <param name="Terminating">The error that ended the script, if one did.</param>
/// <param name="Talk">The verbose, debug, warning, information and progress streams.</param>
internal sealed record Outcome(IReadOnlyList<PSObject> Output, IReadOnlyList<ErrorRecord> Errors, ErrorRecord? Terminating, string Talk)
{
    /// <summary>The ids of the errors, without the name of the cmdlet.</summary>
    public IEnumerable<string> ErrorIds => Errors.Select(error => Id(error));

    public string? TerminatingId => Terminating is null ? null : Id(Terminating);

    private static string Id(ErrorRecord error) => error.FullyQualifiedErrorId.Split(',')[0];
}

/// <summary>A script that runs on another thread.</summary>
internal sealed class RunningScript : IDisposable
{
    private readonly System.Management.Automation.PowerShell shell;
    private readonly PSDataCollection<PSObject> output = [];
    private readonly IAsyncResult running;

    public RunningScript(System.Management.Automation.PowerShell shell)
    {
        this.shell = shell;
        running = shell.BeginInvoke<PSObject, PSObject>(null, output);
    }

    /// <summary>The output so far.</summary>
    public PSDataCollection<PSObject> Output => output;

    /// <summary>The progress records written so far.</summary>
    public PSDataCollection<ProgressRecord> Progress => shell.Streams.Progress;

    /// <summary>Stops the script as Ctrl+C does. Returns when the pipeline has ended.</summary>
    public void Stop() => shell.Stop();

    /// <summary>Waits until the script has ended. Throws its terminating error.</summary>
    public void Wait() => shell.EndInvoke(running);

    public void Dispose() => shell.Dispose();
}
