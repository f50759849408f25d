using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Domain;

/// <param name="Images">The images of the workspace, without those of iterations and predictions.</param>
internal sealed record ProjectUse(Guid ProjectId, int Iterations, int Images, int Tags);

/// <param name="Predictions">The predictions of this month.</param>
internal sealed record AccountUse(int Predictions, IReadOnlyList<ProjectUse> Projects);

/// <summary>Counts what the quotas limit.</summary>
internal sealed class Account(Store store, TimeProvider clock)
{
    public AccountUse Count() => store.Database.Read(session => new AccountUse(
        Domain.Predictions.CountInMonth(session, clock.GetUtcNow()),
        session.Query(
            """
            SELECT id,
                (SELECT COUNT(*) FROM iterations WHERE project = projects.key AND status <> $1),
                (SELECT COUNT(*) FROM images WHERE project = projects.key),
                (SELECT COUNT(*) FROM tags WHERE project = projects.key)
            FROM projects ORDER BY key
            """,
            row => new ProjectUse(row.GetGuid(0), row.GetInt32(1), row.GetInt32(2), row.GetInt32(3)),
            IterationStatus.New)));
}
