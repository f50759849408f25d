using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Domain;

/// <summary>The images and tags that an iteration was trained from, independent of later changes.</summary>
internal static class Snapshots
{
    private static readonly string[] OfIteration = ["models", "imported_models", "suggestions", "exports", "iteration_labels", "iteration_regions", "iteration_images"];

    /// <summary>Copies the current tags, labels, regions and keys of the images. The images themselves are not copied.</summary>
    /// <param name="selected">The keys of the tags to train with; null for all.</param>
    public static void Take(SqlSession session, Project project, long iteration, IReadOnlyCollection<long>? selected)
    {
        var tags = selected is null ? "SELECT key FROM tags WHERE project = $2" : "SELECT value FROM json_each($3)";
        var chosen = selected is null ? null : $"[{string.Join(',', selected)}]";
        // An image that has other tags only is untagged in this snapshot.
        var tagged = selected is null
            ? "tagged"
            : "EXISTS (SELECT 1 FROM labels WHERE labels.image = images.key AND tag IN (SELECT value FROM json_each($3)))";
        session.Execute(
            $"INSERT INTO iteration_images (iteration, tagged, image) SELECT $1, {tagged}, key FROM images WHERE project = $2 ORDER BY 2, key",
            iteration, project.Key, chosen);
        session.Execute(
            $"""
            INSERT INTO iteration_labels (iteration, tag, image, id, created)
            SELECT $1, tag, image, id, created FROM labels WHERE tag IN ({tags}) ORDER BY tag, image
            """,
            iteration, project.Key, chosen);
        session.Execute(
            $"""
            INSERT INTO iteration_regions (iteration, image, region, id, tag, x, y, width, height, created)
            SELECT $1, image, key, id, tag, x, y, width, height, created FROM regions WHERE tag IN ({tags})
            """,
            iteration, project.Key, chosen);
        session.Execute(
            $"""
            INSERT INTO iteration_tags (iteration, tag, id, name, description, image_count, type)
            SELECT $1, key, id, name, description, (SELECT COUNT(*) FROM labels WHERE tag = tags.key), type FROM tags WHERE key IN ({tags})
            """,
            iteration, project.Key, chosen);
        session.Execute(
            """
            UPDATE iterations SET
                tagged_images = (SELECT COUNT(*) FROM iteration_images WHERE iteration = $1 AND tagged = 1),
                untagged_images = (SELECT COUNT(*) FROM iteration_images WHERE iteration = $1 AND tagged = 0)
            WHERE key = $1
            """,
            iteration);
    }

    /// <summary>The tags, in the order of the iteration's model and predictions.</summary>
    public static List<Tag> Tags(SqlSession session, long iteration) => session.Query(
        "SELECT tag, id, name, description, image_count, type FROM iteration_tags WHERE iteration = $1 ORDER BY tag",
        row => new Tag(row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetNullableString(3), row.GetInt32(4), Enum.Parse<TagType>(row.GetString(5))),
        iteration);

    /// <summary>Deletes an image, or moves its row when an iteration refers to it.</summary>
    /// <returns>The key of the image's content.</returns>
    public static long RemoveImage(SqlSession session, Project project, long image)
    {
        var content = session.QueryNumber("SELECT content FROM images WHERE key = $1", image)!.Value;
        if (session.Exists(
            """
            SELECT 1 FROM iterations JOIN iteration_images ON iteration = iterations.key AND tagged IN (0, 1) AND image = $2
            WHERE project = $1
            """,
            project.Key, image))
            session.Execute(
                """
                INSERT INTO removed_images (key, id, project, content, created, metadata)
                SELECT key, id, project, content, created, metadata FROM images WHERE key = $1
                """,
                image);
        session.Execute("DELETE FROM suggestions WHERE image = $1", image);
        session.Execute("DELETE FROM regions WHERE image = $1", image);
        session.Execute("DELETE FROM labels WHERE image = $1", image);
        session.Execute("DELETE FROM images WHERE key = $1", image);
        return content;
    }

    /// <summary>Deletes an image from all iterations of the project, so that nothing keeps its content.</summary>
    public static void Forget(SqlSession session, Project project, long image)
    {
        foreach (var table in (string[])["iteration_images", "iteration_labels", "iteration_regions"])
            session.Execute(
                $"DELETE FROM {table} WHERE image = $2 AND iteration IN (SELECT key FROM iterations WHERE project = $1){(table == "iteration_images" ? " AND tagged IN (0, 1)" : "")}",
                project.Key, image);
        session.Execute("DELETE FROM removed_images WHERE key = $1", image);
    }

    /// <returns>The keys of contents that may have become unreferenced.</returns>
    public static List<long> Delete(SqlSession session, Iteration iteration)
    {
        foreach (var table in OfIteration)
            session.Execute($"DELETE FROM {table} WHERE iteration = $1", iteration.Key);
        session.Execute("DELETE FROM iterations WHERE key = $1", iteration.Key);
        // Stored predictions stay, and need the names of the tags.
        DeleteUnusedTags(session, iteration.Key);

        var gone = session.Query(
            """
            SELECT key, content FROM removed_images WHERE project = $1 AND NOT EXISTS (
                SELECT 1 FROM iterations JOIN iteration_images ON iteration = iterations.key AND tagged IN (0, 1) AND image = removed_images.key
                WHERE iterations.project = $1)
            """,
            row => (Key: row.GetInt64(0), Content: row.GetInt64(1)),
            iteration.ProjectKey);
        foreach (var (key, _) in gone)
            session.Execute("DELETE FROM removed_images WHERE key = $1", key);
        return gone.ConvertAll(image => image.Content);
    }

    /// <summary>Deletes the tags of a deleted iteration, unless it has predictions.</summary>
    public static void DeleteUnusedTags(SqlSession session, long iteration) => session.Execute(
        """
        DELETE FROM iteration_tags WHERE iteration = $1
            AND NOT EXISTS (SELECT 1 FROM iterations WHERE key = $1)
            AND NOT EXISTS (SELECT 1 FROM predictions WHERE iteration = $1)
        """,
        iteration);

    /// <summary>Deletes all snapshots and predictions of a project.</summary>
    /// <returns>The keys of the contents that they referred to.</returns>
    public static List<long> DeleteAll(SqlSession session, Project project)
    {
        var contents = session.Query(
            "SELECT content FROM removed_images WHERE project = $1 UNION SELECT content FROM predictions WHERE project = $1",
            row => row.GetInt64(0),
            project.Key);
        // The tags of deleted iterations that have predictions.
        session.Execute(
            "DELETE FROM iteration_tags WHERE iteration IN (SELECT iteration FROM predictions WHERE project = $1)", project.Key);
        foreach (var table in (string[])[.. OfIteration, "iteration_tags"])
            session.Execute($"DELETE FROM {table} WHERE iteration IN (SELECT key FROM iterations WHERE project = $1)", project.Key);
        foreach (var table in (string[])["iterations", "removed_images", "predictions"])
            session.Execute($"DELETE FROM {table} WHERE project = $1", project.Key);
        return contents;
    }
}
