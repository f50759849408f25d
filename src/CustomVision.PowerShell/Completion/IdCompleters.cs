using CustomVision.Models;
using CustomVision.PowerShell.Commands.TrainingImages;
using CustomVision.PowerShell.Formats;
using CustomVision.Training;

namespace CustomVision.PowerShell.Completion;

/// <summary>
/// Completes the ids of images, once the project is known: the newest, or those that begin as the line does, wherever they
/// are in the lists of the service. Tables show how an id begins, so the rest of it needs no typing.
/// </summary>
public sealed class ImageCompleter : NameCompleter
{
    private const int PageSize = ImagePage.LargestTake;

    private protected override async Task<IEnumerable<(string Name, string ToolTip)>> NamesAsync(NameRequest request, CancellationToken cancellation)
    {
        if (await request.ProjectIdAsync(cancellation).ConfigureAwait(false) is not { } projectId)
            return [];
        var found = new List<(string Name, string ToolTip)>();
        foreach (var list in ImageLists.Of(request.Training, projectId, [], tagged: false, untagged: false))
            for (var position = 0; found.Count < PageSize;)
            {
                var page = await list(new ImagePage { Take = PageSize, Skip = position }, cancellation).ConfigureAwait(false);
                found.AddRange(page.Select(Describe).Where(image => image.Name.StartsWith(request.Begun, StringComparison.OrdinalIgnoreCase)));
                position += page.Count;
                if (page.Count < PageSize)
                    break;
            }

        return found;
    }

    private static (string Name, string ToolTip) Describe(Image image) =>
        ($"{image.Id}", $"Image of {Cell.Pixels(image.Width, image.Height)}, {Cell.Time(image.Created)}, {image.Labels.Count} tags");
}

/// <summary>Completes the ids of predictions that the service has kept, once the project is known, as those of images are.</summary>
public sealed class PredictionCompleter : NameCompleter
{
    private const int PageSize = 64;

    private protected override async Task<IEnumerable<(string Name, string ToolTip)>> NamesAsync(NameRequest request, CancellationToken cancellation)
    {
        if (await request.ProjectIdAsync(cancellation).ConfigureAwait(false) is not { } projectId)
            return [];
        var found = new List<(string Name, string ToolTip)>();
        var page = await request.Training.GetPredictionResultsAsync(projectId, new PredictionQuery { MaxCount = PageSize }, cancellation).ConfigureAwait(false);
        while (true)
        {
            found.AddRange(page.Results.Select(Describe).Where(prediction => prediction.Name.StartsWith(request.Begun, StringComparison.OrdinalIgnoreCase)));
            if (found.Count >= PageSize || page.Next is not { } next)
                return found;
            page = await request.Training.GetNextPredictionResultsAsync(projectId, next, cancellation).ConfigureAwait(false);
        }
    }

    private static (string Name, string ToolTip) Describe(StoredImagePrediction prediction) => (
        $"{prediction.Id}",
        $"Prediction of {Cell.Time(prediction.Created)}: {(prediction.Predictions is [var best, ..] ? $"{best.Tag} {best.Probability:P1}" : "nothing")}");
}
