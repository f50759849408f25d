using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace CustomVision.Benches.Service;

/// <summary>Azurite, the emulator of Azure Storage, installed by npm into a temporary folder and storing blobs on disk.</summary>
internal sealed class Azurite : IDisposable
{
    private const string Account = "bench";
    private const string Version = "2021-12-02";

    private readonly DirectoryInfo folder;
    private readonly Process process;
    private readonly byte[] key;
    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false });
    private int containers;

    private Azurite(DirectoryInfo folder, Process process, byte[] key, int port)
    {
        this.folder = folder;
        this.process = process;
        this.key = key;
        http.BaseAddress = new Uri($"http://127.0.0.1:{port}/{Account}/");
    }

    /// <summary>Null if npm is not installed.</summary>
    public static async Task<Azurite?> StartAsync()
    {
        var folder = Directory.CreateTempSubdirectory("bench-azurite-");
        if (!await InstallAsync(folder.FullName))
        {
            folder.Delete(recursive: true);
            return null;
        }

        var key = RandomNumberGenerator.GetBytes(64);
        var port = FreePort();
        var start = new ProcessStartInfo(
            "node",
            [
                Path.Combine(folder.FullName, "node_modules", "azurite", "dist", "src", "blob", "main.js"),
                "--blobPort", $"{port}", "--location", Path.Combine(folder.FullName, "data"), "--silent", "--disableTelemetry",
            ])
        {
            RedirectStandardOutput = true,
        };
        start.Environment["AZURITE_ACCOUNTS"] = $"{Account}:{Convert.ToBase64String(key)}";
        var process = new Process { StartInfo = start };
        var ready = new TaskCompletionSource<bool>();
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.Contains("successfully", StringComparison.OrdinalIgnoreCase))
                ready.TrySetResult(line.Data is not null);
        };
        process.Start();
        process.BeginOutputReadLine();
        return await ready.Task ? new Azurite(folder, process, key, port) : throw new InvalidOperationException("Azurite did not start.");
    }

    /// <summary>Stores each image in a request of its own, in a new container.</summary>
    public async Task<Rate> StoreAsync(IReadOnlyList<byte[]> images, int senders)
    {
        var container = $"run{++containers}";
        await SendAsync(HttpMethod.Put, container, "restype:container", new ByteArrayContent([]));
        GC.Collect();
        var processor = ProcessorTime();
        var clock = Stopwatch.StartNew();
        await Parallel.ForAsync(0, images.Count, new ParallelOptions { MaxDegreeOfParallelism = senders }, async (number, _) =>
            await SendAsync(HttpMethod.Put, $"{container}/{number}.jpg", null, new ByteArrayContent(images[number])));
        var elapsed = clock.Elapsed;
        return new Rate(images.Count / elapsed.TotalSeconds, (ProcessorTime() - processor).TotalMicroseconds / images.Count);
    }

    public void Dispose()
    {
        http.Dispose();
        process.Kill();
        process.WaitForExit();
        process.Dispose();
        folder.Delete(recursive: true);
    }

    private static async Task<bool> InstallAsync(string folder)
    {
        var npm = OperatingSystem.IsWindows() ? new ProcessStartInfo("cmd.exe", ["/c", "npm"]) : new ProcessStartInfo("npm");
        foreach (var argument in (string[])["install", "--no-audit", "--no-fund", "--silent", "--prefix", folder, "azurite"])
            npm.ArgumentList.Add(argument);
        try
        {
            using var process = Process.Start(npm)!;
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? true : throw new InvalidOperationException($"npm install azurite ended with exit code {process.ExitCode}. --no-azurite leaves it out.");
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private TimeSpan ProcessorTime()
    {
        process.Refresh();
        return process.TotalProcessorTime;
    }

    // Authorized with a shared key, as the clients of Azure Storage do.
    private async Task SendAsync(HttpMethod method, string path, string? parameter, ByteArrayContent content)
    {
        using var request = new HttpRequestMessage(method, path + (parameter is null ? "" : $"?{parameter.Replace(':', '=')}")) { Content = content };
        var date = DateTime.UtcNow.ToString("R", CultureInfo.InvariantCulture);
        var length = content.Headers.ContentLength is > 0 and var bytes ? $"{bytes}" : "";
        var headers = (parameter is null ? "x-ms-blob-type:BlockBlob\n" : "") + $"x-ms-date:{date}\nx-ms-version:{Version}\n";
        var resource = $"/{Account}/{Account}/{path}" + (parameter is null ? "" : $"\n{parameter}");
        var signature = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{method}\n\n\n{length}\n\n\n\n\n\n\n\n\n{headers}{resource}"));
        request.Headers.Add("x-ms-date", date);
        request.Headers.Add("x-ms-version", Version);
        if (parameter is null)
            request.Headers.Add("x-ms-blob-type", "BlockBlob");
        request.Headers.TryAddWithoutValidation("Authorization", $"SharedKey {Account}:{Convert.ToBase64String(signature)}");
        using var answer = await http.SendAsync(request);
        answer.EnsureSuccessStatusCode();
    }
}
