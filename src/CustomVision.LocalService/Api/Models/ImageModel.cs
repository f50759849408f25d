using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api.Models;

internal sealed record ImageModel(
    Guid Id,
    DateTimeOffset Created,
    int Width,
    int Height,
    string ImageUri,
    string ThumbnailUri,
    ImageLabelModel[] Labels,
    PredictionTagModel[] Predictions);

internal sealed record ImageLabelModel(Guid LabelId, DateTimeOffset Created, Guid TagId);

internal sealed record PredictionTagModel(Guid TagId, string Tag, float Probability);

internal sealed record CreateImageSummaryModel(bool IsBatchSuccessful, CreateImageResultModel[] Images);

/// <remarks>The order is that of the recorded 1.0 answers; later versions put Status before Image.</remarks>
internal sealed record CreateImageResultModel(string SourceUrl, ImageModel? Image, ImageStatus Status);
