using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Exporting;

/// <summary>Makes the file of an exported model.</summary>
internal interface IModelExporter
{
    /// <param name="iteration">A trained iteration of a compact domain.</param>
    /// <param name="platform">A platform of the domain, as published: ONNX, TensorFlow and so on.</param>
    /// <param name="flavor">As the client sent it; null for the default of the platform.</param>
    /// <returns>The bytes of a zip file.</returns>
    /// <exception cref="ExportException">The model can't be exported to the platform.</exception>
    Task<byte[]> ExportAsync(Iteration iteration, string platform, string? flavor, CancellationToken cancel);
}

/// <summary>A model can't be exported. The message is for the user and says why.</summary>
internal sealed class ExportException(string message) : Exception(message);

/// <summary>The statuses, as in the API and in the database.</summary>
internal static class ExportStatus
{
    public const string Exporting = "Exporting";
    public const string Done = "Done";
    public const string Failed = "Failed";
}

/// <param name="Flavor">Null for the default of the platform.</param>
internal sealed record ModelExport(long Key, Guid Id, string Platform, string? Flavor, string Status);

/// <summary>Exports trained models in the background. An export that the end of the service interrupts starts again when it is listed.</summary>
internal sealed class ModelExports(Store store, IModelExporter exporter, TimeProvider clock, IHostApplicationLifetime lifetime, ILogger<ModelExports> log)
    : IAsyncDisposable
{
    private const string Select = "SELECT key, id, platform, flavor, status FROM exports";

    // The running exports by their keys.
    private readonly Dictionary<long, Task> running = [];

    public IReadOnlyList<ModelExport> List(Guid projectId, Guid iterationId)
    {
        var (iteration, exports) = store.Database.Read(session =>
        {
            var found = Iterations.Get(session, Projects.Get(session, projectId), iterationId);
            return (found, session.Query($"{Select} WHERE iteration = $1 ORDER BY key", Read, found.Key));
        });
        foreach (var export in exports.Where(export => export.Status == ExportStatus.Exporting))
            Start(iteration, export);
        return exports;
    }

    /// <summary>Starts an export.</summary>
    /// <exception cref="ServiceException">The iteration can't be exported, or has been exported to the same platform and flavor.</exception>
    public async Task<ModelExport> BeginAsync(Guid projectId, Guid iterationId, string platform, string? flavor)
    {
        var (iteration, export) = await store.Database.WriteAsync(session =>
        {
            var found = Iterations.Get(session, Projects.Get(session, projectId), iterationId);
            Iterations.RequireTrained(found);
            // The code is published; the texts are invented.
            if (found.Domain is not { IsExportable: true } domain)
                throw new ServiceException(ErrorCodes.BadRequestExportValidationFailed, "Only iterations of a compact domain can be exported.");
            if (!domain.ExportPlatforms.Contains(platform))
                throw new ServiceException(ErrorCodes.BadRequestExportValidationFailed, $"Models of the domain {domain.Name} can't be exported to {platform}.");
            // One that failed may be tried again. Whether the real service allows that isn't known.
            session.Execute("DELETE FROM exports WHERE iteration = $1 AND platform = $2 AND flavor = $3 AND status = $4", found.Key, platform, flavor ?? "", ExportStatus.Failed);
            if (session.Exists("SELECT 1 FROM exports WHERE iteration = $1 AND platform = $2 AND flavor = $3", found.Key, platform, flavor ?? ""))
                throw new ServiceException(ErrorCodes.BadRequestExportAlreadyInProgress, $"{found.Id} is already queued for export");
            var key = session.Insert(
                "INSERT INTO exports (id, iteration, platform, flavor, status, created) VALUES ($1, $2, $3, $4, $5, $6)",
                Guid.NewGuid(), found.Key, platform, flavor ?? "", ExportStatus.Exporting, clock.GetUtcNow());
            return (found, session.QuerySingle($"{Select} WHERE key = $1", Read, key)!);
        });
        Start(iteration, export);
        return export;
    }

    /// <summary>The file of an export of any project; null when there is none.</summary>
    public byte[]? FindFile(Guid id) => store.Database.Read(session =>
        session.QuerySingle("SELECT file FROM exports WHERE id = $1 AND file IS NOT NULL", row => row.GetBytes(0), id));

    /// <summary>Waits for the running exports, which the end of the service cancels: the store closes after it.</summary>
    public ValueTask DisposeAsync()
    {
        lock (running)
            return new ValueTask(Task.WhenAll(running.Values));
    }

    private void Start(Iteration iteration, ModelExport export)
    {
        lock (running)
            if (!running.ContainsKey(export.Key))
                running.Add(export.Key, Task.Run(() => ExportAsync(iteration, export)));
    }

    private async Task ExportAsync(Iteration iteration, ModelExport export)
    {
        try
        {
            await EndAsync(export, ExportStatus.Done, await exporter.ExportAsync(iteration, export.Platform, export.Flavor, lifetime.ApplicationStopping));
        }
        catch (OperationCanceledException)
        {
            // The service ends.
        }
        catch (Exception error)
        {
            log.LogWarning(
                error is ExportException ? null : error,
                "The export of {Iteration} ({IterationId}) to {Platform} {Flavor} failed: {Reason}",
                iteration.Name, iteration.Id, export.Platform, export.Flavor, error.Message);
            await EndAsync(export, ExportStatus.Failed, null);
        }
        finally
        {
            lock (running)
                running.Remove(export.Key);
        }
    }

    private Task<int> EndAsync(ModelExport export, string status, byte[]? file) => store.Database.WriteAsync(session =>
        session.Execute("UPDATE exports SET status = $2, file = $3 WHERE key = $1", export.Key, status, file));

    private static ModelExport Read(SqliteDataReader row) =>
        new(row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetString(3) is { Length: > 0 } flavor ? flavor : null, row.GetString(4));
}
