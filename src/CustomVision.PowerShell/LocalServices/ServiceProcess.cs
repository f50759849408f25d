using System.Diagnostics;
using System.Text;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>The process of a local service, with its ready message and the last lines of its log.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int MaxLogLines = 20;

    private readonly Process process;
    private readonly Queue<string> log = new();

    private ServiceProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => AddToLog(line.Data);
        process.BeginErrorReadLine(); // The service would block on a full pipe.
        Id = process.Id;
    }

    public int Id { get; }

    public bool IsRunning => !process.HasExited;

    /// <summary>Starts the service of the module CustomVision.LocalService. The service ends with this process.</summary>
    /// <exception cref="ServiceModuleMissingException">The module is not installed.</exception>
    /// <exception cref="RuntimeMissingException">dotnet isn't installed.</exception>
    public static ServiceProcess Start(IEnumerable<string> arguments)
    {
        using var self = Process.GetCurrentProcess();
        string[] command = [ServiceModule.FindProgram(), .. arguments, "--owner", $"{self.Id}"];
        var start = new ProcessStartInfo(DotnetHost.Find(), CommandLine.Join(command))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true, // The service must not read from the user's terminal.
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return new ServiceProcess(Process.Start(start)!);
    }

    /// <summary>Waits for the JSON line that the service writes when it is ready.</summary>
    /// <exception cref="InvalidOperationException">The service ended. The message contains the last lines of its log.</exception>
    /// <exception cref="RuntimeMissingException">The runtime of the service isn't installed.</exception>
    public async Task<string> ReadyAsync(CancellationToken cancellation)
    {
        using (cancellation.Register(Kill))
        {
            var line = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (line is not null)
                return line;
        }

        process.WaitForExit(); // This overload also waits for the end of the log.
        if (DotnetHost.IsRuntimeMissing(process.ExitCode))
            throw new RuntimeMissingException(
                $"The local service needs the ASP.NET Core Runtime 10.0, but {process.StartInfo.FileName} does not have it.",
                new InvalidOperationException(LastLogLines()));
        throw new InvalidOperationException($"The local service ended during startup with exit code {process.ExitCode}. {LastLogLines()}".TrimEnd());
    }

    /// <summary>Waits for the process to end. Returns false after the timeout.</summary>
    public bool WaitForExit(TimeSpan timeout) => process.WaitForExit((int)timeout.TotalMilliseconds);

    public void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // The process has already ended.
        }
    }

    public void Dispose() => process.Dispose();

    private void AddToLog(string? line)
    {
        if (line is null)
            return;
        lock (log)
        {
            log.Enqueue(line);
            if (log.Count > MaxLogLines)
                log.Dequeue();
        }
    }

    private string LastLogLines()
    {
        lock (log)
            return string.Join(Environment.NewLine, log);
    }
}
