using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CustomVision.LocalService.Hosting;

/// <summary>One process and no other: ids are used again, start times are not.</summary>
internal readonly record struct RunningProcess(int Id, string Started)
{
    /// <summary>Null when no process with this id is running.</summary>
    public static RunningProcess? Find(int processId) =>
        (OperatingSystem.IsLinux() ? StartOnLinux(processId) : StartElsewhere(processId)) is { } started
            ? new RunningProcess(processId, started)
            : null;

    private static string? StartOnLinux(int processId)
    {
        try
        {
            // The name, in parentheses, may hold anything; the fields after it are the state, and 19 further on the start time.
            var stat = File.ReadAllText(string.Create(CultureInfo.InvariantCulture, $"/proc/{processId}/stat"));
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            // A process that has ended stays listed as a zombie for as long as its parent does not ask for it.
            return fields[0] is "Z" or "X" ? null : fields[19];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static string? StartElsewhere(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return process.StartTime.Ticks.ToString(CultureInfo.InvariantCulture);
        }
        catch (Win32Exception)
        {
            // It runs, and we may not ask more; then its being there has to do.
            return "";
        }
        catch (Exception error) when (error is ArgumentException or InvalidOperationException)
        {
            return null;
        }
    }
}
