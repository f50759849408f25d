using CustomVision.Local;

namespace CustomVision.PowerShell.Completion;

/// <summary>Completes the names of projects.</summary>
public sealed class ProjectCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation) =>
        (await request.Training.GetProjectsAsync(cancellation).ConfigureAwait(false))
            .Select(item => (item.Name ?? "", $"Project {item.Id}{(string.IsNullOrEmpty(item.Description) ? "" : $": {item.Description}")}"));
}

/// <summary>Completes the names of domains.</summary>
public sealed class DomainCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation) =>
        (await request.Training.GetDomainsAsync(cancellation).ConfigureAwait(false)).Select(item => (item.Name ?? "", $"Domain {item.Id}"));
}

/// <summary>Completes the names of tags of the project in the command.</summary>
public sealed class TagCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation)
    {
        if (await request.ProjectIdAsync(cancellation).ConfigureAwait(false) is not { } projectId)
            return [];
        var list = await request.Training.GetTagsAsync(projectId, cancellation: cancellation).ConfigureAwait(false);
        return list.Tags.Select(tag => (tag.Name ?? "", $"Tag {tag.Id}, {tag.ImageCount} images"));
    }
}

/// <summary>Completes the names of iterations of the project in the command.</summary>
public sealed class IterationCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation)
    {
        if (await request.ProjectIdAsync(cancellation).ConfigureAwait(false) is not { } projectId)
            return [];
        var iterations = await request.Training.GetIterationsAsync(projectId, cancellation).ConfigureAwait(false);
        return iterations.Select(iteration => (iteration.Name ?? "", $"Iteration {iteration.Id}, {iteration.Status}"));
    }
}

/// <summary>Completes the ids of the faults of a local service.</summary>
public sealed class LocalFaultCompleter : NameCompleter
{
    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation) =>
        (await new LocalServiceClient(request.Connection).GetFaultsAsync(cancellation).ConfigureAwait(false))
            .Select(fault => ($"{fault.Id}", $"{fault.Operation}: {fault.Effect}"));
}
