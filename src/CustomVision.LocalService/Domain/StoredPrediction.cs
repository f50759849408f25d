namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key within the store; never leaves the service. Its order is the order of storing.</param>
/// <param name="Margin">How far the tag that the model is least certain of is from neither yes nor no; from 0 to 0.5.</param>
/// <param name="Tags">The most probable first.</param>
internal sealed record StoredPrediction(
    long Key,
    Guid Id,
    Guid IterationId,
    DateTimeOffset Created,
    double Margin,
    IReadOnlyList<TagProbability> Tags);

/// <param name="Tag">Its name when the iteration was trained.</param>
internal sealed record TagProbability(Guid TagId, string Tag, float Probability);
