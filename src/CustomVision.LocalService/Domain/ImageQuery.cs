namespace CustomVision.LocalService.Domain;

/// <summary>Which page of a project's images, in which order.</summary>
internal sealed record ImageQuery(Guid? IterationId, bool OldestFirst, int Take, int Skip)
{
    public string Direction => OldestFirst ? "ASC" : "DESC";
}
