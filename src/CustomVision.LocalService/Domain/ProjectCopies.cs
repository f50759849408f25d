using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Domain;

/// <summary>What a copy of a project contains.</summary>
internal sealed record ProjectContents(int Iterations, int Images, int Tags, int Regions);

/// <summary>Copies projects, as ExportProject and ImportProject do: with new ids, and with iterations that aren't published.</summary>
internal sealed class ProjectCopies(Store store, Projects projects, TimeProvider clock)
{
    public ProjectContents Count(Guid projectId) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        // The code is published; the text is invented.
        if (session.Exists("SELECT 1 FROM iterations WHERE project = $1 AND status = $2", project.Key, IterationStatus.Training))
            throw new ServiceException(ErrorCodes.BadRequestExportWhileTraining, "The project is being trained. Export it when that has ended.");
        return new ProjectContents(
            session.Count("SELECT COUNT(*) FROM iterations WHERE project = $1 AND status = $2", project.Key, IterationStatus.Completed),
            session.Count("SELECT COUNT(*) FROM images WHERE project = $1", project.Key),
            session.Count("SELECT COUNT(*) FROM tags WHERE project = $1", project.Key),
            session.Count("SELECT COUNT(*) FROM regions WHERE tag IN (SELECT key FROM tags WHERE project = $1)", project.Key));
    });

    /// <summary>Copies the project in one transaction. The bytes of images aren't copied: both projects refer to them.</summary>
    /// <param name="name">Null for the name of the original, with a number.</param>
    public Task<Project> CopyAsync(Guid projectId, string? name)
    {
        Projects.Check(new ProjectSettings(name));
        return store.Database.WriteAsync(session =>
        {
            projects.RequireRoom(session);
            var source = Projects.Get(session, projectId);
            var settings = new ProjectSettings(
                name ?? source.Name, source.Description, source.DomainId, source.ClassificationType, source.ExportPlatforms, source.ImageProcessing);
            return Projects.Insert(session, settings, clock.GetUtcNow(), copy => new Copy(session, source.Key, copy, clock.GetUtcNow()).Fill());
        });
    }

    private sealed class Copy(SqlSession session, long source, long target, DateTimeOffset now)
    {
        private readonly Dictionary<long, long> images = [];
        private readonly Dictionary<long, long> tags = [];
        private readonly Dictionary<Guid, Guid> tagIds = [];

        public void Fill()
        {
            CopyTags();
            // First, because a deleted image may have been uploaded again, and a project has each content once.
            CopyImages("removed_images", "0");
            CopyImages("images", "tagged");
            foreach (var (image, copy) in images)
                CopyAnnotations(image, copy);
            foreach (var iteration in session.Query(
                "SELECT key FROM iterations WHERE project = $1 AND status = $2 ORDER BY key", row => row.GetInt64(0), source, IterationStatus.Completed))
                CopyIteration(iteration);
            // The workspace gets the number that the workspace of the original has.
            session.Execute("UPDATE projects SET iterations = (SELECT iterations - 1 FROM projects WHERE key = $1) WHERE key = $2", source, target);
        }

        private void CopyTags()
        {
            foreach (var (key, id) in session.Query(
                "SELECT key, id FROM tags WHERE project = $1 ORDER BY key", row => (row.GetInt64(0), row.GetGuid(1)), source))
            {
                tagIds[id] = Guid.NewGuid();
                tags[key] = session.Insert(
                    "INSERT INTO tags (id, project, name, description, created, type) SELECT $2, $3, name, description, created, type FROM tags WHERE key = $1",
                    key, tagIds[id], target);
            }
        }

        private void CopyImages(string table, string tagged)
        {
            foreach (var key in session.Query($"SELECT key FROM {table} WHERE project = $1 ORDER BY key", row => row.GetInt64(0), source))
            {
                images[key] = session.Insert(
                    $"INSERT INTO images (id, project, content, created, tagged, metadata) SELECT $2, $3, content, created, {tagged}, metadata FROM {table} WHERE key = $1",
                    key, Ids.New(), target);
                if (table == "images")
                    continue;
                session.Execute(
                    "INSERT INTO removed_images (key, id, project, content, created, metadata) SELECT key, id, project, content, created, metadata FROM images WHERE key = $1",
                    images[key]);
                session.Execute("DELETE FROM images WHERE key = $1", images[key]);
            }
        }

        private void CopyAnnotations(long image, long copy)
        {
            foreach (var tag in session.Query("SELECT tag FROM labels WHERE image = $1", row => row.GetInt64(0), image))
                session.Execute(
                    "INSERT INTO labels (tag, image, id, created) SELECT $3, $4, $5, created FROM labels WHERE tag = $1 AND image = $2",
                    tag, image, tags[tag], copy, Ids.New());
            foreach (var (region, tag) in session.Query(
                "SELECT key, tag FROM regions WHERE image = $1 ORDER BY key", row => (row.GetInt64(0), row.GetInt64(1)), image))
                session.Execute(
                    "INSERT INTO regions (id, image, tag, x, y, width, height, created) SELECT $2, $3, $4, x, y, width, height, created FROM regions WHERE key = $1",
                    region, Ids.New(), copy, tags[tag]);
        }

        /// <summary>The tags of a snapshot keep their keys, because their order is that of the model.</summary>
        private void CopyIteration(long iteration)
        {
            var copy = session.Insert(
                """
                INSERT INTO iterations (
                    id, project, name, status, created, last_modified, trained_at, is_default, tagged_images, untagged_images, failure, domain_id,
                    classification, training_type, reserved_hours, training_minutes, base_project, base_iteration)
                SELECT $2, $3, name, status, $4, $4, trained_at, 0, tagged_images, untagged_images, failure, domain_id,
                    classification, training_type, reserved_hours, training_minutes, base_project, base_iteration
                FROM iterations WHERE key = $1
                """,
                iteration, Guid.NewGuid(), target, now);
            foreach (var (tag, id) in session.Query(
                "SELECT tag, id FROM iteration_tags WHERE iteration = $1", row => (row.GetInt64(0), row.GetGuid(1)), iteration))
                session.Execute(
                    "INSERT INTO iteration_tags (iteration, tag, id, name, description, image_count, type) SELECT $3, tag, $4, name, description, image_count, type FROM iteration_tags WHERE iteration = $1 AND tag = $2",
                    iteration, tag, copy, tagIds.TryGetValue(id, out var known) ? known : tagIds[id] = Guid.NewGuid());
            foreach (var image in session.Query("SELECT image FROM iteration_images WHERE iteration = $1", row => row.GetInt64(0), iteration))
            {
                session.Execute(
                    "INSERT INTO iteration_images (iteration, tagged, image) SELECT $3, tagged, $4 FROM iteration_images WHERE iteration = $1 AND tagged IN (0, 1) AND image = $2",
                    iteration, image, copy, images[image]);
                session.Execute(
                    "INSERT INTO iteration_labels (iteration, tag, image, id, created) SELECT $3, tag, $4, id, created FROM iteration_labels INDEXED BY iteration_labels_by_image WHERE iteration = $1 AND image = $2",
                    iteration, image, copy, images[image]);
                session.Execute(
                    "INSERT INTO iteration_regions (iteration, image, region, id, tag, x, y, width, height, created) SELECT $3, $4, region, id, tag, x, y, width, height, created FROM iteration_regions WHERE iteration = $1 AND image = $2",
                    iteration, image, copy, images[image]);
            }
            session.Execute(
                "INSERT INTO models (iteration, features_version, model, scores) SELECT $2, features_version, model, scores FROM models WHERE iteration = $1",
                iteration, copy);
            session.Execute(
                "INSERT INTO imported_models (iteration, sha256, file) SELECT $2, sha256, file FROM imported_models WHERE iteration = $1",
                iteration, copy);
            session.Execute(
                "UPDATE projects SET unchanged_since = $3 WHERE key = $2 AND (SELECT unchanged_since FROM projects WHERE key = $1) = $4",
                source, target, copy, iteration);
        }
    }
}
