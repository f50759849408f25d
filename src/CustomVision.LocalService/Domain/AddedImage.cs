namespace CustomVision.LocalService.Domain;

/// <param name="Image">The image as it is stored now; null when the image was refused.</param>
internal sealed record AddedImage(string SourceUrl, StoredImage? Image, ImageStatus Status);
