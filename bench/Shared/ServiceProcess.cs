using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace CustomVision.Benches;

/// <summary>The local service as shipped, in its own process.</summary>
internal sealed partial class ServiceProcess : IDisposable
{
    private readonly HttpClient local = new(new SocketsHttpHandler { UseProxy = false });
    private readonly string program;
    private Process process;

    private ServiceProcess(string program, Process process, string? dataFolder, JsonObject announced)
    {
        this.program = program;
        this.process = process;
        DataFolder = dataFolder;
        Endpoint = new Uri(announced["endpoint"]!.GetValue<string>());
        TrainingKey = announced["trainingKey"]!.GetValue<string>();
        PredictionKey = announced["predictionKey"]!.GetValue<string>();
        local.BaseAddress = new Uri(Endpoint, "_local/");
        local.DefaultRequestHeaders.Add("Training-key", TrainingKey);
    }

    public Uri Endpoint { get; }

    public string TrainingKey { get; }

    public string PredictionKey { get; }

    /// <summary>Null for a service in memory.</summary>
    public string? DataFolder { get; }

    /// <summary>The resident set in megabytes.</summary>
    public double WorkingSet
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / (1024.0 * 1024);
        }
    }

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    /// <param name="onDisk">Whether the service stores its data on disk, in a temporary folder, or in memory.</param>
    /// <param name="program">The program of the service; null for the one of this checkout.</param>
    public static async Task<ServiceProcess> StartAsync(bool onDisk, string? program = null)
    {
        program ??= Checkout.Service;
        var dataFolder = onDisk ? Directory.CreateTempSubdirectory("bench-data-").FullName : null;
        var process = Launch(program, dataFolder, "--port", "0");
        return new ServiceProcess(program, process, dataFolder, await AnnouncedAsync(process));
    }

    /// <summary>Kills the service and restarts it with the same data, address and keys.</summary>
    public async Task CrashAndRestartAsync()
    {
        Crash();
        await RestartAsync();
    }

    /// <summary>kill -9.</summary>
    public void Crash()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    public async Task RestartAsync()
    {
        process = Launch(
            program,
            DataFolder,
            "--port", Endpoint.Port.ToString(CultureInfo.InvariantCulture),
            "--training-key", TrainingKey,
            "--prediction-key", PredictionKey);
        await AnnouncedAsync(process);
    }

    /// <summary>Adds a fault rule. A restart removes all rules.</summary>
    public async Task AddFaultAsync(JsonObject rule)
    {
        using var answer = await local.PostAsJsonAsync("faults", rule);
        if (!answer.IsSuccessStatusCode)
            throw new InvalidOperationException($"The service refuses the fault {rule.ToJsonString()}: {await answer.Content.ReadAsStringAsync()}");
    }

    /// <summary>The fault rules with the number of requests that met each.</summary>
    public async Task<IReadOnlyList<JsonNode>> FaultsAsync() => [.. (await local.GetFromJsonAsync<JsonArray>("faults"))!.OfType<JsonNode>()];

    public async Task RemoveFaultsAsync()
    {
        using var answer = await local.DeleteAsync("faults");
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>The number of images in complete requests. An image that was sent twice counts twice.</summary>
    public async Task<int> ImagesReceivedAsync()
    {
        var requests = await local.GetFromJsonAsync<JsonElement[]>("requests");
        return requests!.Sum(request => request.GetProperty("imageCount") is { ValueKind: JsonValueKind.Number } count ? count.GetInt32() : 0);
    }

    /// <summary>The duration of each request in the request log of the service, in milliseconds.</summary>
    public async Task<IReadOnlyList<double>> DurationsAsync() =>
        [.. (await local.GetFromJsonAsync<JsonElement[]>("requests"))!.Select(request => request.GetProperty("durationMs").GetDouble())];

    public async Task ForgetRequestsAsync()
    {
        using var answer = await local.DeleteAsync("requests");
        answer.EnsureSuccessStatusCode();
    }

    public void Dispose()
    {
        local.Dispose();
        Crash();
        if (DataFolder is not null)
            Directory.Delete(DataFolder, recursive: true);
    }

    private static Process Launch(string program, string? dataFolder, params string[] options)
    {
        string[] storage = dataFolder is null ? ["--in-memory"] : ["--data", dataFolder];
        return Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            [program, .. storage, .. options, "--owner", $"{Environment.ProcessId}"])
        {
            RedirectStandardOutput = true,
        })!;
    }

    private static async Task<JsonObject> AnnouncedAsync(Process process)
    {
        var ready = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The local service did not start.");
        return JsonNode.Parse(ready)!.AsObject();
    }
}
