using System.Net;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Predictions;

/// <summary>One image to predict, until its result is known.</summary>
internal sealed class PredictionItem(ImageToPredict image, Guid projectId, long length) : WorkItem<ImagePredictionResult>
{
    public ImageEntry Entry { get; } = new(image.IsUrl ? ImageSource.Url : ImageSource.File, image.Path);

    /// <summary>The length when the image was added; 0 for a URL.</summary>
    public long Length { get; } = length;

    public void Succeed(ImagePrediction prediction) => Complete(new ImagePredictionResult
    {
        Path = image.Path,
        Status = ImageStatus.OK,
        Predictions = prediction.Predictions,
        Id = prediction.Id,
        ProjectId = projectId,
        IterationId = prediction.Iteration,
        Created = prediction.Created,
        Attempts = Entry.Attempts,
    });

    public void Fail(CustomVisionException failure) => Fail(StatusFor(failure), failure.Message, failure);

    public void Fail(string status, string message, Exception? error = null) => Complete(new ImagePredictionResult
    {
        Path = image.Path,
        Status = status,
        ProjectId = projectId,
        Attempts = Entry.Attempts,
        Message = message,
        Error = error,
    });

    private static string StatusFor(CustomVisionException failure) => failure switch
    {
        ServiceErrorException { StatusCode: HttpStatusCode.RequestEntityTooLarge } => ImageStatus.ErrorImageSize,
        ServiceErrorException { ServiceCode: "BadRequestImageSizeBytes" or "BadRequestImageDimensions" or "BadRequestImageAspectRatio" } => ImageStatus.ErrorImageSize,
        ServiceErrorException { ServiceCode: "BadRequestImageFormat" or "BadRequestImageStream" or "BadRequestImageBatch" } => ImageStatus.ErrorImageFormat,
        ServiceErrorException { ServiceCode: "BadRequestImageUrl" or "BadRequestInvalidUri" or "NotFoundImage" } => ImageStatus.ErrorSource,
        _ => ImageStatus.ErrorRequest,
    };
}
