using System.Globalization;
using CustomVision.LocalService.Data;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <summary>Whether images have tags. The names are those of the API.</summary>
internal enum TaggingStatus
{
    All,
    Tagged,
    Untagged,
}

/// <summary>Selects images of a project.</summary>
/// <param name="TagIds">Each image has one of them; empty for images with any tag or none.</param>
/// <param name="Filter">Null selects images with any metadata.</param>
internal sealed record ImageSelection(TaggingStatus Status, IReadOnlyCollection<Guid> TagIds, MetadataFilter? Filter = null);

/// <summary>Lists and counts images with their regions and metadata, as 3.x does.</summary>
internal sealed class ImageLists(Store store, Images images)
{
    public IReadOnlyList<StoredImage> List(Guid projectId, ImageSelection selection, ImageQuery query)
    {
        var page = selection switch
        {
            { Filter: not null } or { Status: TaggingStatus.All, TagIds.Count: 0 } => Search(projectId, selection, query),
            { Status: TaggingStatus.Untagged, TagIds.Count: 0 } => images.ListUntagged(projectId, query),
            { Status: TaggingStatus.Untagged } => [],
            _ => images.ListByTags(projectId, selection.TagIds, query),
        };
        return store.Database.Read(session =>
        {
            var project = Projects.Get(session, projectId);
            return WithDetails(session, project, page, Iterations.Snapshot(session, project, query.IterationId));
        });
    }

    public int Count(Guid projectId, ImageSelection selection, Guid? iterationId) => store.Database.Read(session =>
    {
        var (sql, values) = Select(session, Projects.Get(session, projectId), selection, iterationId);
        return session.Count($"SELECT COUNT(*) FROM ({sql})", values);
    });

    /// <summary>The images with these ids, in the order of the ids. Unknown ids are left out.</summary>
    public IReadOnlyList<StoredImage> ByIds(Guid projectId, IReadOnlyCollection<Guid> imageIds, Guid? iterationId) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        var iteration = Iterations.Snapshot(session, project, iterationId);
        var found = new List<StoredImage>();
        foreach (var id in imageIds.Distinct())
        {
            var key = Images.FindKey(session, project, id)
                ?? (iteration is null ? null : session.QueryNumber("SELECT key FROM removed_images WHERE id = $1 AND project = $2", id, project.Key));
            if (key is not { } image)
                continue;
            if (iteration is null)
                found.Add(Images.ByKey(session, image));
            else if (session.Exists("SELECT 1 FROM iteration_images WHERE iteration = $1 AND tagged IN (0, 1) AND image = $2", iteration.Key, image))
                found.Add(SnapshotImages.ByKey(session, iteration, image));
        }
        return WithDetails(session, project, found, iteration);
    });

    /// <summary>Adds the regions and the metadata to images.</summary>
    /// <param name="iteration">The iteration whose regions to read; null for the workspace.</param>
    public static IReadOnlyList<StoredImage> WithDetails(SqlSession session, Project project, IReadOnlyList<StoredImage> page, Iteration? iteration)
    {
        if (page.Count == 0)
            return page;
        var keys = $"[{string.Join(',', page.Select(image => image.Key))}]";
        var metadata = session.Query(
            """
            SELECT key, metadata FROM images WHERE key IN (SELECT value FROM json_each($1)) AND metadata IS NOT NULL
            UNION ALL SELECT key, metadata FROM removed_images WHERE key IN (SELECT value FROM json_each($1)) AND metadata IS NOT NULL
            """,
            row => (Key: row.GetInt64(0), Pairs: ImageMetadata.FromText(row.GetString(1))),
            keys).ToDictionary(one => one.Key, one => one.Pairs);
        // Images of other projects have none.
        var regions = project.Domain.IsDetection ? Regions.Of(session, page.Select(image => image.Key), iteration) : null;
        return regions is null && metadata.Count == 0
            ? page
            : [.. page.Select(image => image with
            {
                Regions = regions is null ? [] : [.. regions[image.Key]],
                Metadata = metadata.GetValueOrDefault(image.Key),
            })];
    }

    private List<StoredImage> Search(Guid projectId, ImageSelection selection, ImageQuery query) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        var (sql, values) = Select(session, project, selection, query.IterationId);
        var last = values.Length;
        var keys = session.Query(
            string.Create(CultureInfo.InvariantCulture, $"{sql} ORDER BY 1 {query.Direction} LIMIT ${last + 1} OFFSET ${last + 2}"),
            Key,
            [.. values, query.Take, query.Skip]);
        return Iterations.Snapshot(session, project, query.IterationId) is { } iteration
            ? keys.ConvertAll(key => SnapshotImages.ByKey(session, iteration, key))
            : keys.ConvertAll(key => Images.ByKey(session, key));
    });

    private static long Key(SqliteDataReader row) => row.GetInt64(0);

    /// <summary>
    /// A query for the keys of the selected images. Tagged and untagged images are a range of an index each, which SQLite merges in order.
    /// </summary>
    private static (string Sql, object?[] Values) Select(SqlSession session, Project project, ImageSelection selection, Guid? iterationId)
    {
        var values = new List<object?>();
        var iteration = Iterations.Snapshot(session, project, iterationId);
        var scope = Add(iteration?.Key ?? project.Key);
        var conditions = "";
        if (selection.TagIds.Count > 0)
        {
            var tags = iteration is null ? Tags.Keys(session, project, selection.TagIds).ConvertAll(tag => tag.Key) : SnapshotImages.TagKeys(session, iteration, selection.TagIds);
            var list = Add($"[{string.Join(',', tags)}]");
            conditions = iteration is null
                ? $" AND EXISTS (SELECT 1 FROM labels WHERE labels.image = images.key AND tag IN (SELECT value FROM json_each({list})))"
                : $" AND EXISTS (SELECT 1 FROM iteration_labels AS labels INDEXED BY iteration_labels_by_image WHERE labels.iteration = {scope} AND labels.image = images.image AND tag IN (SELECT value FROM json_each({list})))";
        }
        if (selection.Filter is { } filter)
        {
            object[] names = [.. filter.Values.Select(value => (object)Add(value))];
            // Metadata isn't part of a snapshot.
            var metadata = iteration is null ? "metadata" : "COALESCE((SELECT metadata FROM images AS now WHERE now.key = images.image), (SELECT metadata FROM removed_images WHERE key = images.image))";
            conditions += $" AND {string.Format(CultureInfo.InvariantCulture, filter.Sql, names).Replace("json_each(metadata)", $"json_each({metadata})", StringComparison.Ordinal)}";
        }
        var source = iteration is null ? $"SELECT key FROM images WHERE project = {scope}" : $"SELECT image FROM iteration_images AS images WHERE iteration = {scope}";
        int[] kinds = selection.Status switch { TaggingStatus.All => [0, 1], TaggingStatus.Tagged => [1], _ => [0] };
        return (
            string.Join(" UNION ALL ", kinds.Select(tagged => string.Create(CultureInfo.InvariantCulture, $"{source} AND tagged = {tagged}{conditions}"))),
            [.. values]);

        string Add(object? value)
        {
            values.Add(value);
            return string.Create(CultureInfo.InvariantCulture, $"${values.Count}");
        }
    }
}
