using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests.Support;

/// <summary>The service as shipped, in a process of its own.</summary>
internal sealed class ServiceProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly StringBuilder errors = new();
    private readonly Task<string> output;

    private ServiceProcess(Process process, JsonNode? ready)
    {
        this.process = process;
        Ready = ready;
        process.ErrorDataReceived += (_, line) =>
        {
            lock (errors)
                errors.AppendLine(line.Data);
        };
        process.BeginErrorReadLine();
        output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
    }

    public static string Dll => Repository.Service;

    /// <summary>The line on stdout; null when the service ended without one.</summary>
    public JsonNode? Ready { get; }

    public int Id => process.Id;

    public string Endpoint => (string)Ready!["endpoint"]!;

    public string Training => $"{Endpoint}/customvision/v1.0/Training";

    public string TrainingKey => (string)Ready!["trainingKey"]!;

    public bool HasExited => process.HasExited;

    /// <summary>The most memory that it has had so far.</summary>
    public long PeakBytes
    {
        get
        {
            process.Refresh();
            return process.PeakWorkingSet64;
        }
    }

    /// <param name="within">A command that becomes the command after it.</param>
    /// <param name="folder">A copy of the service; null for the service as shipped.</param>
    public static async Task<ServiceProcess> StartAsync(
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string>? environment = null,
        string? currentFolder = null,
        string[]? within = null,
        string? folder = null)
    {
        string[] command = [.. within ?? [], "dotnet", folder is null ? Dll : Path.Combine(folder, Path.GetFileName(Dll)), .. arguments];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
            WorkingDirectory = currentFolder ?? "",
        };
        foreach (var (name, value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        var process = Process.Start(start)!;
        var line = await process.StandardOutput.ReadLineAsync(TestService.Cancel).AsTask().WaitAsync(Patience);
        return new ServiceProcess(process, line is null ? null : JsonNode.Parse(line));
    }

    public HttpClient NewClient()
    {
        var client = new HttpClient { BaseAddress = new Uri($"{Training}/") };
        client.DefaultRequestHeaders.Add("Training-key", TrainingKey);
        return client;
    }

    public async Task<(int ExitCode, string FurtherOutput, string Errors)> WaitForExitAsync()
    {
        await process.WaitForExitAsync(TestService.Cancel).WaitAsync(Patience);
        var further = await output;
        lock (errors)
            return (process.ExitCode, further, errors.ToString());
    }

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        process.Kill();
        await process.WaitForExitAsync(TestService.Cancel);
    }

    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [signal, Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync(TestService.Cancel);
    }

    public void Dispose()
    {
        if (!process.HasExited)
            process.Kill();
        process.WaitForExit();
        process.Dispose();
    }
}
