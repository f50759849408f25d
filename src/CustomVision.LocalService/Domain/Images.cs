using System.Globalization;
using CustomVision.LocalService.Data;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key in the database, which clients never see.</param>
/// <param name="Width">In pixels, upright and scaled as the service shows it.</param>
/// <param name="Height">In pixels, upright and scaled as the service shows it.</param>
internal sealed record StoredImage(long Key, Guid Id, DateTimeOffset Created, int Width, int Height, IReadOnlyList<Label> Labels)
{
    /// <summary>Empty until <see cref="ImageLists"/> reads them.</summary>
    public IReadOnlyList<Region> Regions { get; init; } = [];

    /// <summary>Null until <see cref="ImageLists"/> reads it, and for an image without any.</summary>
    public IReadOnlyDictionary<string, string>? Metadata { get; init; }
}

/// <summary>A tag on an image.</summary>
internal sealed record Label(Guid Id, DateTimeOffset Created, Guid TagId, string TagName);

/// <summary>The original bytes of an image or of a stored prediction.</summary>
internal sealed record ImageContent(string MediaType, byte[] Bytes);

/// <summary>A page of a list of images.</summary>
/// <param name="IterationId">The iteration to list; null for the workspace.</param>
internal sealed record ImageQuery(Guid? IterationId, bool OldestFirst, int Take, int Skip)
{
    public string Direction => OldestFirst ? "ASC" : "DESC";

    /// <summary>The comparison that is true for the key of an image that comes later in the list.</summary>
    public string Later => OldestFirst ? ">" : "<";

    /// <summary>A key that comes before the keys of all images.</summary>
    public long BeforeAll => OldestFirst ? long.MinValue : long.MaxValue;
}

/// <summary>
/// The images of a project, in the order in which they were stored. That is the order of their dates, but it is also defined
/// for equal dates and when the clock is set back.
/// </summary>
internal sealed class Images(Store store)
{
    public const string Select = $"{Columns} FROM images {Content}";

    /// <summary>Selects images that were deleted from the workspace and are still part of an iteration.</summary>
    public const string SelectRemoved = $"{Columns} FROM removed_images AS images {Content}";

    /// <summary>Finds the id $1 by the index, which holds the last six bytes of each.</summary>
    public const string IdIs1 = "substr(id, 11) = substr($1, 11) AND id = $1";

    private const string Columns = "SELECT images.key, id, created, width, height";
    private const string Content = "JOIN contents ON contents.key = images.content";

    /// <summary>SQLite merges up to 500 queries with UNION. Above this number of tags, one query filters all images instead.</summary>
    private const int MaxMergedTags = 100;

    private readonly VersionedCache<(Guid Project, string List, bool OldestFirst), KeysetCache> pageStarts = new(store.Database);

    public IReadOnlyList<StoredImage> ListTagged(Guid projectId, ImageQuery query) => List(projectId, query, tagged: true);

    public IReadOnlyList<StoredImage> ListUntagged(Guid projectId, ImageQuery query) => List(projectId, query, tagged: false);

    /// <summary>
    /// Lists each image that has any of the tags. Without tags it lists all tagged images, as the published description says.
    /// </summary>
    public IReadOnlyList<StoredImage> ListByTags(Guid projectId, IReadOnlyCollection<Guid> tagIds, ImageQuery query)
    {
        if (tagIds.Count == 0)
            return ListTagged(projectId, query);

        var starts = GetPageStarts(projectId, string.Join(',', tagIds.Order()), query);
        return store.Database.Read(session =>
        {
            var project = Projects.Get(session, projectId);
            if (Iterations.Snapshot(session, project, query.IterationId) is { } iteration)
                return SnapshotImages.ListByTags(session, iteration, tagIds, query);

            // An unknown tag is an error: a mistyped id would otherwise look like a tag without images.
            long[] tags = [.. Tags.Keys(session, project, tagIds).Select(tag => tag.Key)];
            var keys = ListKeysByTags(
                session, query, starts.FindNearest(query.Skip), project.Key, tags,
                ofTag: "SELECT image FROM labels WHERE tag",
                ofAnyTag:
                """
                SELECT key AS image FROM images WHERE project = $4 AND tagged = 1 AND EXISTS (
                    SELECT 1 FROM labels WHERE labels.image = images.key AND tag IN (SELECT value FROM json_each($5)))
                """);
            if (keys.Count > 0)
                starts.Add(query.Skip, keys[0], keys[^1], keys.Count, query.OldestFirst);
            return keys.ConvertAll(key => ByKey(session, key));
        });
    }

