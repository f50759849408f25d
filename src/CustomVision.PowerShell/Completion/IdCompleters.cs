using CustomVision.Models;
using CustomVision.PowerShell.Commands.TrainingImages;
using CustomVision.PowerShell.Formats;
using CustomVision.Training;

namespace CustomVision.PowerShell.Completion;

/// <summary>
/// Completes the ids of images of the project in the command. Without text, it returns the newest images. With text, such as a
/// shortened id from a table, it searches all images.
/// </summary>
public sealed class ImageCompleter : NameCompleter
{
    private const int PageSize = ImagePage.LargestTake;

    private protected override async Task<IEnumerable<(string Text, string ToolTip)>> GetCandidatesAsync(CompletionRequest request, CancellationToken cancellation)
    {
        if (await request.ProjectIdAsync(cancellation).ConfigureAwait(false) is not { } projectId)
            return [];
        var found = new List<(string Text, string ToolTip)>();
        foreach (var list in ImageLists.Of(request.Training, projectId, [], tagged: false, untagged: false))
            for (var position = 0; found.Count < PageSize;)
            {
                var page = await list(new ImagePage { Take = PageSize, Skip = position }, cancellation).ConfigureAwait(false);
                found.AddRange(page.Select(Describe).Where(image => image.Text.StartsWith(request.Prefix, StringComparison.OrdinalIgnoreCase)));
                position += page.Count;
                if (page.Count < PageSize)
                    break;
            }

        return found;
    }

    private static (string Text, string ToolTip) Describe(Image image) =>
        ($"{image.Id}", $"Image of {DisplayFormat.Pixels(image.Width, image.Height)}, {DisplayFormat.Time(image.Created)}, {image.Labels.Count} tags");
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
        var page = await request.Training.GetPredictionResultsAsync(projectId, new PredictionQuery { MaxCount = PageSize }, cancellation).ConfigureAwait(false);
        while (true)
        {
            found.AddRange(page.Results.Select(Describe).Where(prediction => prediction.Text.StartsWith(request.Prefix, StringComparison.OrdinalIgnoreCase)));
            if (found.Count >= PageSize || page.Next is not { } next)
                return found;
            page = await request.Training.GetNextPredictionResultsAsync(projectId, next, cancellation).ConfigureAwait(false);
        }
    }

    private static (string Text, string ToolTip) Describe(StoredImagePrediction prediction) => (
        $"{prediction.Id}",
        $"Prediction of {DisplayFormat.Time(prediction.Created)}: {(prediction.Predictions is [var best, ..] ? $"{best.Tag} {best.Probability:P1}" : "nothing")}");
}
