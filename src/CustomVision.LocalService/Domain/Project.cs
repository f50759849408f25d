namespace CustomVision.LocalService.Domain;

/// <param name="Key">The key within the store; never leaves the service.</param>
/// <param name="WorkspaceId">The open iteration, which images and tags are added to.</param>
internal sealed record Project(
    long Key,
    Guid Id,
    string Name,
    string Description,
    Guid DomainId,
    Guid WorkspaceId,
    DateTimeOffset Created,
    DateTimeOffset LastModified);
