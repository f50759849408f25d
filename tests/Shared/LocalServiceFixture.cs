using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace CustomVision.Tests;

/// <summary>The local service as shipped, in memory, as a process of its own that ends with the tests of its class or collection.</summary>
public sealed class LocalServiceFixture : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly StringBuilder log = new();
    private Process? process;

    public Uri Endpoint { get; private set; } = null!;

    public string TrainingKey { get; private set; } = "";

    public string PredictionKey { get; private set; } = "";

    /// <summary>What the service has written to stderr so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
                return log.ToString();
        }
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    public Task WaitForExitAsync(CancellationToken cancellation) => process!.WaitForExitAsync(cancellation);

    public async ValueTask InitializeAsync()
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[
            Repository.Service,
            "--in-memory", "--port", "0", "--owner", $"{Environment.ProcessId}"])
            start.ArgumentList.Add(argument);
        process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) =>
        {
            lock (log)
                log.AppendLine(line.Data);
        };
        process.Start();
        process.BeginErrorReadLine();

        using var limit = new CancellationTokenSource(Patience);
        var ready = await process.StandardOutput.ReadLineAsync(limit.Token)
            ?? throw new InvalidOperationException($"The local service ended before it was ready: {Log}");
        using var announced = JsonDocument.Parse(ready);
        Endpoint = new Uri(announced.RootElement.GetProperty("endpoint").GetString()!);
        TrainingKey = announced.RootElement.GetProperty("trainingKey").GetString()!;
        PredictionKey = announced.RootElement.GetProperty("predictionKey").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        if (process is null)
            return;
        process.Kill(entireProcessTree: true); // does nothing to one that has ended
        await process.WaitForExitAsync();
        process.Dispose();
    }
}
