using System.Diagnostics.CodeAnalysis;
using System.Text.RegularExpressions;
using CustomVision.LocalService.Data;

namespace CustomVision.LocalService.Domain;

/// <summary>
/// Publishes iterations for predictions. 1.0 has one default iteration for each project, and 3.x any number of published names. Both are
/// views of the same data:
/// <list type="bullet">
/// <item>The default iteration of 1.0 that has no name of 3.x is published in 3.x by its own name.</item>
/// <item>An iteration that 3.x publishes becomes the default of 1.0 unless the project has one. To unpublish it ends both.</item>
/// <item>1.0 can move the default to another iteration. Names that 3.x published stay.</item>
/// <item>Neither version deletes an iteration that is the default or published.</item>
/// </list>
/// </summary>
internal sealed partial class Publishing(Store store, TimeProvider clock)
{
    /// <summary>The condition for an iteration that is published in the view of 3.x.</summary>
    public const string IsPublished = "(publish_name IS NOT NULL OR is_default = 1)";

    /// <summary>The condition for an iteration that is published by the name $2.</summary>
    public const string HasName2 = "(publish_name = $2 OR (publish_name IS NULL AND is_default = 1 AND name = $2))";

    /// <summary>The prediction resource of iterations that 1.0 made the default.</summary>
    public const string LocalResource =
        "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/local/providers/Microsoft.CognitiveServices/accounts/local";

    private const int MaxNameLength = 255;

    /// <summary>The published name in the view of 3.x, and the resource; null when the iteration isn't published.</summary>
    public static (string Name, string Resource)? Of(Iteration iteration) =>
        iteration.PublishName is { } name ? (name, iteration.PublishResource ?? LocalResource)
        : iteration.IsDefault ? (iteration.Name, LocalResource)
        : null;

    /// <param name="predictionId">The Azure resource id of the prediction resource.</param>
    /// <param name="overwrite">Whether the iteration may take the name from another one.</param>
    public Task PublishAsync(Guid projectId, Guid iterationId, string? name, string? predictionId, bool overwrite)
    {
        RequireName(name);
        if (predictionId is null || !ResourceId().IsMatch(predictionId))
            throw new ServiceException(
                ErrorCodes.BadRequestInvalidPublishTarget,
                "predictionId must be the resource id of a prediction resource: /subscriptions/{id}/resourceGroups/{name}/providers/Microsoft.CognitiveServices/accounts/{name}.");

        return store.Database.WriteAsync(session =>
        {
            var project = Projects.Get(session, projectId);
            var iteration = Iterations.Get(session, project, iterationId);
            Iterations.RequireTrained(iteration);
            // Known: with overwrite too, an iteration has to be unpublished first.
            if (Of(iteration) is { } published)
                throw new ServiceException(ErrorCodes.BadRequestIterationIsPublished, $"Iteration is already published as: {published.Name}");
            if (Iterations.FindPublished(session, project, name) is { } other)
            {
                if (!overwrite)
                    throw new ServiceException(ErrorCodes.BadRequestInvalidPublishName, $"The iteration '{other.Name}' is published as '{name}' already.");
                Unpublish(session, other);
            }
            var isFirst = Iterations.FindDefault(session, project) is null;
            session.Execute(
                "UPDATE iterations SET publish_name = $2, publish_resource = $3, is_default = $4, last_modified = $5 WHERE key = $1",
                iteration.Key, name, predictionId, isFirst ? 1 : 0, clock.GetUtcNow());
            return true;
        });
    }

    /// <summary>The codes here and of the target are published; the texts are invented.</summary>
    public static void RequireName([NotNull] string? name)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaxNameLength || name.Contains('/', StringComparison.Ordinal))
            throw new ServiceException(ErrorCodes.BadRequestInvalidPublishName, $"publishName must have 1 to {MaxNameLength} characters and no slash.");
    }

    public Task UnpublishAsync(Guid projectId, Guid iterationId) => store.Database.WriteAsync(session =>
    {
        var iteration = Iterations.Get(session, Projects.Get(session, projectId), iterationId);
        if (Of(iteration) is null)
            throw new ServiceException(ErrorCodes.BadRequestIterationNotPublished, $"The iteration '{iteration.Name}' is not published.");
        Unpublish(session, iteration);
        return true;
    });

    private void Unpublish(SqlSession session, Iteration iteration) => session.Execute(
        "UPDATE iterations SET publish_name = NULL, publish_resource = NULL, is_default = 0, last_modified = $2 WHERE key = $1",
        iteration.Key, clock.GetUtcNow());

    [GeneratedRegex("^/subscriptions/[^/]+/resourceGroups/[^/]+/providers/Microsoft\\.CognitiveServices/accounts/[^/]+$", RegexOptions.IgnoreCase)]
    private static partial Regex ResourceId();
}
