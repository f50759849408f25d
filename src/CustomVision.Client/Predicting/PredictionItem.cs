using CustomVision.Models;

namespace CustomVision.Predicting;

/// <summary>One image to predict, from being handed in until its result is known.</summary>
internal sealed class PredictionItem(ImageToPredict image, Guid projectId, long length = 0)
{
    public string Path => image.Path;

    public bool IsUrl => image.IsUrl;

    /// <summary>The length when it was handed in; what is sent goes by the length of the opened file.</summary>
    public long Length { get; } = length;

    public int Attempts { get; set; }

    /// <summary>What became of it, as soon as that is known.</summary>
    public ImagePredictionResult? Result { get; private set; }

    public void Succeed(ImagePrediction prediction) => Result = new ImagePredictionResult
    {
        Path = Path,
        Status = ImageStatus.OK,
        Predictions = prediction.Predictions,
        Id = prediction.Id,
        ProjectId = projectId,
        IterationId = prediction.Iteration,
        Created = prediction.Created,
        Attempts = Attempts,
    };

    public void Fail(string status, string message, Exception? error = null) => Result = new ImagePredictionResult
    {
        Path = Path,
        Status = status,
        ProjectId = projectId,
        Attempts = Attempts,
        Message = message,
        Error = error,
    };
}
