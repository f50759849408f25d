using System.Globalization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Settings;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key in the database, which clients never see.</param>
/// <param name="WorkspaceId">The iteration that images and tags are added to.</param>
/// <param name="ClassificationType">How tags exclude each other. It means nothing in a detection project.</param>
/// <param name="ImageProcessing">The switches of the augmentation methods, as JSON; null for the defaults.</param>
internal sealed record Project(
    long Key,
    Guid Id,
    string Name,
    string Description,
    Guid DomainId,
    Guid WorkspaceId,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    ClassificationType ClassificationType,
    IReadOnlyList<string> ExportPlatforms,
    string? ImageProcessing,
    string? ExportContainer,
    string? NotificationQueue)
{
    public TrainingDomain Domain => TrainingDomain.Find(DomainId)!;

    public bool IsMulticlass => !Domain.IsDetection && ClassificationType == ClassificationType.Multiclass;
}

/// <summary>What a project is created with, or changed to. Null is the default of a new project, and keeps the value of another.</summary>
internal sealed record ProjectSettings(
    string? Name,
    string? Description = null,
    Guid? DomainId = null,
    ClassificationType? ClassificationType = null,
    IReadOnlyList<string>? ExportPlatforms = null,
    string? ImageProcessing = null,
    string? ExportContainer = null,
    string? NotificationQueue = null);

internal sealed class Projects(Store store, CurrentSettings settings, TimeProvider clock)
{
    // 1.0 publishes neither limit. These fit any real name and keep a list readable.
    public const int MaxNameLength = 512;
    public const int MaxDescriptionLength = 4096;

    private const string Columns =
        "key, id, name, description, domain_id, workspace_id, created, last_modified, classification, export_platforms, image_processing, export_container, notification_queue";

    public IReadOnlyList<Project> List() =>
        store.Database.Read(session => session.Query($"SELECT {Columns} FROM projects ORDER BY key", Read));

    public Project Get(Guid projectId) => store.Database.Read(session => Get(session, projectId));

    public static Project Get(SqlSession session, Guid projectId) =>
        session.QuerySingle($"SELECT {Columns} FROM projects WHERE id = $1", Read, projectId)
        ?? throw ServiceException.NotFoundProject(projectId);

    /// <summary>The image that stands for a project: its oldest one, of the tagged ones if there are any. Null without images.</summary>
    public Guid? FindThumbnail(Project project) => store.Database.Read(session =>
    {
        foreach (var tagged in (int[])[1, 0])
            if (session.QueryNumber("SELECT MIN(key) FROM images WHERE project = $1 AND tagged = $2", project.Key, tagged) is { } key)
                return Images.ByKey(session, key).Id;
        return (Guid?)null;
    });

    public Task<Project> CreateAsync(ProjectSettings wanted)
    {
        Check(wanted with { Name = wanted.Name ?? "" });
        return store.Database.WriteAsync(session =>
        {
            RequireRoom(session);
            return Insert(session, wanted, clock.GetUtcNow());
        });
    }

    /// <summary>Inserts a project with a new workspace. The settings have been checked.</summary>
    /// <param name="fill">Adds what the project has before its workspace is opened; null for nothing.</param>
    public static Project Insert(SqlSession session, ProjectSettings wanted, DateTimeOffset now, Action<long>? fill = null)
    {
        var (id, workspaceId) = (Guid.NewGuid(), Guid.NewGuid());
        var key = session.Insert(
            """
            INSERT INTO projects (
                id, name, description, domain_id, workspace_id, created, last_modified, iterations,
                classification, export_platforms, image_processing, export_container, notification_queue)
            VALUES ($1, $2, $3, $4, $5, $6, $6, 0, $7, $8, $9, $10, $11)
            """,
            id, FreeName(session, wanted.Name!), wanted.Description ?? "", wanted.DomainId ?? TrainingDomain.Default.Id, workspaceId, now,
            (wanted.ClassificationType ?? ClassificationType.Multilabel).ToString(), string.Join(',', wanted.ExportPlatforms ?? []),
            wanted.ImageProcessing, wanted.ExportContainer, wanted.NotificationQueue);
        fill?.Invoke(key);
        Iterations.Open(session, key, workspaceId, now);
        return Get(session, id);
    }

    public void RequireRoom(SqlSession session)
    {
        // A full account was reported to answer "Access Denied". Later versions publish this code, which explains the error.
        if (settings.Value.Profile.Projects is { } most && session.Count("SELECT COUNT(*) FROM projects") >= most)
            throw new ServiceException(
                ErrorCodes.BadRequestExceedProjectLimit, $"There are {most} projects, which is as many as the pricing tier allows.");
    }

