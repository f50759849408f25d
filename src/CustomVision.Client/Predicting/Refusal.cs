using System.Net;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Predicting;

/// <summary>What the refusal of a prediction means: for its image, or for all of them.</summary>
internal static class Refusal
{
    /// <summary>Whether every other image would fail the same way.</summary>
    public static bool IsPointless(CustomVisionException failure) => failure switch
    {
        ServiceErrorException { ServiceCode: "NotFoundImage" } => false,
        ServiceErrorException refusal =>
            refusal.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
            || IsOfTheWhole(refusal),
        UnexpectedAnswerException => true,
        _ => false,
    };

    /// <summary>The status that comes nearest to what the service says of an image; its own words go along.</summary>
    public static string StatusFor(CustomVisionException failure) => failure switch
    {
        ServiceErrorException { StatusCode: HttpStatusCode.RequestEntityTooLarge } => ImageStatus.ErrorImageSize,
        ServiceErrorException { ServiceCode: "BadRequestImageSizeBytes" or "BadRequestImageDimensions" or "BadRequestImageAspectRatio" } => ImageStatus.ErrorImageSize,
        ServiceErrorException { ServiceCode: "BadRequestImageFormat" or "BadRequestImageStream" or "BadRequestImageBatch" } => ImageStatus.ErrorImageFormat,
        ServiceErrorException { ServiceCode: "BadRequestImageUrl" or "BadRequestInvalidUri" or "NotFoundImage" } => ImageStatus.ErrorSource,
        _ => ImageStatus.ErrorRequest,
    };

    // Such as BadRequestIterationIsNotTrained or BadRequestPredictionInvalidApplicationName: all images are asked for alike.
    private static bool IsOfTheWhole(ServiceErrorException refusal) =>
        refusal.ServiceCode is { } code
        && (code.StartsWith("BadRequestIteration", StringComparison.Ordinal) || code.StartsWith("BadRequestPrediction", StringComparison.Ordinal));
}
