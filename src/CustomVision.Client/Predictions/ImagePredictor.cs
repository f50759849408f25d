using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Predictions;

/// <summary>Predicts the tags of images and returns one <see cref="ImagePredictionResult"/> per image, in input order. Several requests run at once.</summary>
/// <remarks>The service stores each prediction. If the answer to a request is lost and the request is retried, it stores two.</remarks>
public sealed class ImagePredictor
{
    private readonly Func<ImageEntry, CancellationToken, Task<ImagePrediction>> predict;
    private readonly Guid projectId;
    private readonly Func<ImagePredictionResult, Task> onResult;
    private readonly ImagePredictorOptions options;
    private readonly OrderedWork<PredictionItem> work;

    /// <summary>Creates a predictor. No request is sent.</summary>
    /// <param name="client">The service. Its options set the number of concurrent requests and the retries.</param>
    /// <param name="projectId">The project.</param>
    /// <param name="onResult">Receives each result. The next waits for it.</param>
    /// <param name="options">What is requested; null for the defaults.</param>
    public ImagePredictor(CustomVisionClient client, Guid projectId, Func<ImagePredictionResult, Task> onResult, ImagePredictorOptions? options = null)
    {
        this.projectId = projectId;
        this.onResult = onResult;
        this.options = options ?? new ImagePredictorOptions();
        predict = PredictFunction(client, projectId, this.options);
        Counters = new ImageCounters(client);
        work = new OrderedWork<PredictionItem>(client.Options.ThrottleLimit, this.options.Window, OutputAsync);
    }

    /// <summary>The progress.</summary>
    public ImageCounters Counters { get; }

    /// <summary>Predicts until the input ends and every result is output. Call it once.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Cancels the work: requests are cancelled and files closed before this returns.</param>
    /// <exception cref="AbandonedException">No further image can succeed, such as because the iteration is not trained.</exception>
    public async Task PredictAsync(ChannelReader<ImageToPredict> images, CancellationToken cancellation = default)
    {
        try
        {
            await work.RunAsync(images, TakeIn, PredictAsync, cancellation).ConfigureAwait(false);
        }
        catch (CustomVisionException failure) when (!cancellation.IsCancellationRequested)
        {
            throw new AbandonedException(failure, Counters.Done);
        }
    }

    private static Func<ImageEntry, CancellationToken, Task<ImagePrediction>> PredictFunction(
        CustomVisionClient client, Guid projectId, ImagePredictorOptions options)
    {
        if (options.IsQuickTest)
        {
            var training = client.Training;
            return (image, token) => training.QuickTestAsync(projectId, image, options.Prediction.IterationId, options.Prediction.Store, token);
        }

        var prediction = client.Prediction;
        var request = options.Prediction;
        return async (image, token) =>
        {
            var sent = request;
            try
            {
                return await prediction.PredictAsync(projectId, image, sent, token).ConfigureAwait(false);
            }
            catch (ServiceErrorException error) when (IsOtherKind(error))
            {
                // The service knows whether the project is one for object detection. Who only predicts may not ask it.
                request = sent with { IsObjectDetection = !sent.IsObjectDetection };
                return await prediction.PredictAsync(projectId, image, request, token).ConfigureAwait(false);
            }
        };
    }

    private static bool IsOtherKind(ServiceErrorException error) =>
        error.ServiceMessage?.StartsWith("Invalid project type", StringComparison.OrdinalIgnoreCase) == true;

    private PredictionItem TakeIn(ImageToPredict image)
    {
        var file = image.IsUrl ? default : SourceFile.Inspect(image.Path, options.Resizer is null ? options.LargestImage : long.MaxValue);
        var item = new PredictionItem(image, projectId, file.Length);
        item.Entry.OpenContent = SourceFile.OpenerOf(options.Resizer, options.LargestImage);
        if (file.Status is not null)
            item.Fail(file.Status, file.Message!);
        Counters.RecordInput(item.Length);
        return item;
    }

    private async Task PredictAsync(PredictionItem item, CancellationToken cancellation)
    {
        try
        {
            item.Succeed(await predict(item.Entry, cancellation).ConfigureAwait(false));
        }
        catch (CustomVisionException failure) when (failure.Scope is not (FailureScope.Everything or FailureScope.Project))
        {
            item.Fail(failure);
        }
        catch (ImageReadException failure)
        {
            item.Fail(failure.Images[0].Status, failure.Message, failure.InnerException);
        }
    }

    private async Task OutputAsync(PredictionItem item)
    {
        await onResult(item.Result!).ConfigureAwait(false);
        Counters.RecordOutput(item.Length);
    }
}
