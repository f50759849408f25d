using CustomVision.Api;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Training;

/// <summary>Finds the tags that make training fail. The service rejects the training as a whole and does not name them.</summary>
public static class TrainingCheck
{
    private const int LeastForClassification = 5;
    private const int LeastForDetection = 15;

    /// <summary>Returns why training will probably fail, in one sentence; null when no reason was found.</summary>
    /// <param name="api">The service.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="selectedTags">The tags to train with; empty for all.</param>
    /// <param name="cancellation">Cancels the requests.</param>
    /// <exception cref="CustomVisionException">A request failed.</exception>
    public static async Task<string?> FindProblemAsync(
        ITrainingApi api, Guid projectId, IReadOnlyList<Guid> selectedTags, CancellationToken cancellation)
    {
        var list = await api.GetTagsAsync(projectId, null, cancellation).ConfigureAwait(false);
        var tags = list.Tags.Where(tag => selectedTags.Count == 0 || selectedTags.Contains(tag.Id)).ToList();
        var least = await IsDetectionAsync(api, projectId, cancellation).ConfigureAwait(false) ? LeastForDetection : LeastForClassification;
        var tooFew = tags.Where(tag => tag.ImageCount < least).OrderBy(tag => tag.ImageCount).ThenBy(tag => tag.Name, StringComparer.OrdinalIgnoreCase).ToList();
        if (tooFew.Count > 0)
            return $"Each tag needs at least {least} images. Too few have: {string.Join(", ", tooFew.Select(tag => $"'{tag.Name}' ({tag.ImageCount})"))}.";
        return tags.Any(tag => tag.Type is null or TagType.Regular or TagType.GeneralProduct) ? null : "The project has no tag with images.";
    }

    private static async Task<bool> IsDetectionAsync(ITrainingApi api, Guid projectId, CancellationToken cancellation)
    {
        if (api.Version.IsV1)
            return false;
        var project = await api.GetProjectAsync(projectId, cancellation).ConfigureAwait(false);
        return project.Settings is { } settings && (await api.GetDomainAsync(settings.DomainId, cancellation).ConfigureAwait(false)).IsObjectDetection;
    }
}
