using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Domain;

/// <summary>Lists the images of an iteration as they were when it was trained.</summary>
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
        var keys = Images.ListKeysByTags(
            session, query, (0, null), iteration.Key, [.. TagKeys(session, iteration, tagIds)],
            ofTag: "SELECT image FROM iteration_labels WHERE iteration = $4 AND tag",
            ofAnyTag:
            """
            SELECT image FROM iteration_images WHERE iteration = $4 AND tagged = 1 AND EXISTS (
                SELECT 1 FROM iteration_labels AS labels INDEXED BY iteration_labels_by_image
                WHERE labels.iteration = $4 AND labels.image = iteration_images.image AND tag IN (SELECT value FROM json_each($5)))
            """);
        return keys.ConvertAll(key => ByKey(session, iteration, key));
    }

    public static List<long> TagKeys(SqlSession session, Iteration iteration, IReadOnlyCollection<Guid> tagIds)
    {
        var tags = Snapshots.Tags(session, iteration.Key).ToDictionary(tag => tag.Id, tag => tag.Key);
        return [.. tagIds.Distinct().Select(id => tags.TryGetValue(id, out var key) ? key : throw ServiceException.NotFoundTag(id))];
    }

    public static StoredImage ByKey(SqlSession session, Iteration iteration, long key)
    {
        var image = session.QuerySingle($"{Images.Select} WHERE images.key = $1", Images.Read, key)
            ?? session.QuerySingle($"{Images.SelectRemoved} WHERE images.key = $1", Images.Read, key)!;
        return image with
        {
            // Without a hint, SQLite chooses the primary key and reads all labels of the iteration.
            Labels = session.Query(
                """
                SELECT labels.id, labels.created, tags.id, tags.name FROM iteration_labels AS labels INDEXED BY iteration_labels_by_image
                JOIN iteration_tags AS tags ON tags.iteration = labels.iteration AND tags.tag = labels.tag
                WHERE labels.iteration = $1 AND labels.image = $2 ORDER BY labels.created, labels.tag
                """,
                row => new Label(row.GetGuid(0), row.GetTime(1), row.GetGuid(2), row.GetString(3)),
                iteration.Key, key),
        };
    }
}
