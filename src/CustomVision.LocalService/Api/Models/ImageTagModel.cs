namespace CustomVision.LocalService.Api.Models;

internal sealed record ImageTagModel(Guid Id, string Name, string? Description, int ImageCount);

internal sealed record ImageTagListModel(ImageTagModel[] Tags, int TotalTaggedImages, int TotalUntaggedImages);
