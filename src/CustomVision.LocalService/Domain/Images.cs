using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Domain;

/// <summary>
/// The images of a project. Their order is the order in which they were stored: it is that of their dates, stable where two
/// dates are equal, and not upset by a clock that is set back.
/// </summary>
internal sealed class Images(Store store)
{
    public const string Select = $"{Columns} FROM images {Content}";

    /// <summary>The same of those that only iterations remember.</summary>
    public const string SelectRemoved = $"{Columns} FROM removed_images AS images {Content}";

    /// <summary>Finds the id $1 by the index, which has no more than the end of each.</summary>
    public const string IdIs1 = "substr(id, 11) = substr($1, 11) AND id = $1";

    private const string Columns = "SELECT images.key, id, created, width, height";
    private const string Content = "JOIN contents ON contents.key = images.content";

    private readonly UntilChanged<(Guid Project, string List, bool OldestFirst), PageStarts> starts = new(store.Database);

    public IReadOnlyList<StoredImage> ListTagged(Guid projectId, ImageQuery query) => List(projectId, query, tagged: true);

    public IReadOnlyList<StoredImage> ListUntagged(Guid projectId, ImageQuery query) => List(projectId, query, tagged: false);

    /// <summary>Images with any of the tags, each once; with no tags named, all that have one, as the published description says.</summary>
    public IReadOnlyList<StoredImage> ListByTags(Guid projectId, IReadOnlyCollection<Guid> tagIds, ImageQuery query)
    {
        if (tagIds.Count == 0)
            return ListTagged(projectId, query);

        var known = StartsOf(projectId, string.Join(',', tagIds.Order()), query);
        return store.Database.Read(session =>
        {
            var project = Projects.Get(session, projectId);
            if (Iterations.Snapshot(session, project, query.IterationId) is { } iteration)
                return SnapshotImages.ListByTags(session, iteration, tagIds, query);

            // An id that is no tag is refused: a mistyped one would otherwise look like a tag without images.
            var tags = Tags.Keys(session, project, tagIds);

            // A union of ordered branches is merged by SQLite as it is read, so a page costs what it holds and not what the tags hold.
            var branches = tags.Select((_, index) => $"SELECT image FROM labels WHERE tag = ${index + 4} AND image {query.Later} $3");
            var start = known.Before(query.Skip);
            var keys = session.Query(
                $"{string.Join(" UNION ", branches)} ORDER BY image {query.Direction} LIMIT $1 OFFSET $2",
                row => row.GetInt64(0),
                [query.Take, query.Skip - start.Skip, start.After ?? query.BeforeAll, .. tags.Select(tag => (object)tag.Key)]);
            if (keys.Count > 0)
                known.Add(query.Skip + keys.Count, keys[^1]);
            return keys.ConvertAll(key => ByKey(session, key));
        });
    }

    /// <summary>
    /// Ids that are not there are passed over: what was asked for is so, and a client may send a deletion again whose answer
    /// it has not seen.
    /// </summary>
    public Task DeleteAsync(Guid projectId, IReadOnlyCollection<Guid> imageIds) =>
        store.DeleteImagesAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            var contents = new List<long>();
            foreach (var imageId in imageIds)
            {
                if (session.QueryNumber($"SELECT key FROM images WHERE {IdIs1} AND project = $2", imageId, project.Key) is not { } key)
                    continue;
                contents.Add(Snapshots.RemoveImage(session, project, key));
            }
            if (contents.Count > 0)
                Projects.NoteChange(session, project);
            return contents;
        });

    /// <summary>The content of an image or of a stored prediction, of any project; null when there is none.</summary>
    public ImageContent? FindContent(Guid id) => store.Database.Read(session => session.QuerySingle(
        $"""
        SELECT key, media_type FROM contents WHERE key IN (
            SELECT content FROM images WHERE {IdIs1}
            UNION ALL SELECT content FROM removed_images WHERE id = $1
            UNION ALL SELECT content FROM predictions WHERE id = $1)
        """,
        row => new ImageContent(row.GetInt64(0), row.GetString(1)),
        id));

    public static StoredImage ByKey(SqlSession session, long key) =>
        WithLabels(session, session.QuerySingle($"{Select} WHERE images.key = $1", Read, key)!);

    private List<StoredImage> List(Guid projectId, ImageQuery query, bool tagged)
    {
        var known = StartsOf(projectId, tagged ? "tagged" : "untagged", query);
        return store.Database.Read(session =>
        {
            var project = Projects.Get(session, projectId);
            if (Iterations.Snapshot(session, project, query.IterationId) is { } iteration)
                return SnapshotImages.List(session, iteration, query, tagged);

            var start = known.Before(query.Skip);
            // The keys first: rows that are stepped over need no more than the index.
            var images = session.Query(
                $"""
                {Select} WHERE images.key IN (
                    SELECT key FROM images WHERE project = $1 AND tagged = $2 AND key {query.Later} $3
                    ORDER BY key {query.Direction} LIMIT $4 OFFSET $5)
                ORDER BY images.key {query.Direction}
                """,
                Read, project.Key, tagged ? 1 : 0, start.After ?? query.BeforeAll, query.Take, query.Skip - start.Skip);
            if (images.Count > 0)
                known.Add(query.Skip + images.Count, images[^1].Key);
            return tagged ? images.ConvertAll(image => WithLabels(session, image)) : images;
        });
    }

    // Taken before the rows are read: what is written meanwhile leaves places that are forgotten with the next look.
    private PageStarts StartsOf(Guid projectId, string list, ImageQuery query) =>
        starts.Get((projectId, list, query.OldestFirst), () => new PageStarts());

    private static StoredImage WithLabels(SqlSession session, StoredImage image) => image with
    {
        Labels = session.Query(
            """
            SELECT labels.id, labels.created, tags.id FROM labels JOIN tags ON tags.key = labels.tag
            WHERE labels.image = $1 ORDER BY labels.created, tags.key
            """,
            row => new Label(row.GetGuid(0), row.GetTime(1), row.GetGuid(2)),
            image.Key),
    };

    public static StoredImage Read(SqlRow row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetTime(2), row.GetInt32(3), row.GetInt32(4), []);
}

internal sealed record ImageContent(long Key, string MediaType);
