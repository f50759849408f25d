using System.Globalization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key in the database, which clients never see.</param>
/// <param name="WorkspaceId">The iteration that images and tags are added to.</param>
internal sealed record Project(
    long Key,
    Guid Id,
    string Name,
    string Description,
    Guid DomainId,
    Guid WorkspaceId,
    DateTimeOffset Created,
    DateTimeOffset LastModified);

internal sealed class Projects(Store store, CurrentSettings settings, TimeProvider clock)
{
    // 1.0 publishes neither limit. These fit any real name and keep a list readable.
    public const int MaxNameLength = 512;
    public const int MaxDescriptionLength = 4096;

    private const string Columns = "key, id, name, description, domain_id, workspace_id, created, last_modified";

    public IReadOnlyList<Project> List() =>
        store.Database.Read(session => session.Query($"SELECT {Columns} FROM projects ORDER BY key", Read));

    public Project Get(Guid projectId) => store.Database.Read(session => Get(session, projectId));

    public static Project Get(SqlSession session, Guid projectId) =>
        session.QuerySingle($"SELECT {Columns} FROM projects WHERE id = $1", Read, projectId)
        ?? throw ServiceException.NotFoundProject(projectId);

    public Task<Project> CreateAsync(string? name, string? description, Guid? domainId)
    {
        var domain = domainId ?? TrainingDomain.Default.Id;
        Check(name ?? "", description, domain);
        return store.Database.WriteAsync(session =>
        {
            // A full account was reported to answer "Access Denied". Later versions publish this code, which explains the error.
            if (settings.Value.Profile.Projects is { } most && session.Count("SELECT COUNT(*) FROM projects") >= most)
                throw new ServiceException(
                    ErrorCodes.BadRequestExceedProjectLimit, $"There are {most} projects, which is as many as the pricing tier allows.");

            var id = Guid.NewGuid();
            var workspaceId = Guid.NewGuid();
            var now = clock.GetUtcNow();
            var key = session.Insert(
                """
                INSERT INTO projects (id, name, description, domain_id, workspace_id, created, last_modified, iterations)
                VALUES ($1, $2, $3, $4, $5, $6, $6, 0)
                """,
                id, FreeName(session, name!), description ?? "", domain, workspaceId, now);
            Iterations.Open(session, key, workspaceId, now);
            return Get(session, id);
        });
    }

    /// <summary>Null keeps a value.</summary>
    public Task<Project> UpdateAsync(Guid projectId, string? name, string? description, Guid? domainId)
    {
        Check(name, description, domainId);
        return store.Database.WriteAsync(session =>
        {
            var project = Get(session, projectId);
            session.Execute(
                "UPDATE projects SET name = $2, description = $3, domain_id = $4, last_modified = $5 WHERE key = $1",
                project.Key,
                name is null || name == project.Name ? project.Name : FreeName(session, name),
                description ?? project.Description,
                domainId ?? project.DomainId,
                clock.GetUtcNow());
            if (domainId is { } domain && domain != project.DomainId)
                NoteChange(session, project);
            return Get(session, projectId);
        });
    }

    /// <summary>Notes a change that a training could have another result for.</summary>
    public static void NoteChange(SqlSession session, Project project) => session.Execute(
        "UPDATE projects SET unchanged_since = NULL WHERE key = $1 AND unchanged_since IS NOT NULL", project.Key);

    public Task DeleteAsync(Guid projectId) =>
        store.DeleteAsync(session =>
        {
            var project = Get(session, projectId);
            var contents = session.Query("SELECT content FROM images WHERE project = $1", row => row.GetInt64(0), project.Key);
            contents.AddRange(Snapshots.DeleteAll(session, project));
            session.Execute("DELETE FROM labels WHERE tag IN (SELECT key FROM tags WHERE project = $1)", project.Key);
            session.Execute("DELETE FROM images WHERE project = $1", project.Key);
            session.Execute("DELETE FROM tags WHERE project = $1", project.Key);
            session.Execute("DELETE FROM projects WHERE key = $1", project.Key);
            ContentRepository.DeleteUnreferenced(session, contents);
        });

    /// <summary>
    /// Deletes all data of all clients in one transaction. Keys aren't used again, so work in progress for a deleted row can't
    /// affect a new one.
    /// </summary>
    public Task DeleteAllAsync() => store.DeleteAsync(session =>
    {
        foreach (var table in (string[])
            [
                "projects", "tags", "images", "labels", "iterations", "iteration_tags", "iteration_images", "iteration_labels",
                "removed_images", "models", "features", "predictions", "prediction_counts", "contents", "content_bytes",
            ])
            session.Execute($"DELETE FROM {table}");
    });

    private static void Check(string? name, string? description, Guid? domainId)
    {
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength))
            throw new ServiceException(ErrorCodes.BadRequestProjectName, $"A project needs a name of 1 to {MaxNameLength} characters.");
        if (description?.Length > MaxDescriptionLength)
            throw new ServiceException(
                ErrorCodes.BadRequestProjectDescription, $"A description has at most {MaxDescriptionLength} characters.");
        if (domainId is not null && TrainingDomain.All.All(known => known.Id != domainId))
            throw new ServiceException(ErrorCodes.BadRequestProjectUnknownDomain, $"There is no domain {domainId}.");
    }

    /// <summary>Adds a number to a name that is already used, as the real service does.</summary>
    private static string FreeName(SqlSession session, string name)
    {
        var free = name;
        for (var number = 1; session.Exists("SELECT 1 FROM projects WHERE name = $1", free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name} ({number})");
        return free;
    }

    private static Project Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetGuid(4), row.GetGuid(5), row.GetTime(6), row.GetTime(7));
}
