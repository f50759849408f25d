using CustomVision.Api;
using CustomVision.Models;
using CustomVision.PowerShell.Formats;

namespace CustomVision.PowerShell.Completion;

/// <summary>
/// Completes the ids of images of the project in the command. Without text, it returns the newest images. With text, such as a
/// shortened id from a table, it searches all images.
/// </summary>
public sealed class ImageCompleter : NameCompleter
{
    private const int PageSize = ImageFilter.LargestPage;

    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation)
    {
        if (await request.ProjectIdAsync(cancellation).ConfigureAwait(false) is not { } projectId)
            return [];
        var found = new List<(string Text, string ToolTip)>();
        var images = request.Training.GetImages(projectId, new ImageFilter { PageSize = PageSize });
        while (found.Count < PageSize && await images.NextPageAsync(cancellation).ConfigureAwait(false) is { } page)
            found.AddRange(page.Select(Describe).Where(image => image.Text.StartsWith(request.Prefix, StringComparison.OrdinalIgnoreCase)));
        return found;
    }

    private static (string Text, string ToolTip) Describe(Image image) =>
        ($"{image.Id}", $"Image of {DisplayFormat.Pixels(image.Width, image.Height)}, {DisplayFormat.Time(image.Created)}, {image.Tags.Count} tags");
}

/// <summary>Completes the ids of regions of the project in the command, as <see cref="ImageCompleter"/> does with images.</summary>
public sealed class RegionCompleter : NameCompleter
{
    private const int PageSize = ImageFilter.LargestPage;

    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation)
    {
        if (await request.ProjectIdAsync(cancellation).ConfigureAwait(false) is not { } projectId)
            return [];
        var found = new List<(string Text, string ToolTip)>();
        var images = request.Training.GetImages(projectId, new ImageFilter { Status = TaggingStatus.Tagged, PageSize = PageSize });
        while (found.Count < PageSize && await images.NextPageAsync(cancellation).ConfigureAwait(false) is { } page)
            found.AddRange(
                page.SelectMany(image => image.Regions)
                    .Select(region => (Text: $"{region.RegionId}", ToolTip: $"Region {region} of image {DisplayFormat.Id(region.ImageId)}"))
                    .Where(region => region.Text.StartsWith(request.Prefix, StringComparison.OrdinalIgnoreCase)));
        return found;
    }
}

/// <summary>Completes the ids of stored predictions of the project in the command.</summary>
public sealed class PredictionCompleter : NameCompleter
{
    private const int PageSize = 64;

    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation)
    {
        if (await request.ProjectIdAsync(cancellation).ConfigureAwait(false) is not { } projectId)
            return [];
        var found = new List<(string Text, string ToolTip)>();
        var predictions = request.Training.GetPredictions(projectId, new PredictionFilter { PageSize = PageSize });
        while (found.Count < PageSize && await predictions.NextPageAsync(cancellation).ConfigureAwait(false) is { } page)
            found.AddRange(page.Select(Describe).Where(prediction => prediction.Text.StartsWith(request.Prefix, StringComparison.OrdinalIgnoreCase)));
        return found;
    }

    private static (string Text, string ToolTip) Describe(StoredImagePrediction prediction) => (
        $"{prediction.Id}",
        $"Prediction of {DisplayFormat.Time(prediction.Created)}: {(prediction.Predictions is [var best, ..] ? $"{best.TagName} {best.Probability:P1}" : "nothing")}");
}
