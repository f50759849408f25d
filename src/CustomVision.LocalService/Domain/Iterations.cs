using System.Globalization;
using CustomVision.LocalService.Data;
using Microsoft.Data.Sqlite;

namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key in the database, which clients never see.</param>
/// <param name="Created">When the workspace was opened, which is before the training.</param>
/// <param name="TrainedAt">Null until the training is completed.</param>
/// <param name="Failure">Why the training failed; null unless it did.</param>
/// <param name="DomainId">The domain of the project when the training began; null in the workspace.</param>
/// <param name="ClassificationType">That of the project when the training began; null in the workspace.</param>
/// <param name="TrainingType">Regular or Advanced.</param>
/// <param name="IsImported">Whether its model was imported. Such an iteration has tags, and neither images nor a performance.</param>
/// <param name="PublishName">The name it was published by in 3.x; null when it wasn't. See <see cref="Publishing"/>.</param>
internal sealed record Iteration(
    long Key,
    Guid Id,
    long ProjectKey,
    string Name,
    string Status,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    DateTimeOffset? TrainedAt,
    bool IsDefault,
    int TaggedImages,
    int UntaggedImages,
    string? Failure,
    Guid? DomainId,
    ClassificationType? ClassificationType,
    string TrainingType,
    int ReservedHours,
    int TrainingMinutes,
    BaseModel? Base,
    string? PublishName,
    string? PublishResource,
    bool IsImported)
{
    /// <summary>The domain that it was trained with; null in the workspace.</summary>
    public TrainingDomain? Domain => DomainId is { } id ? TrainingDomain.Find(id) : null;
}

/// <summary>The iteration that a training started from.</summary>
internal sealed record BaseModel(Guid ProjectId, Guid IterationId);

/// <summary>The statuses, as in the API and in the database.</summary>
internal static class IterationStatus
{
    /// <summary>The open workspace.</summary>
    public const string New = "New";
    public const string Training = "Training";
    public const string Completed = "Completed";
    public const string Failed = "Failed";
}

/// <summary>The iterations of a project: the trained ones from oldest to newest, then the workspace.</summary>
internal sealed class Iterations(Store store, TimeProvider clock)
{
    private const string Select =
        """
        SELECT key, id, project, name, status, created, last_modified, trained_at, is_default, tagged_images, untagged_images, failure,
            domain_id, classification, training_type, reserved_hours, training_minutes, base_project, base_iteration, publish_name, publish_resource,
            EXISTS (SELECT 1 FROM imported_models WHERE iteration = key)
        FROM iterations
        """;

    public IReadOnlyList<Iteration> List(Guid projectId) => store.Database.Read(session =>
        session.Query($"{Select} WHERE project = $1 ORDER BY key", Read, Projects.Get(session, projectId).Key));

    public Iteration Get(Guid projectId, Guid iterationId) =>
        store.Database.Read(session => Get(session, Projects.Get(session, projectId), iterationId));

    public static Iteration Get(SqlSession session, Project project, Guid iterationId) =>
        session.QuerySingle($"{Select} WHERE id = $1 AND project = $2", Read, iterationId, project.Key)
        ?? throw ServiceException.NotFoundIteration(iterationId);

    public static Iteration? Find(SqlSession session, long key) => session.QuerySingle($"{Select} WHERE key = $1", Read, key);

    /// <summary>The iteration that predicts when the request names none; null when the project has no default.</summary>
    public static Iteration? FindDefault(SqlSession session, Project project) =>
        session.QuerySingle($"{Select} WHERE project = $1 AND is_default = 1", Read, project.Key);

    /// <summary>The newest trained iteration, which a quick test uses when the request names none.</summary>
    public static Iteration? FindNewestTrained(SqlSession session, Project project) => session.QuerySingle(
        $"{Select} WHERE project = $1 AND status = $2 ORDER BY key DESC LIMIT 1", Read, project.Key, IterationStatus.Completed);

    public static Iteration? FindPublished(SqlSession session, Project project, string name) => session.QuerySingle(
        $"{Select} WHERE project = $1 AND {Publishing.HasName2} ORDER BY publish_name IS NULL LIMIT 1", Read, project.Key, name);

    /// <summary>The iterations in training, oldest first.</summary>
    public static List<Iteration> ListTraining(SqlSession session) =>
        session.Query($"{Select} WHERE status = $1 ORDER BY key", Read, IterationStatus.Training);

    /// <summary>The trained iteration with this id; null for the workspace, which is also the default.</summary>
    public static Iteration? Snapshot(SqlSession session, Project project, Guid? iterationId) =>
        iterationId is { } id && id != project.WorkspaceId ? Get(session, project, id) : null;

