using CustomVision.Api;
using CustomVision.Images;

namespace CustomVision.Predictions;

/// <summary>What an <see cref="ImagePredictor"/> requests.</summary>
public sealed record ImagePredictorOptions
{
    /// <summary>Which iteration predicts, and what the service stores.</summary>
    public PredictionOptions Prediction { get; init; } = new();

    /// <summary>Whether the training service predicts, with an iteration that need not be published.</summary>
    public bool IsQuickTest { get; init; }

    /// <summary>The largest file that is sent, in bytes. Default: 4 MB, the limit of the service for predictions.</summary>
    public long LargestImage { get; init; } = 4 * 1024 * 1024;

    /// <summary>Scales images before they are sent. Files of any length are accepted then. Null: files are sent as they are.</summary>
    public IImageResizer? Resizer { get; init; }

    /// <summary>The largest number of images between input and output.</summary>
    internal int Window { get; init; } = 1024;
}

/// <summary>An image to predict.</summary>
/// <param name="Path">The path of a file, or a URL.</param>
/// <param name="IsUrl">Whether <paramref name="Path"/> is a URL, which the service downloads.</param>
public sealed record ImageToPredict(string Path, bool IsUrl = false);
