namespace CustomVision.LocalService.Domain;

/// <param name="Width">In pixels, upright and scaled as the service shows it.</param>
/// <param name="Height">In pixels, upright and scaled as the service shows it.</param>
internal sealed record StoredImage(
    long Key,
    Guid Id,
    DateTimeOffset Created,
    int Width,
    int Height,
    IReadOnlyList<Label> Labels);

/// <summary>That an image has a tag.</summary>
internal sealed record Label(Guid Id, DateTimeOffset Created, Guid TagId);
