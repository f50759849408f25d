using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Prediction;
using CustomVision.Sending;
using CustomVision.Training;

namespace CustomVision.Predicting;

/// <summary>
/// Predicts the tags of many images, several at once: every input comes out exactly once, in the order it came in, as
/// one <see cref="ImagePredictionResult"/>, while further input still comes.
/// </summary>
/// <remarks>
/// The service keeps each prediction. Where the answer to a request was lost and the request is sent again, it keeps two.
/// </remarks>
public sealed class ImagePredictor
{
    private readonly PredictionClient client;
    private readonly Guid projectId;
    private readonly Func<ImagePredictionResult, Task> onResult;
    private readonly ImagePredictorOptions options;
    private readonly RequestSender sender;

    /// <summary>Prepares predictions; nothing is sent yet.</summary>
    /// <param name="client">The prediction service.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="onResult">Takes each result. The next waits for it.</param>
    /// <param name="options">What is asked for, and limits; null for the defaults.</param>
    /// <param name="onRetry">Told of each request that will be sent again, for logs. May be called by several at once.</param>
    public ImagePredictor(
        PredictionClient client,
        Guid projectId,
        Func<ImagePredictionResult, Task> onResult,
        ImagePredictorOptions? options = null,
        Func<RequestRetry, Task>? onRetry = null)
    {
        this.client = client;
        this.projectId = projectId;
        this.onResult = onResult;
        this.options = options ?? new ImagePredictorOptions();
        Counters = new ImageCounters(this.options.Clock);
        sender = new RequestSender(this.options, Counters, onRetry);
    }

    /// <summary>How far it is.</summary>
    public ImageCounters Counters { get; }

    /// <summary>Predicts until the input ends and every result is out. For one call only.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Breaks it off: requests under way are cancelled and files closed before this returns.</param>
    /// <exception cref="PredictionAbandonedException">Going on is pointless; the inner exception says why.</exception>
    public async Task PredictAsync(ChannelReader<ImageToPredict> images, CancellationToken cancellation = default)
    {
        var work = new OrderedWork<ImageToPredict, PredictionItem>(
            options.ThrottleLimit, options.Window, TakeIn, PredictAsync, PutOutAsync);
        try
        {
            await work.RunAsync(images, cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException pointless) when (!cancellation.IsCancellationRequested)
        {
            throw new PredictionAbandonedException(pointless, (int)Counters.Done);
        }
    }

    private PredictionItem TakeIn(ImageToPredict image)
    {
        var file = image.IsUrl ? default : SourceFile.Inspect(image.Path, options.LargestImage);
        var item = new PredictionItem(image, projectId, file.Length);
        if (file.Status is not null)
            item.Fail(file.Status, file.Message!);
        Counters.Saw(item.Length);
        return item;
    }

    private async Task PredictAsync(PredictionItem item, CancellationToken cancellation)
    {
        if (item.Result is not null)
            return;
        try
        {
            item.Succeed(await sender.SendAsync(item.Path, token => SendAsync(item, token), cancellation).ConfigureAwait(false));
        }
        catch (CustomVisionException failure) when (!Refusal.IsPointless(failure))
        {
            item.Fail(Refusal.StatusFor(failure), failure.Message, failure);
        }
        catch (ImageReadException failure)
        {
            item.Fail(ImageStatus.ErrorSource, failure.Message, failure);
        }
        catch (SourceException failure)
        {
            item.Fail(ImageStatus.ErrorSource, failure.Message);
        }
    }

    private async Task<ImagePrediction> SendAsync(PredictionItem item, CancellationToken cancellation)
    {
        if (item.IsUrl)
        {
            item.Attempts++;
            return await client.PredictImageUrlAsync(projectId, item.Path, options.IterationId, options.Application, cancellation).ConfigureAwait(false);
        }

        using var file = Open(item.Path);
        item.Attempts++;
        var image = new ImageData(SentNames.For([item.Path])[0], file.Length, file);
        return await client.PredictImageAsync(projectId, image, options.IterationId, options.Application, cancellation).ConfigureAwait(false);
    }

    private static FileStream Open(string path)
    {
        try
        {
            return SourceFile.Open(path);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            throw new SourceException(SourceFile.WhyUnreadable(path, cause), cause);
        }
    }

    private async Task PutOutAsync(PredictionItem item)
    {
        await onResult(item.Result!).ConfigureAwait(false);
        Counters.Finished(item.Length);
    }

    /// <summary>A file that was there when it was handed in cannot be opened any more.</summary>
    private sealed class SourceException(string message, Exception cause) : Exception(message, cause);
}
