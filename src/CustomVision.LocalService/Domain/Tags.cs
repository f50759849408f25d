using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <summary>What a tag means. The names are those of the API.</summary>
internal enum TagType
{
    Regular,

    /// <summary>An image that has none of the other tags.</summary>
    Negative,

    /// <summary>A product that has none of the other tags.</summary>
    GeneralProduct,
}

internal sealed record Tag(long Key, Guid Id, string Name, string? Description, int ImageCount, TagType Type = TagType.Regular);

internal sealed record TagList(IReadOnlyList<Tag> Tags, int TaggedImages, int UntaggedImages);

internal sealed class Tags(Store store, CurrentSettings settings, TimeProvider clock)
{
    private const string Select =
        "SELECT key, id, name, description, (SELECT COUNT(*) FROM labels WHERE tag = tags.key), type FROM tags";

    private readonly VersionedCache<(Guid, Guid?), TagList> lists = new(store.Database);

    public TagList List(Guid projectId, Guid? iterationId) => lists.GetOrAdd((projectId, iterationId), () => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        if (Iterations.Snapshot(session, project, iterationId) is { } iteration)
            return new TagList(Snapshots.Tags(session, iteration.Key), iteration.TaggedImages, iteration.UntaggedImages);
        return new TagList(
            session.Query($"{Select} WHERE project = $1 ORDER BY key", Read, project.Key),
            session.Count("SELECT COUNT(*) FROM images WHERE project = $1 AND tagged = 1", project.Key),
            session.Count("SELECT COUNT(*) FROM images WHERE project = $1 AND tagged = 0", project.Key));
    }));

    public Tag Get(Guid projectId, Guid tagId, Guid? iterationId) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        return Iterations.Snapshot(session, project, iterationId) is { } iteration
            ? Snapshots.Tags(session, iteration.Key).Find(tag => tag.Id == tagId) ?? throw ServiceException.NotFoundTag(tagId)
            : Get(session, project, tagId);
    });

    /// <summary>
    /// Names are case-sensitive: "Brick" and "brick" are two tags. It is not known whether the real service ignores case.
    /// </summary>
    public Task<Tag> CreateAsync(Guid projectId, string? name, string? description, TagType type = TagType.Regular)
    {
        Check(name ?? "", description);
        return store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            RequireFreeName(session, project, name!);
            RequireAllowed(session, project, type, except: 0);
            if (settings.Value.Profile.TagsPerProject is { } most
                && session.Count("SELECT COUNT(*) FROM tags WHERE project = $1", project.Key) >= most)
                throw new ServiceException(
                    ErrorCodes.BadRequestExceedTagPerProjectLimit, $"The project has {most} tags, which is as many as its pricing tier allows.");

            var id = Guid.NewGuid();
            // Recorded answers have null for an empty description.
            session.Execute(
                "INSERT INTO tags (id, project, name, description, created, type) VALUES ($1, $2, $3, $4, $5, $6)",
                id, project.Key, name, string.IsNullOrEmpty(description) ? null : description, clock.GetUtcNow(), type.ToString());
            Projects.NoteChange(session, project);
            return Get(session, project, id);
        });
    }

    /// <summary>Null keeps a value. An empty description removes it.</summary>
    public Task<Tag> UpdateAsync(Guid projectId, Guid tagId, string? name, string? description, TagType? type = null)
    {
        Check(name, description);
        return store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            var tag = Get(session, project, tagId);
            if (name is not null && name != tag.Name)
            {
                RequireFreeName(session, project, name);
                // Predictions have the name of the tag at the time of the training.
                Projects.NoteChange(session, project);
            }
            if (type is { } wanted && wanted != tag.Type)
            {
                RequireAllowed(session, project, wanted, tag.Key);
                RequireAlone(session, tag, wanted);
                Projects.NoteChange(session, project);
            }
            var described = description ?? tag.Description;
            session.Execute(
                "UPDATE tags SET name = $2, description = $3, type = $4 WHERE key = $1",
                tag.Key, name ?? tag.Name, string.IsNullOrEmpty(described) ? null : described, (type ?? tag.Type).ToString());
            return Get(session, project, tagId);
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
        session.Execute("DELETE FROM regions WHERE tag = $1", tag.Key);
        session.Execute("DELETE FROM labels WHERE tag = $1", tag.Key);
        session.Execute("DELETE FROM tags WHERE key = $1", tag.Key);
        Projects.NoteChange(session, project);
        return true;
    });

    public static Tag Get(SqlSession session, Project project, Guid tagId) =>
        Find(session, project, tagId) ?? throw ServiceException.NotFoundTag(tagId);

    /// <summary>The tag without the count of its images, which is slow to count; null when the id is unknown.</summary>
    public static Tag? FindUncounted(SqlSession session, Project project, Guid tagId) => session.QuerySingle(
        "SELECT key, id, name, description, 0, type FROM tags WHERE id = $1 AND project = $2", Read, tagId, project.Key);

    private static Tag? Find(SqlSession session, Project project, Guid tagId) =>
        session.QuerySingle($"{Select} WHERE id = $1 AND project = $2", Read, tagId, project.Key);

    /// <summary>The keys of the tags, without duplicates.</summary>
    public static List<(long Key, Guid Id)> Keys(SqlSession session, Project project, IReadOnlyCollection<Guid> tagIds)
    {
        var keys = new List<(long, Guid)>(tagIds.Count);
        foreach (var tagId in tagIds.Distinct())
        {
            var key = session.QueryNumber("SELECT key FROM tags WHERE id = $1 AND project = $2", tagId, project.Key);
            keys.Add((key ?? throw ServiceException.NotFoundTag(tagId), tagId));
        }
        return keys;
    }

    /// <summary>The texts are invented: the codes are published without one.</summary>
    private static void RequireAllowed(SqlSession session, Project project, TagType type, long except)
    {
        if (type == TagType.GeneralProduct && !project.Domain.HasGeneralProduct)
            throw new ServiceException(ErrorCodes.BadRequestUnsupportedDomain, "Only projects of the domain Products on Shelves can have a tag of the type GeneralProduct.");
        if (type != TagType.Regular
            && session.Exists("SELECT 1 FROM tags WHERE project = $1 AND type = $2 AND key <> $3", project.Key, type.ToString(), except))
            throw new ServiceException(
                type == TagType.Negative ? ErrorCodes.BadRequestMultipleNegativeTag : ErrorCodes.BadRequestMultipleGeneralProductTag,
                $"The project has a tag of the type {type} already.");
    }

    /// <summary>A tag can't become negative while an image has it together with another tag.</summary>
    private static void RequireAlone(SqlSession session, Tag tag, TagType type)
    {
        if (type == TagType.Negative && session.Exists(
            "SELECT 1 FROM labels WHERE tag = $1 AND EXISTS (SELECT 1 FROM labels AS others WHERE others.image = labels.image AND others.tag <> $1)", tag.Key))
            throw new ServiceException(
                ErrorCodes.BadRequestNegativeAndRegularTagOnSameImage, $"Images with the tag '{tag.Name}' have other tags too, so that it can't be negative.");
    }

    public static void Check(string? name, string? description)
    {
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > Projects.MaxNameLength))
            throw new ServiceException(ErrorCodes.BadRequestTagName, $"A tag needs a name of 1 to {Projects.MaxNameLength} characters.");
        if (description?.Length > Projects.MaxDescriptionLength)
            throw new ServiceException(
                ErrorCodes.BadRequestTagDescription, $"A description has at most {Projects.MaxDescriptionLength} characters.");
    }

    private static void RequireFreeName(SqlSession session, Project project, string name)
    {
        if (session.Exists("SELECT 1 FROM tags WHERE project = $1 AND name = $2", project.Key, name))
            throw new ServiceException(ErrorCodes.BadRequestTagNameNotUnique, $"The project has a tag '{name}' already.");
    }

    private static Tag Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetNullableString(3), row.GetInt32(4), Enum.Parse<TagType>(row.GetString(5)));
}
