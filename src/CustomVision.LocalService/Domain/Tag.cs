namespace CustomVision.LocalService.Domain;

internal sealed record Tag(long Key, Guid Id, string Name, string? Description, int ImageCount);

internal sealed record TagList(IReadOnlyList<Tag> Tags, int TaggedImages, int UntaggedImages);
