using System.Security.Cryptography;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <summary>What an imported model becomes.</summary>
/// <param name="ClassificationType">It means nothing for object detection.</param>
/// <param name="Tags">The names of the tags, in the order of the model.</param>
internal sealed record ImportedProject(
    string Name, string Description, string PublishName, TrainingDomain Domain, ClassificationType ClassificationType, IReadOnlyList<string> Tags);

/// <summary>
/// The zip files of imported models. Each is the model of an iteration that was completed elsewhere: it has tags, and neither images nor
/// scores.
/// </summary>
internal sealed class ImportedModels(Store store, Projects projects, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>Why an imported iteration has no performance.</summary>
    public const string NoPerformance = "was imported, and its performance isn't known: the file of a model has no images to measure it with.";

    /// <summary>Creates a project with the tags and the published iteration of a model, in one transaction.</summary>
    /// <exception cref="ServiceException">A name isn't valid, or the account has no room.</exception>
    public Task<(Project Project, Iteration Iteration)> AddAsync(ImportedProject wanted, ImageBuffer file)
    {
        Projects.Check(new ProjectSettings(wanted.Name, wanted.Description));
        Publishing.RequireName(wanted.PublishName);
        foreach (var tag in wanted.Tags)
            Tags.Check(tag, null);
        return store.Database.WriteAsync(session =>
        {
            projects.RequireRoom(session);
            if (settings.Value.Profile.TagsPerProject is { } most && wanted.Tags.Count > most)
                throw new ServiceException(
                    ErrorCodes.BadRequestExceedTagPerProjectLimit, $"The model has {wanted.Tags.Count} tags, and the pricing tier allows {most} in a project.");
            var (id, now) = (Guid.NewGuid(), clock.GetUtcNow());
            var project = Projects.Insert(
                session,
                new ProjectSettings(wanted.Name, wanted.Description, wanted.Domain.Id, wanted.ClassificationType),
                now,
                key => Fill(session, key, id, wanted, file, now));
            return (project, Iterations.Get(session, project, id));
        });
    }

    /// <summary>The zip file of an imported iteration, as it was imported.</summary>
    /// <exception cref="DamagedDataException">The bytes are not those that were imported.</exception>
    public static byte[] ReadFile(SqlSession session, Iteration iteration)
    {
        var row = session.QuerySingle(
            "SELECT sha256, file FROM imported_models WHERE iteration = $1", row => new { Sha256 = row.GetBytes(0), File = row.GetBytes(1) }, iteration.Key)
            ?? throw ServiceException.NotFoundIteration(iteration.Id);
        return SHA256.HashData(row.File).AsSpan().SequenceEqual(row.Sha256)
            ? row.File
            : throw new DamagedDataException($"The stored model of the iteration '{iteration.Name}' is damaged: its bytes are not those that were imported. Import it again.");
    }

    private static void Fill(SqlSession session, long project, Guid id, ImportedProject wanted, ImageBuffer file, DateTimeOffset now)
    {
        Iterations.Open(session, project, id, now);
        var iteration = session.QueryNumber("SELECT key FROM iterations WHERE id = $1", id)!.Value;
        session.Execute(
            """
            UPDATE iterations SET status = $2, trained_at = $3, is_default = 1, domain_id = $4, classification = $5, publish_name = $6, publish_resource = $7
            WHERE key = $1
            """,
            iteration, IterationStatus.Completed, now, wanted.Domain.Id, wanted.ClassificationType.ToString(), wanted.PublishName, Publishing.LocalResource);
        foreach (var name in wanted.Tags)
        {
            // The same id in both, as after a training.
            var tagId = Guid.NewGuid();
            var tag = session.Insert(
                "INSERT INTO tags (id, project, name, description, created, type) VALUES ($1, $2, $3, NULL, $4, $5)",
                tagId, project, name, now, nameof(TagType.Regular));
            session.Execute(
                "INSERT INTO iteration_tags (iteration, tag, id, name, description, image_count, type) VALUES ($1, $2, $3, $4, NULL, 0, $5)",
                iteration, tag, tagId, name, nameof(TagType.Regular));
        }
        session.Execute("INSERT INTO imported_models (iteration, sha256, file) VALUES ($1, $2, zeroblob($3))", iteration, file.Sha256, file.Length);
        using var blob = session.OpenBlob("imported_models", "file", iteration);
        file.CopyTo(blob);
    }
}