    public Task<Project> UpdateAsync(Guid projectId, ProjectSettings wanted)
    {
        Check(wanted);
        return store.Database.WriteAsync(session =>
        {
            var project = Get(session, projectId);
            var domain = wanted.DomainId ?? project.DomainId;
            if (TrainingDomain.Find(domain)!.Type != project.Domain.Type)
                // The code is published; the text is invented.
                throw new ServiceException(
                    ErrorCodes.BadRequestProjectUnsupportedDomainTypeChange, "The type of the domain of a project can't be changed. Create another project.");
            var classification = wanted.ClassificationType ?? project.ClassificationType;
            session.Execute(
                """
                UPDATE projects SET name = $2, description = $3, domain_id = $4, last_modified = $5, classification = $6,
                    export_platforms = $7, image_processing = $8, export_container = $9, notification_queue = $10
                WHERE key = $1
                """,
                project.Key,
                wanted.Name is null || wanted.Name == project.Name ? project.Name : FreeName(session, wanted.Name),
                wanted.Description ?? project.Description,
                domain,
                clock.GetUtcNow(),
                classification.ToString(),
                string.Join(',', wanted.ExportPlatforms ?? project.ExportPlatforms),
                wanted.ImageProcessing ?? project.ImageProcessing,
                wanted.ExportContainer ?? project.ExportContainer,
                wanted.NotificationQueue ?? project.NotificationQueue);
            if (domain != project.DomainId || classification != project.ClassificationType)
                NoteChange(session, project);
            return Get(session, projectId);
        });
    }

    /// <summary>Notes a change that a training could have another result for.</summary>
    public static void NoteChange(SqlSession session, Project project) => session.Execute(
        "UPDATE projects SET unchanged_since = NULL WHERE key = $1 AND unchanged_since IS NOT NULL", project.Key);

    /// <param name="mayBePublished">Whether a project with a published iteration may be deleted: 3.x refuses that, 1.0 doesn't.</param>
    public Task DeleteAsync(Guid projectId, bool mayBePublished = true) =>
        store.DeleteAsync(session =>
        {
            var project = Get(session, projectId);
            if (!mayBePublished && session.Exists($"SELECT 1 FROM iterations WHERE project = $1 AND {Publishing.IsPublished}", project.Key))
                // That it is refused is known; code and text are invented.
                throw new ServiceException(
                    ErrorCodes.BadRequestIterationIsPublished, "The project has a published iteration. Unpublish its iterations before you delete it.");
            var contents = session.Query("SELECT content FROM images WHERE project = $1", row => row.GetInt64(0), project.Key);
            contents.AddRange(Snapshots.DeleteAll(session, project));
            session.Execute("DELETE FROM regions WHERE tag IN (SELECT key FROM tags WHERE project = $1)", project.Key);
            session.Execute("DELETE FROM labels WHERE tag IN (SELECT key FROM tags WHERE project = $1)", project.Key);
            session.Execute("DELETE FROM images WHERE project = $1", project.Key);
            session.Execute("DELETE FROM tags WHERE project = $1", project.Key);
            session.Execute("DELETE FROM projects WHERE key = $1", project.Key);
            ContentRepository.DeleteUnreferenced(session, contents);
        });

    /// <summary>
    /// Deletes all data of all clients in one transaction. Keys aren't used again, so work in progress for a deleted row can't
    /// affect a new one.
    /// </summary>
    public Task DeleteAllAsync() => store.DeleteAsync(session =>
    {
        foreach (var table in (string[])
            [
                "projects", "tags", "images", "labels", "regions", "iterations", "iteration_tags", "iteration_images", "iteration_labels",
                "iteration_regions", "removed_images", "models", "imported_models", "features", "predictions", "prediction_counts", "suggestions", "exports",
                "contents", "content_bytes",
            ])
            session.Execute($"DELETE FROM {table}");
    });

    public static void Check(ProjectSettings wanted)
    {
        if (wanted.Name is { } name && (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength))
            throw new ServiceException(ErrorCodes.BadRequestProjectName, $"A project needs a name of 1 to {MaxNameLength} characters.");
        if (wanted.Description?.Length > MaxDescriptionLength)
            throw new ServiceException(
                ErrorCodes.BadRequestProjectDescription, $"A description has at most {MaxDescriptionLength} characters.");
        if (wanted.DomainId is { } domain && TrainingDomain.Find(domain) is null)
            throw new ServiceException(ErrorCodes.BadRequestProjectUnknownDomain, $"There is no domain {domain}.");
    }

    /// <summary>Adds a number to a name that is already used, as the real service does.</summary>
    private static string FreeName(SqlSession session, string name)
    {
        var free = name;
        for (var number = 1; session.Exists("SELECT 1 FROM projects WHERE name = $1", free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name} ({number})");
        return free;
    }

    private static Project Read(SqliteDataReader row) => new(
        row.GetInt64(0), row.GetGuid(1), row.GetString(2), row.GetString(3), row.GetGuid(4), row.GetGuid(5), row.GetTime(6), row.GetTime(7),
        Enum.Parse<ClassificationType>(row.GetString(8)), row.GetString(9).Split(',', StringSplitOptions.RemoveEmptyEntries),
        row.GetNullableString(10), row.GetNullableString(11), row.GetNullableString(12));
}
