using System.Globalization;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Domain;

/// <summary>Starts trainings and stores their results. A started training is in the database, so that it continues after a restart.</summary>
internal sealed class Trainings(Store store, CurrentSettings settings, TimeProvider clock)
{
    /// <summary>The limits of the real service and its documentation.</summary>
    public const int MinTags = 2;
    public const int MinImagesPerTag = 5;

    // More tags would make the message unreadable.
    private const int MaxTagsNamed = 10;

    /// <summary>Makes the workspace an iteration in training, takes its snapshot, and opens a new workspace.</summary>
    public Task<Iteration> BeginAsync(Guid projectId) => store.Database.WriteAsync(session =>
    {
        var project = Projects.Get(session, projectId);
        RequireNeed(session, project);
        RequireRoom(session, project);
        RequireEnough(session, project);

        var now = clock.GetUtcNow();
        var iteration = Iterations.Get(session, project, project.WorkspaceId);
        session.Execute(
            "UPDATE iterations SET status = $2, last_modified = $3 WHERE key = $1", iteration.Key, IterationStatus.Training, now);
        Snapshots.Take(session, project, iteration.Key);

        var workspaceId = Guid.NewGuid();
        session.Execute(
            "UPDATE projects SET workspace_id = $2, unchanged_since = $3, last_modified = $4 WHERE key = $1",
            project.Key, workspaceId, iteration.Key, now);
        Iterations.Open(session, project.Key, workspaceId, now);
        return Iterations.Find(session, iteration.Key)!;
    });

    /// <summary>The iterations in training, in the order to train them.</summary>
    public IReadOnlyList<Iteration> List() => store.Database.Read(Iterations.ListTraining);

    public bool IsWanted(long iteration) =>
        store.Database.Read(session => Iterations.Find(session, iteration)?.Status == IterationStatus.Training);

    /// <summary>Stores model and status in one transaction. Does nothing when the iteration was deleted.</summary>
    public Task CompleteAsync(long iteration, TrainingResult result)
    {
        var (model, scores) = (result.Model.ToBytes(), result.Scores.ToBytes());
        return EndAsync(iteration, IterationStatus.Completed, session => session.Execute(
            "INSERT INTO models (iteration, features_version, model, scores) VALUES ($1, $2, $3, $4)",
            iteration, FeatureExtractor.Version, model, scores));
    }

    public Task FailAsync(long iteration, string reason) => EndAsync(iteration, IterationStatus.Failed, session =>
        session.Execute("UPDATE iterations SET failure = $2 WHERE key = $1", iteration, reason));

    private Task<bool> EndAsync(long iteration, string status, Action<SqlSession> keep) => store.Database.WriteAsync(session =>
    {
        var now = clock.GetUtcNow();
        var isThere = session.Execute(
            "UPDATE iterations SET status = $2, last_modified = $3, trained_at = $4 WHERE key = $1 AND status = $5",
            iteration, status, now, status == IterationStatus.Completed ? now : null, IterationStatus.Training) > 0;
        if (isThere)
            keep(session);
        return isThere;
    });

    private static void RequireNeed(SqlSession session, Project project)
    {
        if (session.Exists("SELECT 1 FROM iterations WHERE project = $1 AND status = $2", project.Key, IterationStatus.Training))
            throw new ServiceException(
                ErrorCodes.BadRequestTrainingAlreadyInProgress, "The project is being trained already. Wait until that has ended.");
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

    private static void RequireEnough(SqlSession session, Project project)
    {
        var counts = session.Query(
            "SELECT name, (SELECT COUNT(*) FROM labels WHERE tag = tags.key) FROM tags WHERE project = $1 ORDER BY key",
            row => (Name: row.GetString(0), Images: row.GetInt32(1)),
            project.Key);
        if (counts.Count < MinTags)
            throw NotEnough($"Not enough tags for training: the project has {counts.Count}.", counts);
        var small = counts.FindAll(tag => tag.Images < MinImagesPerTag);
        if (small.Count > 0)
            throw NotEnough("Not enough images per tag for training:", small);
    }

    private static ServiceException NotEnough(string what, List<(string Name, int Images)> tags)
    {
        var named = tags.Take(MaxTagsNamed).Select(tag => string.Create(CultureInfo.InvariantCulture, $"'{tag.Name}' has {tag.Images}"));
        var others = tags.Count > MaxTagsNamed ? $" and {tags.Count - MaxTagsNamed} more tags" : "";
        var list = tags.Count > 0 ? $" {string.Join(", ", named)}{others}." : "";
        return new ServiceException(
            ErrorCodes.BadRequestTrainingValidationFailed,
            $"{what}{list} At least {MinTags} tags with at least {MinImagesPerTag} images each are needed.");
    }
}
