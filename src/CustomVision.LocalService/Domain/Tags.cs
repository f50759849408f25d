using CustomVision.LocalService.Storage;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

internal sealed class Tags(Store store, TimeProvider clock)
{
    private const string Select =
        "SELECT key, id, name, description, (SELECT COUNT(*) FROM labels WHERE tag = tags.key) FROM tags";

    public TagList List(Guid projectId, Guid? iterationId) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        Iterations.RequireWorkspace(project, iterationId);
        return new TagList(
            session.Query($"{Select} WHERE project = $1 ORDER BY key", Read, project.Key),
            session.Count("SELECT COUNT(*) FROM images WHERE project = $1 AND tagged = 1", project.Key),
            session.Count("SELECT COUNT(*) FROM images WHERE project = $1 AND tagged = 0", project.Key));
    });

    public Tag Get(Guid projectId, Guid tagId, Guid? iterationId) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        Iterations.RequireWorkspace(project, iterationId);
        return Get(session, project, tagId);
    });

    /// <summary>
    /// Names differ by case: "Brick" and "brick" are two tags. Whether the real service folds case is not known; a client that
    /// keeps them apart works either way.
    /// </summary>
    public Task<Tag> CreateAsync(Guid projectId, string? name, string? description)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > Projects.MaxNameLength)
            throw new ServiceException(ErrorCodes.BadRequestTagName, $"A tag needs a name of 1 to {Projects.MaxNameLength} characters.");
        if (description?.Length > Projects.MaxDescriptionLength)
            throw new ServiceException(
                ErrorCodes.BadRequestTagDescription, $"A description has at most {Projects.MaxDescriptionLength} characters.");

        return store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            if (session.Exists("SELECT 1 FROM tags WHERE project = $1 AND name = $2", project.Key, name))
                throw new ServiceException(ErrorCodes.BadRequestTagNameNotUnique, $"The project has a tag '{name}' already.");

            var id = Guid.NewGuid();
            // An empty description is none: recorded answers turn "" into null.
            session.Execute(
                "INSERT INTO tags (id, project, name, description, created) VALUES ($1, $2, $3, $4, $5)",
                id, project.Key, name, string.IsNullOrEmpty(description) ? null : description, clock.GetUtcNow());
            return Get(session, project, id);
        });
    }

    public Task DeleteAsync(Guid projectId, Guid tagId) => store.Database.WriteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        var tag = Get(session, project, tagId);
        session.Execute(
            """
            UPDATE images SET tagged = 0
            WHERE key IN (SELECT image FROM labels WHERE tag = $1)
              AND NOT EXISTS (SELECT 1 FROM labels WHERE image = images.key AND tag <> $1)
            """,
            tag.Key);
        session.Execute("DELETE FROM labels WHERE tag = $1", tag.Key);
        session.Execute("DELETE FROM tags WHERE key = $1", tag.Key);
        return true;
    });

    public static Tag Get(SqlSession session, Project project, Guid tagId) =>
        session.QuerySingle($"{Select} WHERE id = $1 AND project = $2", Read, tagId, project.Key)
        ?? throw ServiceException.NotFoundTag(tagId);

    /// <summary>The keys of the tags, each once.</summary>
    public static List<(long Key, Guid Id)> Keys(SqlSession session, Project project, IReadOnlyCollection<Guid> tagIds)
    {
        var keys = new List<(long, Guid)>(tagIds.Count);
        foreach (var tagId in tagIds.Distinct())
        {
            var key = session.QueryValue<long>("SELECT key FROM tags WHERE id = $1 AND project = $2", tagId, project.Key);
            keys.Add((key ?? throw ServiceException.NotFoundTag(tagId), tagId));
        }
        return keys;
    }

    private static Tag Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetInt32(4));
}
