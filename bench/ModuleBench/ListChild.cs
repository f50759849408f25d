using System.Diagnostics;
using System.Text.Json;

namespace CustomVision.Benches.Module;

/// <param name="Images">How many came out.</param>
/// <param name="FirstMilliseconds">Until the first was out.</param>
/// <param name="Seconds">Until the last was.</param>
/// <param name="PeakMegabytes">Of the resident set of the whole process, with the engine.</param>
internal sealed record Listing(int Images, double FirstMilliseconds, double Seconds, double PeakMegabytes);

/// <summary>This program as a process that only lists, so that its memory can be measured.</summary>
internal static class ListChild
{
    public const string Name = "list-child";

    public static Process Start(ServiceProcess service, string project)
    {
        var program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(ListChild).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, [.. self, Name, project]) { RedirectStandardOutput = true };
        foreach (var (name, value) in Pipeline.Connection(service))
            start.Environment[name] = value;
        return Process.Start(start)!;
    }

    /// <summary>Prints a listing as JSON.</summary>
    public static int Run(string project)
    {
        using var pipeline = new Pipeline();
        var clock = Stopwatch.StartNew();
        var counts = pipeline.With("clock", clock).With("project", project).Run(
            """
            $count = 0
            $first = 0.0
            Get-CVTrainingImage $project | ForEach-Object {
                if ($count++ -eq 0) { $first = $clock.Elapsed.TotalMilliseconds }
            }
            $count
            $first
            """);
        var seconds = clock.Elapsed.TotalSeconds;
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(JsonSerializer.Serialize(
            new Listing((int)counts[0].BaseObject, (double)counts[1].BaseObject, seconds, self.PeakWorkingSet64 / (1024.0 * 1024))));
        return 0;
    }
}
