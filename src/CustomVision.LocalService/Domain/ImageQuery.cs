namespace CustomVision.LocalService.Domain;

/// <summary>Which page of a project's images, in which order.</summary>
internal sealed record ImageQuery(Guid? IterationId, bool OldestFirst, int Take, int Skip)
{
    public string Direction => OldestFirst ? "ASC" : "DESC";

    /// <summary>How the key of an image compares to that of one which comes earlier in the list.</summary>
    public string Later => OldestFirst ? ">" : "<";

    /// <summary>A key that comes before those of all images.</summary>
    public long BeforeAll => OldestFirst ? long.MinValue : long.MaxValue;
}
