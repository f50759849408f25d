using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Domain;

/// <summary>The order of stored predictions; the names are those on the wire.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PredictionOrder>))]
internal enum PredictionOrder
{
    Newest,
    Oldest,

    /// <summary>
    /// What a person should look at first: those with a tag about which the model says neither yes nor no, that is, whose
    /// probability is nearest to one half. 1.0 does not say what it orders by.
    /// </summary>
    Suggested,
}

/// <summary>Which stored predictions, in which order.</summary>
/// <param name="MaxCount">How many on a page.</param>
/// <param name="TagIds">Predictions whose probability for any of these reaches the threshold; none are any tags.</param>
/// <param name="Threshold">From 0 to 1.</param>
/// <param name="StartTime">Stored then or later; null for no bound.</param>
/// <param name="EndTime">Stored then or earlier; null for no bound.</param>
/// <param name="Source">The application that asked, to the letter; null for all.</param>
internal sealed record PredictionQuery(
    int MaxCount,
    PredictionOrder OrderBy,
    Guid? IterationId,
    IReadOnlyCollection<Guid> TagIds,
    float Threshold,
    DateTimeOffset? StartTime,
    DateTimeOffset? EndTime,
    string? Source);

/// <summary>Where a page ends and the next one begins.</summary>
/// <param name="Newest">The newest prediction when the first page was asked for: what comes later is on no page.</param>
/// <param name="Key">Of the last prediction of the page.</param>
/// <param name="Margin">Of the last prediction of the page.</param>
internal sealed record PredictionPosition(long Newest, long Key, double Margin);

/// <param name="Next">Where the next page begins; null when this is the last.</param>
internal sealed record PredictionPage(IReadOnlyList<StoredPrediction> Predictions, long Newest, PredictionPosition? Next);
