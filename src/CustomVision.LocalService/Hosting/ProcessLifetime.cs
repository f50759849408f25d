using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Hosting;

/// <summary>
/// Stops the service gracefully on a signal. Ctrl+C reaches all processes of a terminal; if the service has an owner, it is meant for
/// the owner, and the service ends with the owner.
/// </summary>
internal sealed class SignalLifetime(LocalServiceOptions options, IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, options.OwnerProcessId is null ? Stop : Ignore));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lifetime.StopApplication();
    }

    private static void Ignore(PosixSignalContext signal) => signal.Cancel = true;
}

/// <summary>Stops the service when its owner process has ended, in whatever way.</summary>
internal sealed class OwnerMonitor(LocalServiceOptions options, IHostApplicationLifetime lifetime, ILogger<OwnerMonitor> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // Not every system can wait for a process that isn't a child, so the monitor polls.
        var processId = options.OwnerProcessId!.Value;
        var owner = RunningProcess.Find(processId);
        using var timer = new PeriodicTimer(Interval);
        while (owner is not null && RunningProcess.Find(processId) == owner)
            await timer.WaitForNextTickAsync(stoppingToken);

        log.LogInformation("The owner, process {ProcessId}, has ended", processId);
        lifetime.StopApplication();
    }
}

/// <summary>Identifies one process: systems reuse ids, but not together with the start time.</summary>
internal readonly record struct RunningProcess(int Id, string Started)
{
    /// <summary>Returns null if no process with this id is running.</summary>
    public static RunningProcess? Find(int processId) =>
        (OperatingSystem.IsLinux() ? FindStartOnLinux(processId) : FindStart(processId)) is { } started
            ? new RunningProcess(processId, started)
            : null;

    private static string? FindStartOnLinux(int processId)
    {
        try
        {
            // The name, in parentheses, may contain anything. After it come the state and, 19 fields later, the start time.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            // A process that has ended stays a zombie until its parent waits for it.
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? FindStart(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.StartTime.Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Win32Exception)
        {
            // The process is running, but this user can't read its start time. The id alone has to do.
            return "";
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
