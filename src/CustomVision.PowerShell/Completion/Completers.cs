using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Session;
using CustomVision.Training;

namespace CustomVision.PowerShell.Completion;

/// <summary>Completes the names of projects.</summary>
public sealed class ProjectCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Name, string ToolTip)>> NamesAsync(
        TrainingClient client, NameOrId? project, CancellationToken cancellation) =>
        (await client.GetProjectsAsync(cancellation).ConfigureAwait(false))
            .Select(item => (item.Name ?? "", $"Project {item.Id}{(string.IsNullOrEmpty(item.Description) ? "" : $": {item.Description}")}"));
}

/// <summary>Completes the names of domains.</summary>
public sealed class DomainCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Name, string ToolTip)>> NamesAsync(
        TrainingClient client, NameOrId? project, CancellationToken cancellation) =>
        (await client.GetDomainsAsync(cancellation).ConfigureAwait(false)).Select(item => (item.Name ?? "", $"Domain {item.Id}"));
}

/// <summary>Completes the names of tags, once the project is known.</summary>
public sealed class TagCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Name, string ToolTip)>> NamesAsync(
        TrainingClient client, NameOrId? project, CancellationToken cancellation)
    {
        if (project is null)
            return [];
        var projectId = await new ServiceNames(client).ProjectAsync(project, cancellation).ConfigureAwait(false);
        var list = await client.GetTagsAsync(projectId, cancellation: cancellation).ConfigureAwait(false);
        return list.Tags.Select(tag => (tag.Name ?? "", $"Tag {tag.Id}, {tag.ImageCount} pictures"));
    }
}

/// <summary>Completes the names of iterations, once the project is known.</summary>
public sealed class IterationCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Name, string ToolTip)>> NamesAsync(
        TrainingClient client, NameOrId? project, CancellationToken cancellation)
    {
        if (project is null)
            return [];
        var projectId = await new ServiceNames(client).ProjectAsync(project, cancellation).ConfigureAwait(false);
        var iterations = await client.GetIterationsAsync(projectId, cancellation).ConfigureAwait(false);
        return iterations.Select(iteration => (iteration.Name ?? "", $"Iteration {iteration.Id}, {iteration.Status}"));
    }
}
