using System.Net;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>Sends one batch and sees to it that afterwards each of its pictures has a result.</summary>
internal sealed class BatchSender(TrainingClient client, Guid projectId, IReadOnlyList<Guid> tagIds)
{
    /// <summary>Settles every item that is not settled yet.</summary>
    /// <exception cref="CustomVisionException">Nothing can go through: the key is refused, the project or tag unknown.</exception>
    public async Task SendAsync(IReadOnlyList<UploadItem> items, CancellationToken cancellation)
    {
        if (items.Count == 0)
            return;
        using var batch = OpenedBatch.Open(items, (item, status, message) => item.Fail(status, message, tagIds));
        if (batch.Items.Count == 0)
            return;

        // Retrying belongs around this request.
        ImageCreateSummary answer;
        foreach (var item in batch.Items)
            item.Attempts++;
        try
        {
            answer = await client.CreateImagesFromDataAsync(projectId, batch.Images, tagIds, cancellation).ConfigureAwait(false);
        }
        catch (ImageReadException cause)
        {
            await SendWithoutAsync(batch, cause, cancellation).ConfigureAwait(false);
            return;
        }
        catch (ServiceErrorException refusal) when (IsRefusalOfContent(refusal) && batch.Items.Count > 1)
        {
            await SendHalvesAsync(batch, cancellation).ConfigureAwait(false);
            return;
        }
        catch (CustomVisionException failure) when (!IsPointless(failure))
        {
            foreach (var item in batch.Items)
                item.Fail(ImageStatus.ErrorRequest, failure.Message, tagIds, failure);
            return;
        }

        await SettleAsync(batch, answer, cancellation).ConfigureAwait(false);
    }

    /// <summary>Whether every other picture would fail the same way.</summary>
    private static bool IsPointless(CustomVisionException failure) => failure switch
    {
        ServiceErrorException refusal => refusal.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound
            || refusal.ServiceCode is "NotFoundTag" or "BadRequestImageTags" or "BadRequestInvalidIds",
        UnexpectedAnswerException => true,
        _ => false,
    };

    private static bool IsRefusalOfContent(ServiceErrorException refusal) =>
        refusal.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge && !IsPointless(refusal);

    // One file that fails under way breaks its request. The others are sent again without it: the service knows duplicates.
    private async Task SendWithoutAsync(OpenedBatch batch, ImageReadException cause, CancellationToken cancellation)
    {
        var culprit = batch.Images.TakeWhile(image => image != cause.Image).Count();
        batch.Items[culprit].Fail(ImageStatus.ErrorSource, cause.Message, tagIds, cause);
        batch.Dispose();
        await SendAsync([.. batch.Items.Where(item => item.Result is null)], cancellation).ConfigureAwait(false);
    }

    // A batch refused as a whole has a culprit. Halving finds it and lets its neighbours through.
    private async Task SendHalvesAsync(OpenedBatch batch, CancellationToken cancellation)
    {
        batch.Dispose();
        var half = batch.Items.Count / 2;
        await SendAsync([.. batch.Items.Take(half)], cancellation).ConfigureAwait(false);
        await SendAsync([.. batch.Items.Skip(half)], cancellation).ConfigureAwait(false);
    }

    // By name, not by position: services reorder, quote, and keep or drop paths. A picture whose name does not come back
    // is sent again by itself, where there is no doubt which picture the answer means.
    private async Task SettleAsync(OpenedBatch batch, ImageCreateSummary answer, CancellationToken cancellation)
    {
        if (batch.Items.Count == 1)
        {
            if (answer.Images.Count == 1)
                batch.Items[0].Settle(answer.Images[0], tagIds);
            else
                batch.Items[0].Fail(ImageStatus.ErrorUnknown, $"The service answered with {answer.Images.Count} results for one picture.", tagIds);
            return;
        }

        var byName = new Dictionary<string, ImageCreateResult>(StringComparer.OrdinalIgnoreCase);
        foreach (var result in answer.Images)
            byName[SentNames.Within(result.SourceUrl)] = result;
        for (var i = 0; i < batch.Items.Count; i++)
            if (byName.TryGetValue(batch.Images[i].FileName, out var result))
                batch.Items[i].Settle(result, tagIds);
        batch.Dispose();
        foreach (var item in batch.Items.Where(item => item.Result is null))
            await SendAsync([item], cancellation).ConfigureAwait(false);
    }
}
