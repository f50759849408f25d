using CustomVision.LocalService.Data;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <summary>How 3.x trains a project.</summary>
/// <param name="IsForced">Whether to train although nothing has changed.</param>
/// <param name="SelectedTags">The tags to train with; null for all.</param>
/// <param name="Base">The iteration to start from; null for none.</param>
internal sealed record TrainingRequest(bool IsAdvanced, int ReservedHours, bool IsForced, IReadOnlyCollection<Guid>? SelectedTags, BaseModel? Base);

/// <summary>Starts trainings and stores their results. A started training is in the database, so that it continues after a restart.</summary>
internal sealed class Trainings(Store store, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>The least images of a tag for a classification.</summary>
    public const int MinImagesPerTag = TrainingRules.MinImagesPerTag;

    /// <summary>Makes the workspace an iteration in training, takes its snapshot, and opens a new workspace.</summary>
    /// <param name="wanted">How 3.x trains; null for 1.0.</param>
    public Task<Iteration> BeginAsync(Guid projectId, TrainingRequest? wanted = null) => store.Database.WriteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        RequireIdle(session, project);
        RequireBase(session, project, wanted?.Base);
        var selected = wanted?.SelectedTags is { Count: > 0 } chosen ? Tags.Keys(session, project, chosen).ConvertAll(tag => tag.Key) : null;
        if (wanted?.IsForced != true)
            RequireNeed(session, project);
        RequireRoom(session, project);
        TrainingRules.Require(session, project, selected, isVersion1: wanted is null);

        var now = clock.GetUtcNow();
        var iteration = Iterations.Get(session, project, project.WorkspaceId);
        session.Execute(
            """
            UPDATE iterations SET status = $2, last_modified = $3, domain_id = $4, classification = $5, training_type = $6, reserved_hours = $7,
                base_project = $8, base_iteration = $9
            WHERE key = $1
            """,
            iteration.Key, IterationStatus.Training, now, project.DomainId, project.ClassificationType.ToString(),
            wanted?.IsAdvanced == true ? "Advanced" : "Regular", wanted?.ReservedHours ?? 0, wanted?.Base?.ProjectId, wanted?.Base?.IterationId);
        Snapshots.Take(session, project, iteration.Key, selected);

        var workspaceId = Guid.NewGuid();
        session.Execute(
            "UPDATE projects SET workspace_id = $2, unchanged_since = $3, last_modified = $4 WHERE key = $1",
            project.Key, workspaceId, selected is null ? iteration.Key : null, now);
        Iterations.Open(session, project.Key, workspaceId, now);
        return Iterations.Find(session, iteration.Key)!;
    });

    /// <summary>The iterations in training, in the order to train them.</summary>
    public IReadOnlyList<Iteration> List() => store.Database.Read(Iterations.ListTraining);

    public bool IsWanted(long iteration) =>
        store.Database.Read(session => Iterations.Find(session, iteration)?.Status == IterationStatus.Training);

    /// <summary>Stores model and status in one transaction. Does nothing when the iteration was deleted.</summary>
    public Task CompleteAsync(long iteration, StoredTraining result) => EndAsync(iteration, IterationStatus.Completed, session => session.Execute(
        "INSERT INTO models (iteration, features_version, model, scores) VALUES ($1, $2, $3, $4)",
        iteration, FeatureExtractor.Version, result.Model, result.Scores));

    public Task FailAsync(long iteration, string reason) => EndAsync(iteration, IterationStatus.Failed, session =>
        session.Execute("UPDATE iterations SET failure = $2 WHERE key = $1", iteration, reason));

    private Task<bool> EndAsync(long iteration, string status, Action<SqlSession> keep) => store.Database.WriteAsync(session =>
    {
        var now = clock.GetUtcNow();
        var isThere = session.Execute(
            """
            UPDATE iterations SET status = $2, training_minutes = 1 + ($3 - last_modified) / 60000, last_modified = $3, trained_at = $4
            WHERE key = $1 AND status = $5
            """,
            iteration, status, now, status == IterationStatus.Completed ? now : null, IterationStatus.Training) > 0;
        if (isThere)
            keep(session);
        return isThere;
    });

    private static void RequireIdle(SqlSession session, Project project)
    {
        if (session.Exists("SELECT 1 FROM iterations WHERE project = $1 AND status = $2", project.Key, IterationStatus.Training))
            throw new ServiceException(
                ErrorCodes.BadRequestTrainingAlreadyInProgress, "The project is being trained already. Wait until that has ended.");
    }

    /// <summary>The codes are published; the texts are invented.</summary>
    private static void RequireBase(SqlSession session, Project project, BaseModel? wanted)
    {
        if (wanted is null)
            return;
        var iteration = Iterations.Get(session, Projects.Get(session, wanted.ProjectId), wanted.IterationId);
        if (iteration.Status != IterationStatus.Completed)
            throw new ServiceException(ErrorCodes.BadRequestCustomBaseModelIterationStatusNotCompleted, $"The status of the base iteration '{iteration.Name}' is {iteration.Status}; it must be Completed.");
        if (iteration.IsImported)
            throw new ServiceException(ErrorCodes.BadRequestCustomBaseModelDomainNotCompatible, $"The base iteration '{iteration.Name}' was imported, and a training can't start from it.");
        if (iteration.DomainId != project.DomainId)
            throw new ServiceException(ErrorCodes.BadRequestCustomBaseModelDomainNotCompatible, "The base iteration was trained with another domain than that of the project.");
    }

    private static void RequireNeed(SqlSession session, Project project)
    {
        // A training may be repeated when it failed, when its iteration was deleted, or when its model has another version.
        if (session.Exists(
            """
            SELECT 1 FROM projects JOIN models ON models.iteration = projects.unchanged_since
            WHERE projects.key = $1 AND features_version = $2
            """,
            project.Key, FeatureExtractor.Version))
            throw new ServiceException(ErrorCodes.BadRequestTrainingNotNeeded, "Nothing changed since last training");
    }

    private void RequireRoom(SqlSession session, Project project)
    {
        if (settings.Value.Profile.Iterations is { } most
            && session.Count("SELECT COUNT(*) FROM iterations WHERE project = $1 AND status <> $2", project.Key, IterationStatus.New) >= most)
            throw new ServiceException(
                ErrorCodes.BadRequestExceedIterationPerProjectLimit, $"The project has {most} iterations, which is as many as its pricing tier allows. Delete one first.");
    }
}
