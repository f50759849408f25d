using System.Diagnostics;
using CustomVision.Backups;
using CustomVision.Http;

namespace CustomVision.Benches.Module;

/// <summary>This program as a process that only backs up or restores, so that it can be measured and killed. The key comes in the environment.</summary>
internal static class BackupChild
{
    public const string Name = "backup-child";

    private const string KeyVariable = "VISION_TRAINING_KEY";

    public static Process Backup(ServiceProcess service, Guid projectId, string folder) => Start(service, "backup", projectId.ToString(), folder);

    public static Process Restore(ServiceProcess service, string name, string folder) => Start(service, "restore", name, folder);

    /// <summary>Prints the path of the backup or the id of the new project, and the peak of the resident set in bytes.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        var client = new CustomVisionClient(new CustomVisionConnection(new Uri(arguments[1]), Secret.From(Environment.GetEnvironmentVariable(KeyVariable)!)));
        var result = arguments[0] == "backup"
            ? (await new ProjectArchiver(client, Fail).BackUpAsync(Guid.Parse(arguments[2]), arguments[3])).Path
            : (await new ProjectRestorer(client, Fail, _ => Task.CompletedTask).RestoreAsync(BackupFolder.Open(arguments[3]), arguments[2], journalPath: null)).ProjectId.ToString();
        using var self = Process.GetCurrentProcess();
        Console.WriteLine(result);
        Console.WriteLine(self.PeakWorkingSet64);
        return 0;
    }

    private static Task Fail(object result) => throw new InvalidOperationException($"An image failed: {result}");

    private static Process Start(ServiceProcess service, string what, string project, string folder)
    {
        var program = Environment.ProcessPath!;
        string[] self = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [typeof(BackupChild).Assembly.Location] : [];
        var start = new ProcessStartInfo(program, [.. self, Name, what, service.Endpoint.ToString(), project, folder])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment[KeyVariable] = service.TrainingKey;
        return Process.Start(start)!;
    }
}
