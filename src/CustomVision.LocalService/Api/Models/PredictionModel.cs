using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api.Models;

/// <summary>A prediction as Prediction 1.0 answers it.</summary>
internal sealed record ImagePredictionResultModel(
    Guid Id,
    Guid Project,
    Guid Iteration,
    DateTimeOffset Created,
    ImageTagPrediction[] Predictions);

internal sealed record ImageTagPrediction(Guid TagId, string Tag, float Probability);

/// <summary>A stored prediction as Training 1.0 answers it.</summary>
internal sealed record PredictionModel(
    Guid Id,
    Guid Project,
    Guid Iteration,
    DateTimeOffset Created,
    PredictionTagModel[] Predictions,
    string ImageUri,
    string ThumbnailUri);

internal sealed record PredictionQueryModel(PredictionModel[] Results, PredictionQueryTokenModel Token);

/// <param name="Continuation">Null on the last page, as the published examples have it.</param>
internal sealed record PredictionQueryTokenModel(
    string Session,
    string? Continuation,
    int MaxCount,
    PredictionOrder OrderBy,
    Guid? IterationId,
    Guid[]? TagIds,
    float Threshold,
    DateTimeOffset? StartTime,
    DateTimeOffset? EndTime,
    string? Source);
