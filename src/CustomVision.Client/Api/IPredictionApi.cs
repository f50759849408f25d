using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Api;

/// <summary>The operations of the prediction service, whatever the version of its API. Each method throws a <see cref="CustomVisionException"/> on failure.</summary>
public interface IPredictionApi
{
    /// <summary>Predicts the tags of an image, and in a project for object detection where their objects are.</summary>
    /// <param name="projectId">The project.</param>
    /// <param name="image">A file of at most 4 MB, or a URL.</param>
    /// <param name="options">Which iteration predicts, and what the service stores.</param>
    /// <param name="cancellation">Cancels the request.</param>
    Task<ImagePrediction> PredictAsync(Guid projectId, ImageEntry image, PredictionOptions options, CancellationToken cancellation = default);
}

/// <summary>Which iteration predicts an image, and what the service stores.</summary>
public sealed record PredictionOptions
{
    /// <summary>The name under which the iteration is published. Versions from 3.0 require it.</summary>
    public string? PublishedName { get; init; }

    /// <summary>Whether the project is one for object detection. Only versions from 3.0 have such projects.</summary>
    public bool IsObjectDetection { get; init; }

    /// <summary>The iteration that predicts; null for the default iteration of the project. Only version 1.0 has this choice.</summary>
    public Guid? IterationId { get; init; }

    /// <summary>A name to find the prediction by later; null for none.</summary>
    public string? Application { get; init; }

    /// <summary>Whether the service stores the image with the prediction. Version 1.0 always does.</summary>
    public bool Store { get; init; } = true;
}
