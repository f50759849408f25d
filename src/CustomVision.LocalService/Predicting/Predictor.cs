using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Learning;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Predicting;

/// <summary>Says what is on a picture, and stores picture and answer.</summary>
internal sealed class Predictor(Store store, TrainedModels models, Predictions predictions) : IDisposable
{
    /// <summary>In bytes; stated for later versions, and taken for 1.0.</summary>
    public const int MaxPictureBytes = 4 * 1024 * 1024;

    // A decoder takes memory by the size of the picture; as many at a time as there are processors to work on them.
    private readonly SemaphoreSlim decoding = new(Environment.ProcessorCount);

    /// <summary>The iteration that is to predict: the one that was named, or else the default one.</summary>
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

    /// <param name="application">What the caller says it is; null when it says nothing.</param>
    public async Task<StoredPrediction> PredictAsync(Guid projectId, Iteration iteration, IncomingPicture picture, string? application)
    {
        if (picture.Draft is not { } draft || picture.Header is not { } header)
            throw Refusal(picture);

        var model = models.Get(iteration);
        // The disk writes while the processor looks at the picture.
        var flushing = Task.Run(() => store.Pictures.Flush([draft]));
        float[]? features;
        try
        {
            features = await FeaturesAsync(draft);
        }
        finally
        {
            await flushing;
        }
        if (features is null)
            throw Unreadable(picture);
        if (draft.Failure is { } failure)
            throw NotStored(failure);

        var probabilities = model.Model.Predict(features);
        return await predictions.AddAsync(projectId, iteration, model.Tags, probabilities, draft, header, application);
    }

    public void Dispose() => decoding.Dispose();

    private async Task<float[]?> FeaturesAsync(PictureDraft draft)
    {
        // What has been trained with is often predicted as well, to see how it does.
        var known = store.Database.Read(session => session.QuerySingle(
            $"SELECT vector FROM contents JOIN features ON content = key WHERE {StoredContents.HashIs1} AND version = $2 AND vector IS NOT NULL",
            row => FloatBytes.To(row.GetBytes(0)),
            draft.Sha256, PictureFeatures.Version));
        if (known is not null)
            return known;

        await decoding.WaitAsync();
        try
        {
            using var data = draft.Map();
            return PictureFeatures.Extract(data);
        }
        finally
        {
            decoding.Release();
        }
    }

    private static ServiceException Refusal(IncomingPicture picture) => picture.Status switch
    {
        ImageStatus.ErrorSource => new(ErrorCodes.BadRequestImageUrl, $"There is no picture to be had from {picture.SourceUrl}."),
        ImageStatus.ErrorImageSize when picture.Header is { } header => new(
            ErrorCodes.BadRequestImageDimensions,
            $"The picture is {header.EncodedWidth} x {header.EncodedHeight} pixels; at most {PictureIntake.MaxSidePixels} a side are taken."),
        ImageStatus.ErrorImageSize => TooLarge(),
        ImageStatus.ErrorStorage => NotStored(picture.Failure!),
        _ => Unreadable(picture),
    };

    private static ServiceException NotStored(Exception failure) => new(ErrorCodes.ErrorPredictionStorage, StorageFailure.Message(failure));

    public static ServiceException TooLarge() =>
        new(ErrorCodes.BadRequestImageSizeBytes, $"A picture to predict has at most {MaxPictureBytes} bytes.");

    /// <summary>Word for word what users of the real service were told.</summary>
    private static ServiceException Unreadable(IncomingPicture picture) =>
        new(ErrorCodes.BadRequestImageFormat, $"Bad Request Image Format, Uri: {picture.SourceUrl}");
}