    /// <summary>Creates the iteration of a new workspace, whose id the project's row already has.</summary>
    public static void Open(SqlSession session, long projectKey, Guid id, DateTimeOffset now)
    {
        // A renamed iteration may already have the next name.
        string name;
        do
        {
            session.Execute("UPDATE projects SET iterations = iterations + 1 WHERE key = $1", projectKey);
            var number = session.Count("SELECT iterations FROM projects WHERE key = $1", projectKey);
            name = string.Create(CultureInfo.InvariantCulture, $"Iteration {number}");
        }
        while (session.Exists("SELECT 1 FROM iterations WHERE project = $1 AND name = $2", projectKey, name));

        session.Execute(
            """
            INSERT INTO iterations (id, project, name, status, created, last_modified, is_default, tagged_images, untagged_images, training_type, reserved_hours, training_minutes)
            VALUES ($1, $2, $3, $4, $5, $5, 0, 0, 0, 'Regular', 0, 0)
            """,
            id, projectKey, name, IterationStatus.New, now);
    }

    /// <param name="name">Null keeps the name.</param>
    /// <param name="isDefault">Null keeps the value. With true, no other iteration is the default.</param>
    public Task<Iteration> UpdateAsync(Guid projectId, Guid iterationId, string? name, bool? isDefault)
    {
        if (name is not null && (string.IsNullOrWhiteSpace(name) || name.Length > Projects.MaxNameLength))
            throw new ServiceException(
                ErrorCodes.BadRequestIterationName, $"An iteration needs a name of 1 to {Projects.MaxNameLength} characters.");

        return store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            var iteration = Get(session, project, iterationId);
            if (iteration.Status == IterationStatus.New)
                throw new ServiceException(
                    ErrorCodes.BadRequestWorkspaceCannotBeModified, "The open workspace cannot be modified. Train it first.");
            if (isDefault == true)
                RequireTrained(iteration);
            if (name is not null && session.Exists(
                "SELECT 1 FROM iterations WHERE project = $1 AND name = $2 AND key <> $3", project.Key, name, iteration.Key))
                throw new ServiceException(
                    ErrorCodes.BadRequestIterationNameNotUnique, $"The project has an iteration '{name}' already.");

            if (isDefault == true)
                session.Execute("UPDATE iterations SET is_default = 0 WHERE project = $1 AND is_default = 1", project.Key);
            session.Execute(
                "UPDATE iterations SET name = $2, is_default = $3, last_modified = $4 WHERE key = $1",
                iteration.Key, name ?? iteration.Name, (isDefault ?? iteration.IsDefault) ? 1 : 0, clock.GetUtcNow());
            return Get(session, project, iterationId);
        });
    }

    public Task DeleteAsync(Guid projectId, Guid iterationId) => store.DeleteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        var iteration = Get(session, project, iterationId);
        if (iteration.Status == IterationStatus.New)
            throw new ServiceException(ErrorCodes.BadRequestWorkspaceNotDeletable, "The open workspace cannot be deleted.");
        if (iteration.PublishName is not null)
            // That it is refused is known; code and text are invented.
            throw new ServiceException(ErrorCodes.BadRequestIterationIsPublished, $"Iteration is already published as: {iteration.PublishName}. Unpublish it before you delete it.");
        // 1.0 has no code for this that is known, so this is the closest published one.
        if (iteration.IsDefault)
            throw new ServiceException(
                ErrorCodes.BadRequestIterationValidationFailed,
                "The default iteration cannot be deleted. Make another one the default first, or set its IsDefault to false.");

        ContentRepository.DeleteUnreferenced(session, Snapshots.Delete(session, iteration));
    });

    public static void RequireTrained(Iteration iteration)
    {
        if (iteration.Status != IterationStatus.Completed)
            throw new ServiceException(
                ErrorCodes.BadRequestIterationIsNotTrained, $"The iteration '{iteration.Name}' is not trained; its status is {iteration.Status}.");
    }

    private static Iteration Read(SqliteDataReader row) => new(
        row.GetInt64(0),
        row.GetGuid(1),
        row.GetInt64(2),
        row.GetString(3),
        row.GetString(4),
        row.GetTime(5),
        row.GetTime(6),
        row.IsDBNull(7) ? null : row.GetTime(7),
        row.GetInt64(8) != 0,
        row.GetInt32(9),
        row.GetInt32(10),
        row.GetNullableString(11),
        row.IsDBNull(12) ? null : row.GetGuid(12),
        row.IsDBNull(13) ? null : Enum.Parse<ClassificationType>(row.GetString(13)),
        row.GetString(14),
        row.GetInt32(15),
        row.GetInt32(16),
        row.IsDBNull(17) ? null : new BaseModel(row.GetGuid(17), row.GetGuid(18)),
        row.GetNullableString(19),
        row.GetNullableString(20),
        row.GetBoolean(21));
}
