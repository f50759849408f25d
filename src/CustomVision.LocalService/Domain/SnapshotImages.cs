using System.Globalization;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Domain;

/// <summary>Lists the images of an iteration as they were; pages are steps through an index here too.</summary>
internal static class SnapshotImages
{
    public static List<StoredImage> List(SqlSession session, Iteration iteration, ImageQuery query, bool tagged)
    {
        var keys = session.Query(
            $"SELECT image FROM iteration_images WHERE iteration = $1 AND tagged = $2 ORDER BY image {query.Direction} LIMIT $3 OFFSET $4",
            row => row.GetInt64(0),
            iteration.Key, tagged ? 1 : 0, query.Take, query.Skip);
        return keys.ConvertAll(key => ByKey(session, iteration, key));
    }

    public static List<StoredImage> ListByTags(SqlSession session, Iteration iteration, IReadOnlyCollection<Guid> tagIds, ImageQuery query)
    {
        var tags = Snapshots.Tags(session, iteration.Key);
        var tagKeys = tagIds.Distinct().Select(id => (tags.Find(tag => tag.Id == id) ?? throw ServiceException.NotFoundTag(id)).Key).ToList();

        var branches = tagKeys.Select((_, index) => string.Create(
            CultureInfo.InvariantCulture, $"SELECT image FROM iteration_labels WHERE iteration = $3 AND tag = ${index + 4}"));
        var keys = session.Query(
            $"{string.Join(" UNION ", branches)} ORDER BY image {query.Direction} LIMIT $1 OFFSET $2",
            row => row.GetInt64(0),
            [query.Take, query.Skip, iteration.Key, .. tagKeys.Cast<object>()]);
        return keys.ConvertAll(key => ByKey(session, iteration, key));
    }

    private static StoredImage ByKey(SqlSession session, Iteration iteration, long key)
    {
        var image = session.QuerySingle($"{Images.Select} WHERE images.key = $1", Images.Read, key)
            ?? session.QuerySingle($"{Images.SelectRemoved} WHERE images.key = $1", Images.Read, key)!;
        return image with
        {
            // Left to itself, SQLite takes the primary key, and looks at every label of the iteration.
            Labels = session.Query(
                """
                SELECT labels.id, labels.created, tags.id FROM iteration_labels AS labels INDEXED BY iteration_labels_by_image
                JOIN iteration_tags AS tags ON tags.iteration = labels.iteration AND tags.tag = labels.tag
                WHERE labels.iteration = $1 AND labels.image = $2 ORDER BY labels.created, labels.tag
                """,
                row => new Label(row.GetGuid(0), row.GetTime(1), row.GetGuid(2)),
                iteration.Key, key),
        };
    }
}
