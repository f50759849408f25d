using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Copies;

/// <summary>
/// Copies a project to the same or another resource: exports it, imports it, waits until the service has copied it, and compares
/// the numbers of images and tags. Temporary failures of up to five minutes don't end the wait.
/// </summary>
public sealed class ProjectCopier
{
    internal const string RequiredVersion = "3.2";

    private static readonly TimeSpan FirstInterval = TimeSpan.FromSeconds(0.2);
    private static readonly TimeSpan LongestInterval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestOutage = TimeSpan.FromMinutes(5);

    private readonly ITrainingApi source;
    private readonly ITrainingApi destination;
    private readonly Func<Project, TimeSpan, Task>? onProgress;
    private readonly IClock clock;

    /// <summary>Creates a copier. No request is sent.</summary>
    /// <param name="source">The service that has the project. Its retry settings are replaced by those of a long wait.</param>
    /// <param name="destination">The service that receives the copy.</param>
    /// <param name="onProgress">Receives the copy and the time waited after each request of the wait. The next waits for it.</param>
    public ProjectCopier(CustomVisionClient source, CustomVisionClient destination, Func<Project, TimeSpan, Task>? onProgress = null)
    {
        this.source = Patient(source).Training;
        this.destination = Patient(destination).Training;
        this.onProgress = onProgress;
        clock = destination.Options.Clock;
    }

    /// <summary>Copies a project.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="name">The name of the copy; null for the name of the project. If it exists, the service appends a number to it. Requires version 3.3.</param>
    /// <param name="timeout">The time limit of the wait. A service can leave a copy unfinished for ever, so there must be one.</param>
    /// <param name="cancellation">Ends the wait. The service continues to copy.</param>
    /// <returns>The copy, with the numbers of both projects.</returns>
    /// <exception cref="UnsupportedByVersionException">One of the services is connected with a version before 3.2.</exception>
    /// <exception cref="ProjectCopyException">The copy failed, or was not finished within the time limit.</exception>
    /// <exception cref="CustomVisionException">A request failed, with all its retries.</exception>
    public async Task<ProjectCopy> CopyAsync(Guid projectId, string? name, TimeSpan timeout, CancellationToken cancellation = default)
    {
        destination.Version.Require(RequiredVersion, "ImportProject", "copying projects");
        if (name is not null)
            destination.Version.Require("3.3", "ImportProject", "naming the copy of a project");
        var export = await source.ExportProjectAsync(projectId, cancellation).ConfigureAwait(false);
        if (export.Token is null)
            throw new ProjectCopyException("The service returned no token to copy the project with.", project: null, timedOut: false);
        // Counted after the export: it is what the copy is made from, apart from images that are uploaded at the same moment.
        var expected = await CountAsync(source, projectId, cancellation).ConfigureAwait(false);
        var begun = await destination.ImportProjectAsync(Secret.From(export.Token), name, cancellation).ConfigureAwait(false);
        var copy = await WaitAsync(begun, timeout, cancellation).ConfigureAwait(false);
        var found = await CountAsync(destination, copy.Id, cancellation).ConfigureAwait(false);
        return new ProjectCopy
        {
            Project = copy,
            SourceProjectId = projectId,
            SourceImageCount = expected.Images,
            SourceTagCount = expected.Tags,
            SourceIterationCount = expected.Iterations,
            ImageCount = found.Images,
            TagCount = found.Tags,
            IterationCount = found.Iterations,
        };
    }

    private static CustomVisionClient Patient(CustomVisionClient client) =>
        client.With(client.Options with { MaxRetry = int.MaxValue, RetryTimeout = LongestOutage });

    private static async Task<(int Images, int Tags, int Iterations)> CountAsync(ITrainingApi api, Guid projectId, CancellationToken cancellation)
    {
        var images = await api.CountImagesAsync(projectId, new ImageFilter(), cancellation).ConfigureAwait(false);
        var tags = await api.GetTagsAsync(projectId, iterationId: null, cancellation).ConfigureAwait(false);
        var iterations = await api.GetIterationsAsync(projectId, cancellation).ConfigureAwait(false);
        return (images, tags.Tags.Count, iterations.Count);
    }

    private async Task<Project> WaitAsync(Project begun, TimeSpan timeout, CancellationToken cancellation)
    {
        var (project, start, interval) = (begun, clock.Now, FirstInterval);
        // A version without a status answers when the copy is made.
        while (string.Equals(project.Status, ProjectStatus.Importing, StringComparison.OrdinalIgnoreCase))
        {
            var elapsed = clock.Now - start;
            if (elapsed >= timeout)
                throw new ProjectCopyException(
                    $"The copy '{project.Name}' was not finished after {timeout:g}, and the service continues. Its id is {project.Id}.", project, timedOut: true);
            if (onProgress is not null)
                await onProgress(project, elapsed).ConfigureAwait(false);
            await clock.Delay(interval < timeout - elapsed ? interval : timeout - elapsed, cancellation).ConfigureAwait(false);
            project = await destination.GetProjectAsync(begun.Id, cancellation).ConfigureAwait(false);
            interval = TimeSpan.FromSeconds(Math.Min(LongestInterval.TotalSeconds, interval.TotalSeconds * 1.5));
        }

        return string.Equals(project.Status, ProjectStatus.Failed, StringComparison.OrdinalIgnoreCase)
            ? throw new ProjectCopyException(
                $"The service could not copy the project and gives no reason. The incomplete copy '{project.Name}' has the id {project.Id}.", project, timedOut: false)
            : project;
    }
}

/// <summary>A copy of a project was not finished.</summary>
public sealed class ProjectCopyException : CustomVisionException
{
    internal ProjectCopyException(string message, Project? project, bool timedOut)
        : base("ImportProject", message)
    {
        Project = project;
        TimedOut = timedOut;
    }

    /// <summary>The incomplete copy; null when the service created none.</summary>
    public Project? Project { get; }

    /// <summary>Whether the service was still copying when the time limit passed.</summary>
    public bool TimedOut { get; }
}
