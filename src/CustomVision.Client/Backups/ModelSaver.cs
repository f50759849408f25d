using CustomVision.Downloads;
using CustomVision.Exports;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Backups;

/// <summary>Saves the exported models of iterations: those that the service has, and those of the platforms that are wanted.</summary>
internal sealed class ModelSaver(CustomVisionClient client, ProjectArchiverOptions options, Func<string, Task>? onStep)
{
    private const string Folder = "models";

    /// <exception cref="BackupIncompleteException">A model could not be exported or saved.</exception>
    /// <exception cref="CustomVisionException">A request failed.</exception>
    public async Task<IReadOnlyList<BackupModel>> SaveAsync(
        string path, IReadOnlyList<Iteration> iterations, BackupFolder? earlier, CancellationToken cancellation)
    {
        var models = new List<BackupModel>();
        foreach (var iteration in iterations.Where(iteration => iteration is { Exportable: true, Status: IterationStatus.Completed }))
            foreach (var (platform, flavor) in await ListAsync(iteration, cancellation).ConfigureAwait(false))
                models.Add(FindSaved(earlier, iteration, platform, flavor) ?? await SaveAsync(path, iteration, platform, flavor, cancellation).ConfigureAwait(false));
        return models;
    }

    private async Task<IEnumerable<(string Platform, string? Flavor)>> ListAsync(Iteration iteration, CancellationToken cancellation)
    {
        var existing = await client.Training.GetExportsAsync(iteration, cancellation).ConfigureAwait(false);
        var wanted = options.Platforms.Where(platform => iteration.ExportableTo.Count == 0 || iteration.ExportableTo.Contains(platform, StringComparer.OrdinalIgnoreCase));
        return existing.Where(export => export.Status == ExportStatus.Done).Select(export => (export.Platform ?? "", export.Flavor))
            .Concat(wanted.Select(platform => (platform, (string?)null)))
            .GroupBy(export => $"{export.Item1}|{export.Item2}", StringComparer.OrdinalIgnoreCase)
            .Select(same => same.First());
    }

    private static BackupModel? FindSaved(BackupFolder? earlier, Iteration iteration, string platform, string? flavor)
    {
        var saved = earlier?.Manifest.Models.FirstOrDefault(model => model.IterationId == iteration.Id && model.Platform == platform && model.Flavor == flavor);
        if (saved is null)
            return null;
        var file = earlier!.Resolve(saved.File);
        return File.Exists(file) && BackupFolder.HashOf(file) == saved.Sha256 ? saved : null;
    }

    private async Task<BackupModel> SaveAsync(string path, Iteration iteration, string platform, string? flavor, CancellationToken cancellation)
    {
        var name = string.Join(".", new[] { iteration.Name ?? iteration.Id.ToString(), platform, flavor }.Where(part => !string.IsNullOrEmpty(part)));
        var file = $"{Folder}/{FolderName.For(name)}.zip";
        if (onStep is not null)
            await onStep($"Exporting '{iteration.Name}' for {platform}").ConfigureAwait(false);
        try
        {
            var exporter = new IterationExporter(client);
            var export = await exporter.FindOrStartAsync(iteration, platform, flavor, cancellation).ConfigureAwait(false);
            export = await exporter.WaitAsync(iteration, export, options.ExportTimeout, cancellation).ConfigureAwait(false);
            var target = Path.Combine(path, Folder, $"{FolderName.For(name)}.zip");
            var model = await exporter.SaveAsync(export, target, overwrite: true, cancellation).ConfigureAwait(false);
            return new BackupModel
            {
                IterationId = iteration.Id,
                Platform = platform,
                Flavor = flavor,
                File = file,
                Length = model.Length,
                Sha256 = BackupFolder.HashOf(target),
            };
        }
        catch (CustomVisionException failure) when (failure.Scope != FailureScope.Everything && failure is not ConnectionFailedException)
        {
            throw new BackupIncompleteException($"The iteration '{iteration.Name}' could not be exported for {platform}: {failure.Message}", failure);
        }
        catch (InvalidDataException failure)
        {
            throw new BackupIncompleteException($"The export of iteration '{iteration.Name}' for {platform} is not a zip file: {failure.Message}", failure);
        }
    }
}