    /// <summary>An image of the workspace, with the format and the size of its file.</summary>
    public (StoredImage Image, string MediaType, long Bytes) Get(Guid projectId, Guid imageId) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        var key = FindKey(session, project, imageId)
            ?? throw ServiceException.NotFoundImage(imageId);
        var mediaType = session.QuerySingle(
            "SELECT media_type FROM contents WHERE key = (SELECT content FROM images WHERE key = $1)", row => row.GetString(0), key)!;
        var bytes = session.QueryNumber("SELECT length(bytes) FROM content_bytes WHERE content = (SELECT content FROM images WHERE key = $1)", key) ?? 0;
        return (ByKey(session, key), mediaType, bytes);
    });

    /// <summary>Reads a page of the keys of images that have any of the tags.</summary>
    /// <param name="start">A known position at or before the page.</param>
    /// <param name="scope">The key that both queries have as $4.</param>
    /// <param name="ofTag">A query for the images of one tag, up to the value of the tag.</param>
    /// <param name="ofAnyTag">A query for the images of any tag of the JSON array $5.</param>
    public static List<long> ListKeysByTags(
        SqlSession session, ImageQuery query, (int Skip, long? After) start, long scope, long[] tags, string ofTag, string ofAnyTag)
    {
        // SQLite merges ordered queries while it reads them, so that a page costs what it holds and not what its tags hold.
        var isMerged = tags.Length <= MaxMergedTags;
        var source = isMerged
            ? string.Join(" UNION ", tags.Select((_, index) => string.Create(
                CultureInfo.InvariantCulture, $"{ofTag} = ${index + 5} AND image {query.Later} $3")))
            : $"{ofAnyTag} AND image {query.Later} $3";
        object[] values = isMerged ? [.. tags] : [$"[{string.Join(',', tags)}]"];
        return session.Query(
            $"{source} ORDER BY image {query.Direction} LIMIT $1 OFFSET $2",
            row => row.GetInt64(0),
            [query.Take, query.Skip - start.Skip, start.After ?? query.BeforeAll, scope, .. values]);
    }

    /// <summary>
    /// Deletes images. Unknown ids are ignored, because a client may repeat a request whose answer it didn't receive.
    /// </summary>
    /// <param name="imageIds">Null for all images of the workspace.</param>
    /// <param name="fromIterations">Whether iterations forget the images too, even those that were deleted from the workspace before.</param>
    public Task DeleteAsync(Guid projectId, IReadOnlyCollection<Guid>? imageIds, bool fromIterations = false) => store.DeleteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        var contents = new List<long>();
        foreach (var key in KeysOf(session, project, "images", imageIds))
            contents.Add(Snapshots.RemoveImage(session, project, key));
        if (contents.Count > 0)
            Projects.NoteChange(session, project);
        if (fromIterations)
            foreach (var key in KeysOf(session, project, "removed_images", imageIds))
            {
                contents.Add(session.QueryNumber("SELECT content FROM removed_images WHERE key = $1", key)!.Value);
                Snapshots.Forget(session, project, key);
            }
        ContentRepository.DeleteUnreferenced(session, contents.Distinct());
    });

    /// <summary>The key of an image of the workspace; null when the id is unknown.</summary>
    public static long? FindKey(SqlSession session, Project project, Guid imageId) =>
        session.QueryNumber($"SELECT key FROM images WHERE {IdIs1} AND project = $2", imageId, project.Key);

    /// <summary>The content of an image or of a stored prediction of any project; null when the id is unknown.</summary>
    /// <exception cref="DamagedDataException">The bytes are not those that were uploaded.</exception>
    public ImageContent? FindContent(Guid id) => store.Database.Read(session => session.QueryNumber(
        $"""
        SELECT content FROM images WHERE {IdIs1}
        UNION ALL SELECT content FROM removed_images WHERE id = $1
        UNION ALL SELECT content FROM predictions WHERE id = $1
        """,
        id) is { } content ? ContentRepository.Read(session, content, id) : null);

    /// <summary>Whether the id is that of an image or of a stored prediction of the project.</summary>
    public bool BelongsTo(Guid projectId, Guid id) => store.Database.Read(session => Projects.Get(session, projectId) is var project && session.Exists(
        $"""
        SELECT 1 FROM images WHERE {IdIs1} AND project = $2
        UNION ALL SELECT 1 FROM removed_images WHERE id = $1 AND project = $2
        UNION ALL SELECT 1 FROM predictions WHERE id = $1 AND project = $2
        """,
        id, project.Key));

    public static StoredImage ByKey(SqlSession session, long key) =>
        WithLabels(session, session.QuerySingle($"{Select} WHERE images.key = $1", Read, key)!);

    public static StoredImage Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetTime(2), row.GetInt32(3), row.GetInt32(4), []);

    private static IEnumerable<long> KeysOf(SqlSession session, Project project, string table, IReadOnlyCollection<Guid>? imageIds) => imageIds is null
        ? session.Query($"SELECT key FROM {table} WHERE project = $1", row => row.GetInt64(0), project.Key)
        : imageIds.Select(id => session.QueryNumber(
            $"SELECT key FROM {table} WHERE {(table == "images" ? IdIs1 : "id = $1")} AND project = $2", id, project.Key)).OfType<long>();

    private List<StoredImage> List(Guid projectId, ImageQuery query, bool tagged)
    {
        var starts = GetPageStarts(projectId, tagged ? "tagged" : "untagged", query);
        return store.Database.Read(session =>
        {
            var project = Projects.Get(session, projectId);
            if (Iterations.Snapshot(session, project, query.IterationId) is { } iteration)
                return SnapshotImages.List(session, iteration, query, tagged);

            var start = starts.FindNearest(query.Skip);
            // The subquery reads the index only: skipped rows are not read.
            var images = session.Query(
                $"""
                {Select} WHERE images.key IN (
                    SELECT key FROM images WHERE project = $1 AND tagged = $2 AND key {query.Later} $3
                    ORDER BY key {query.Direction} LIMIT $4 OFFSET $5)
                ORDER BY images.key {query.Direction}
                """,
                Read, project.Key, tagged ? 1 : 0, start.After ?? query.BeforeAll, query.Take, query.Skip - start.Skip);
            if (images.Count > 0)
                starts.Add(query.Skip, images[0].Key, images[^1].Key, images.Count, query.OldestFirst);
            return tagged ? images.ConvertAll(image => WithLabels(session, image)) : images;
        });
    }

    // Before the rows are read: a concurrent write then only makes the positions too old, and they are not used again.
    private KeysetCache GetPageStarts(Guid projectId, string list, ImageQuery query) =>
        pageStarts.GetOrAdd((projectId, list, query.OldestFirst), () => new KeysetCache());

    private static StoredImage WithLabels(SqlSession session, StoredImage image) => image with
    {
        Labels = session.Query(
            """
            SELECT labels.id, labels.created, tags.id, tags.name FROM labels JOIN tags ON tags.key = labels.tag
            WHERE labels.image = $1 ORDER BY labels.created, tags.key
            """,
            row => new Label(row.GetGuid(0), row.GetTime(1), row.GetGuid(2), row.GetString(3)),
            image.Key),
    };
}
