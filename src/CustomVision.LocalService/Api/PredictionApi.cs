using CustomVision.LocalService.Api.Models;

namespace CustomVision.LocalService.Api;

/// <summary>The operations of Prediction 1.0, by their published names and paths. Paths match in any case.</summary>
internal static class PredictionApi
{
    public static void MapPrediction(this IEndpointRouteBuilder app)
    {
        var predictions = app.ServiceProvider.GetRequiredService<PredictionOperations>();

        var project = app.MapGroup("/customvision/v1.0/Prediction/{projectId}").WithMetadata(new RequiresKey(KeyKind.Prediction));
        project.MapOperation("POST", "image", "PredictImage", WireTypes.Default.ImagePredictionResultModel, predictions.PredictImage);
        project.MapOperation("POST", "url", "PredictImageUrl", WireTypes.Default.ImagePredictionResultModel, predictions.PredictImageUrl);
    }
}
