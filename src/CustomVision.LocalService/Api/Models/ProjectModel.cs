namespace CustomVision.LocalService.Api.Models;

// The models of the published description: member names and order are the wire's, in JSON and in XML.

internal sealed record DomainModel(Guid Id, string Name);

internal sealed record ProjectModel(
    Guid Id,
    string Name,
    string Description,
    Guid? CurrentIterationId,
    DateTimeOffset Created,
    DateTimeOffset LastModified,
    ProjectSettingsModel Settings,
    string? ThumbnailUri);

internal sealed record ProjectSettingsModel(Guid DomainId);
