using System.Globalization;
using CustomVision.LocalService.Storage;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

internal sealed class Projects(Store store, TimeProvider clock)
{
    // Neither limit is published for 1.0; these are wide enough for any real name and keep a listing readable.
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
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength)
            throw new ServiceException(ErrorCodes.BadRequestProjectName, $"A project needs a name of 1 to {MaxNameLength} characters.");
        if (description?.Length > MaxDescriptionLength)
            throw new ServiceException(
                ErrorCodes.BadRequestProjectDescription, $"A description has at most {MaxDescriptionLength} characters.");

        var domain = domainId ?? TrainingDomain.Default.Id;
        if (TrainingDomain.All.All(known => known.Id != domain))
            throw new ServiceException(ErrorCodes.BadRequestProjectUnknownDomain, $"There is no domain {domain}.");

        return store.Database.WriteAsync(session =>
        {
            var id = Guid.NewGuid();
            var now = clock.GetUtcNow();
            session.Execute(
                """
                INSERT INTO projects (id, name, description, domain_id, workspace_id, created, last_modified)
                VALUES ($1, $2, $3, $4, $5, $6, $6)
                """,
                id, FreeName(session, name), description ?? "", domain, Guid.NewGuid(), now);
            return Get(session, id);
        });
    }

    public Task DeleteAsync(Guid projectId) =>
        store.DeleteImagesAsync(session =>
        {
            var project = Get(session, projectId);
            var contents = session.Query("SELECT sha256 FROM images WHERE project = $1", row => row.GetFieldValue<byte[]>(0), project.Key);
            session.Execute("DELETE FROM labels WHERE tag IN (SELECT key FROM tags WHERE project = $1)", project.Key);
            session.Execute("DELETE FROM images WHERE project = $1", project.Key);
            session.Execute("DELETE FROM tags WHERE project = $1", project.Key);
            session.Execute("DELETE FROM projects WHERE key = $1", project.Key);
            return contents;
        });

    /// <summary>A name that is taken gets a number, as the real service gives it; it is not refused.</summary>
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
