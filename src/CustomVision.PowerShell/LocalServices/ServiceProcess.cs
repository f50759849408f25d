using System.Diagnostics;
using System.Text;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>The process of a local service: what it said when it was ready, and what it said on its way down.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private const int RememberedLines = 20;

    private readonly Process process;
    private readonly Queue<string> log = new();

    private ServiceProcess(Process process)
    {
        this.process = process;
        process.ErrorDataReceived += (_, line) => Remember(line.Data);
        process.BeginErrorReadLine(); // unread, a full pipe would stop the service
        Id = process.Id;
    }

    public int Id { get; }

    public bool IsRunning => !process.HasExited;

    /// <summary>Starts the service of the module CustomVision.LocalService. The service ends with this process.</summary>
    /// <exception cref="ServiceModuleMissingException">The module is not installed.</exception>
    /// <exception cref="RuntimeMissingException">There is no dotnet.</exception>
    public static ServiceProcess Start(IEnumerable<string> arguments)
    {
        using var self = Process.GetCurrentProcess();
        string[] command = [ServiceModule.FindProgram(), .. arguments, "--owner", $"{self.Id}"];
        var start = new ProcessStartInfo(DotnetHost.Find(), CommandLine.Join(command))
        {
            UseShellExecute = false,
            CreateNoWindow = true,
            RedirectStandardInput = true, // the terminal stays the user's
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        return new ServiceProcess(Process.Start(start)!);
    }

    /// <summary>The line of JSON that the service writes when it is ready.</summary>
    /// <exception cref="InvalidOperationException">It ended instead; the message says what it said last.</exception>
    /// <exception cref="RuntimeMissingException">It could not even begin.</exception>
    public async Task<string> ReadyAsync(CancellationToken cancellation)
    {
        using (cancellation.Register(Kill))
        {
            var line = await process.StandardOutput.ReadLineAsync().ConfigureAwait(false);
            cancellation.ThrowIfCancellationRequested();
            if (line is not null)
                return line;
        }

        process.WaitForExit(); // and for the end of its log
        if (DotnetHost.IsRuntimeMissing(process.ExitCode))
            throw new RuntimeMissingException(
                $"The local service needs the ASP.NET Core Runtime 10.0, and {process.StartInfo.FileName} does not have it.",
                new InvalidOperationException(LastWords()));
        throw new InvalidOperationException($"The local service ended at once (exit code {process.ExitCode}). {LastWords()}".TrimEnd());
    }

    /// <summary>Waits until the process has ended.</summary>
    /// <returns>Whether it ended in time.</returns>
    public bool WaitForEnd(TimeSpan limit) => process.WaitForExit((int)limit.TotalMilliseconds);

    public void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended by itself, which is what was wanted.
        }
    }

    public void Dispose() => process.Dispose();

    private void Remember(string? line)
    {
        if (line is null)
            return;
        lock (log)
        {
            log.Enqueue(line);
            if (log.Count > RememberedLines)
                log.Dequeue();
        }
    }

    private string LastWords()
    {
        lock (log)
            return string.Join(Environment.NewLine, log);
    }
}
