using System.Diagnostics;
using System.Text.Json;

namespace UploadBench;

/// <summary>The local service as shipped, as a process of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private readonly Process process;
    private readonly string? dataFolder;

    private ServiceProcess(Process process, string? dataFolder, Uri endpoint, string trainingKey)
    {
        this.process = process;
        this.dataFolder = dataFolder;
        Endpoint = endpoint;
        TrainingKey = trainingKey;
    }

    public Uri Endpoint { get; }

    public string TrainingKey { get; }

    public static async Task<ServiceProcess> StartAsync(bool onDisk)
    {
        var dataFolder = onDisk ? Directory.CreateTempSubdirectory("upload-bench-data-").FullName : null;
        string[] storage = dataFolder is null ? ["--in-memory"] : ["--data", dataFolder];
        var start = new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [Checkout.Service, .. storage, "--port", "0", "--owner", $"{Environment.ProcessId}"])
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        var ready = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The local service did not start.");
        using var announced = JsonDocument.Parse(ready);
        return new ServiceProcess(
            process,
            dataFolder,
            new Uri(announced.RootElement.GetProperty("endpoint").GetString()!),
            announced.RootElement.GetProperty("trainingKey").GetString()!);
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        if (dataFolder is not null)
            Directory.Delete(dataFolder, recursive: true);
    }
}
