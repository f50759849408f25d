using CustomVision.Api;
using CustomVision.Downloads;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Exports;

/// <summary>
/// Exports an iteration for a platform and downloads the model. An export that the service already has is used: it would reject
/// a second one.
/// </summary>
public sealed class IterationExporter
{
    private const long LargestModel = 2L * 1024 * 1024 * 1024;

    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);

    private readonly CustomVisionClient client;
    private readonly ITrainingApi api;
    private readonly Func<IterationExport, TimeSpan, Task>? onProgress;
    private readonly IClock clock;

    /// <summary>Creates an exporter. No request is sent.</summary>
    /// <param name="client">The service.</param>
    /// <param name="onProgress">Receives the export and the elapsed time after each request. The next waits for it.</param>
    public IterationExporter(CustomVisionClient client, Func<IterationExport, TimeSpan, Task>? onProgress = null)
    {
        this.client = client;
        this.onProgress = onProgress;
        api = client.Training;
        clock = client.Options.Clock;
    }

    /// <summary>Finds an export for a platform and flavor, or starts one. A failed export is started again.</summary>
    /// <exception cref="CustomVisionException">A request failed.</exception>
    public async Task<IterationExport> FindOrStartAsync(Iteration iteration, string platform, string? flavor, CancellationToken cancellation)
    {
        var existing = await FindAsync(iteration, platform, flavor, cancellation).ConfigureAwait(false);
        return existing is { Status: not ExportStatus.Failed }
            ? existing
            : await api.ExportIterationAsync(iteration, platform, flavor, cancellation).ConfigureAwait(false);
    }

    /// <summary>Waits until an export has ended, with requests at intervals that grow from 0.2 to 5 seconds.</summary>
    /// <param name="iteration">The iteration.</param>
    /// <param name="export">The export.</param>
    /// <param name="timeout">The time limit.</param>
    /// <param name="cancellation">Ends the wait.</param>
    /// <exception cref="ExportFailedException">The export failed, or did not end within the time limit.</exception>
    /// <exception cref="CustomVisionException">A request failed.</exception>
    public async Task<IterationExport> WaitAsync(Iteration iteration, IterationExport export, TimeSpan timeout, CancellationToken cancellation)
    {
        var (current, start, interval) = (export, clock.Now, FirstInterval);
        while (current is not { Status: ExportStatus.Done, DownloadUri: not null })
        {
            if (current.Status == ExportStatus.Failed)
                throw new ExportFailedException(current, $"The service could not export '{iteration.Name}' for {Describe(current)}, and gave no reason.");
            if (clock.Now - start > timeout)
                throw new ExportFailedException(current, $"The export of '{iteration.Name}' for {Describe(current)} was not finished after {timeout:g}. The service continues to export.");
            if (onProgress is not null)
                await onProgress(current, clock.Now - start).ConfigureAwait(false);
            await clock.Delay(interval, cancellation).ConfigureAwait(false);
            interval = TimeSpan.FromSeconds(Math.Min(LongestInterval.TotalSeconds, interval.TotalSeconds * 1.5));
            current = await FindAsync(iteration, export.Platform ?? "", export.Flavor, cancellation).ConfigureAwait(false) ?? current;
        }

        return current;
    }

    /// <summary>Downloads an export that is done.</summary>
    /// <param name="export">The export.</param>
    /// <param name="path">The path of the zip file.</param>
    /// <param name="overwrite">Whether to replace an existing file.</param>
    /// <param name="cancellation">Cancels the download.</param>
    /// <exception cref="IOException">The file exists or cannot be written, or is not a zip file.</exception>
    /// <exception cref="CustomVisionException">The download failed.</exception>
    public async Task<ExportedModel> SaveAsync(IterationExport export, string path, bool overwrite, CancellationToken cancellation)
    {
        if (!overwrite && File.Exists(path))
            throw new IOException($"The file '{path}' exists. Use -Force to replace it.");
        var fetch = new UrlFetch(client.Connection.Timeout, LargestModel, "model");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var partial = new PartialFile(path);
        var request = new ApiRequest<string>(fetch.Operation, HttpMethod.Get, "", _ => "") { Subject = path };
        await client.Pipeline.SendAsync(
            request,
            async token =>
            {
                using var file = partial.Open();
                return await fetch.FetchAsync(new Uri(export.DownloadUri!), file, token).ConfigureAwait(false);
            },
            cancellation).ConfigureAwait(false);
        return ModelArchive.Describe(export, partial.MoveTo(path, overwrite));
    }

    private async Task<IterationExport?> FindAsync(Iteration iteration, string platform, string? flavor, CancellationToken cancellation)
    {
        var exports = await api.GetExportsAsync(iteration, cancellation).ConfigureAwait(false);
        return exports.LastOrDefault(export => IsSame(export.Platform, platform) && IsSame(export.Flavor, flavor));
    }

    private static bool IsSame(string? first, string? second) => string.Equals(first ?? "", second ?? "", StringComparison.OrdinalIgnoreCase);

    private static string Describe(IterationExport export) => export.Flavor is null ? $"{export.Platform}" : $"{export.Platform} {export.Flavor}";
}

/// <summary>An export failed or did not end in time.</summary>
public sealed class ExportFailedException : CustomVisionException
{
    internal ExportFailedException(IterationExport export, string message)
        : base("ExportIteration", message) => Export = export;

    /// <summary>The export, as the service last returned it.</summary>
    public IterationExport Export { get; }
}
