using CustomVision.Sending;

namespace CustomVision.Predicting;

/// <summary>What an <see cref="ImagePredictor"/> asks for, and how it makes its requests.</summary>
public sealed record ImagePredictorOptions : SendingOptions
{
    /// <summary>The iteration that is to predict; null for the project's default.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>A name to find the predictions by later; null for none.</summary>
    public string? Application { get; init; }

    /// <summary>The largest file that is sent at all, in bytes: 4 MB, the service's limit for predictions.</summary>
    public long LargestImage { get; init; } = 4 * 1024 * 1024;
}
