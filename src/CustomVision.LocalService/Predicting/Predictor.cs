using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Learning.Detection;
using SkiaSharp;

namespace CustomVision.LocalService.Predicting;

/// <summary>Predicts the tags of an image, and stores image and prediction.</summary>
internal sealed class Predictor(Store store, TrainedModels models, Predictions predictions, DecodingLimit decoding)
{
    /// <summary>In bytes. Later versions document this limit.</summary>
    public const int MaxImageBytes = 4 * 1024 * 1024;

    /// <summary>The iteration with this id, or the default iteration.</summary>
    public Iteration Find(Guid projectId, Guid? iterationId) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        var iteration = iterationId is { } id
            ? Iterations.Get(session, project, id)
            : Iterations.FindDefault(session, project)
                ?? throw new ServiceException(ErrorCodes.NotFoundProjectDefaultIteration, "Project has no default iteration");
        Iterations.RequireTrained(iteration);
        predictions.RequireQuota(session);
        return iteration;
    });

    /// <summary>The iteration that is published by this name.</summary>
    /// <param name="type">What the client asks for: to classify or to detect.</param>
    /// <exception cref="ServiceException">No iteration has the name, or the project is of the other type. Both texts are those of the real service.</exception>
    public Iteration FindPublished(Guid projectId, string name, DomainType type) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        if (project.Domain.Type != type)
            throw new ServiceException(ErrorCodes.BadRequest, "Invalid project type for operation.");
        var iteration = Iterations.FindPublished(session, project, name)
            ?? throw new ServiceException(ErrorCodes.NotFoundIteration, "Invalid iteration");
        Iterations.RequireTrained(iteration);
        predictions.RequireQuota(session);
        return iteration;
    });

    /// <summary>The iteration with this id, or the newest trained one: 3.x has no default iteration.</summary>
    public Iteration FindForQuickTest(Guid projectId, Guid? iterationId) => store.Database.Read(session =>
    {
        var project = Projects.Get(session, projectId);
        var iteration = iterationId is { } id
            ? Iterations.Get(session, project, id)
            : Iterations.FindNewestTrained(session, project)
                // The code is published; the text is invented.
                ?? throw new ServiceException(ErrorCodes.NotFoundIteration, "The project has no trained iteration.");
        Iterations.RequireTrained(iteration);
        predictions.RequireQuota(session);
        return iteration;
    });

    /// <param name="application">The name of the calling application; null when the request has none.</param>
    public async Task<StoredPrediction> PredictAsync(Guid projectId, Iteration iteration, IncomingImage image, string? application, bool isStored = true)
    {
        if (image is not { Content: { } content, Header: { } header })
            throw Refusal(image);

        var predicted = await PredictAsync(iteration, content) ?? throw Unreadable(image);
        return await predictions.AddAsync(projectId, iteration, models.Get(iteration).Tags, predicted, content, header, application, isStored);
    }

    /// <summary>What the iteration predicts for an image, without storing it; null when the image can't be decoded.</summary>
    public async Task<Predicted?> PredictAsync(Iteration iteration, ImageBuffer content)
    {
        var model = models.Get(iteration);
        if (model.Imported is { } imported)
            return await RunNetworkAsync(content, imported.Predict) is { } result
                ? result.Detections is { } boxes ? Detected(boxes, model.Tags.Count) : new Predicted(result.Probabilities)
                : null;
        if (model.Detector is { } detector)
            return await RunNetworkAsync(content, Detector.ReadMaps) is { } maps ? Detected(detector.Detect(maps), model.Tags.Count) : null;
        return await GetFeaturesAsync(content) is { } features ? new Predicted(model.Classifier!.Predict(features)) : null;
    }

    /// <summary>Detections as a prediction. The probability of a tag is that of its most probable region.</summary>
    public static Predicted Detected(IReadOnlyList<Detection> detections, int tagCount)
    {
        var highest = new float[tagCount];
        foreach (var detection in detections)
            highest[detection.Tag] = Math.Max(highest[detection.Tag], detection.Probability);
        return new Predicted(highest, [.. detections.Select(detection => new DetectedRegion(
            detection.Tag, detection.Probability, new BoundingBox(detection.Box.Left, detection.Box.Top, detection.Box.Width, detection.Box.Height)))]);
    }

    private async Task<float[]?> GetFeaturesAsync(ImageBuffer content)
    {
        // Images of the training are often predicted to test a model.
        var known = store.Database.Read(session => session.QuerySingle(
            $"SELECT vector FROM contents JOIN features ON content = key WHERE {ContentRepository.HashIs1} AND version = $2 AND vector IS NOT NULL",
            row => FloatBytes.To(row.GetBytes(0)),
            content.Sha256, FeatureExtractor.Version));
        if (known is not null)
            return known;

        return await RunNetworkAsync(content, FeatureExtractor.Extract);
    }

    private async Task<T> RunNetworkAsync<T>(ImageBuffer content, Func<SKData, T> run)
    {
        try
        {
            // Without cancellation: the image stays rented memory until the end of the request.
            return await decoding.RunAsync(
                () =>
                {
                    using var data = content.ToData();
                    return run(data);
                },
                CancellationToken.None);
        }
        catch (NetworkException error)
        {
            throw new ServiceException(ErrorCodes.ErrorUnknown, error.Message);
        }
    }

    private static Exception Refusal(IncomingImage image) => image.Status switch
    {
        ImageStatus.ErrorSource => new ServiceException(ErrorCodes.BadRequestImageUrl, $"The image can't be fetched from {WithoutQuery(image.SourceUrl)}."),
        ImageStatus.ErrorImageDimensions when image.Header is { } header => new ServiceException(
            ErrorCodes.BadRequestImageDimensions,
            $"The image has {header.EncodedWidth} x {header.EncodedHeight} pixels. The service accepts at most {ImageLimits.MaxSidePixels} pixels per side and a ratio of {ImageLimits.MaxAspectRatio} to 1."),
        ImageStatus.ErrorImageSize => TooLarge(),
        ImageStatus.ErrorStorage => image.Failure!,
        _ => Unreadable(image),
    };

    public static ServiceException TooLarge() =>
        new(ErrorCodes.BadRequestImageSizeBytes, $"An image to predict has at most {MaxImageBytes} bytes.");

    /// <summary>The text of the real service, as users quote it.</summary>
    private static ServiceException Unreadable(IncomingImage image) =>
        new(ErrorCodes.BadRequestImageFormat, $"Bad Request Image Format, Uri: {WithoutQuery(image.SourceUrl)}");

    /// <summary>The query string of a URL may contain a signature that grants access. A file name is returned as it is.</summary>
    private static string WithoutQuery(string source) =>
        source.Contains("://", StringComparison.Ordinal) && source.IndexOfAny(['?', '#']) is >= 0 and var end ? source[..end] : source;
}
