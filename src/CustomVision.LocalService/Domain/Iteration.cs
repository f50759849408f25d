namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key within the store; never leaves the service.</param>
/// <param name="Created">When it was opened as the workspace, which is before it was trained.</param>
/// <param name="TrainedAt">Null until its training has come to an end.</param>
internal sealed record Iteration(
    long Key,
    Guid Id,
    long ProjectKey,
    string Name,
    string Status,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    DateTimeOffset? TrainedAt,
    bool IsDefault,
    int TaggedImages,
    int UntaggedImages);

/// <summary>The words on the wire, and in the store.</summary>
internal static class IterationStatus
{
    /// <summary>The open workspace.</summary>
    public const string New = "New";
    public const string Training = "Training";
    public const string Completed = "Completed";
    public const string Failed = "Failed";
}
