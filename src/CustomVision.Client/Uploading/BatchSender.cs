using System.Net;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Sending;
using CustomVision.Training;

namespace CustomVision.Uploading;

/// <summary>Sends one batch, as often as it takes, and sees to it that afterwards each of its images has a result.</summary>
internal sealed class BatchSender(
    TrainingClient client,
    Guid projectId,
    RetryPolicy retry,
    ConcurrencyGate gate,
    IClock clock,
    UploadCounters counters,
    UploadJournal? journal,
    Func<UploadRetry, Task> onRetry)
{
    private readonly ServiceWatch watch = new();

    public Task SendAsync(UploadBatch batch, CancellationToken cancellation) =>
        SendAsync(batch.Items, batch.TagIds, cancellation);

    /// <summary>Settles every item that is not settled yet.</summary>
    /// <exception cref="CustomVisionException">Nothing can go through: the key is refused, the project unknown.</exception>
    private async Task SendAsync(IReadOnlyList<UploadItem> items, IReadOnlyList<Guid> tagIds, CancellationToken cancellation)
    {
        var begun = clock.Now;
        for (var retries = 0; ; retries++)
        {
            var failure = await TryAsync(items, tagIds, retries, cancellation).ConfigureAwait(false);
            if (failure is null)
                return;
            items = [.. items.Where(item => !item.IsSettled)];
            if (watch.SeemsGone || retry.Delay(failure, retries, begun) is not { } delay)
            {
                watch.GaveUp(failure, begun);
                var status = failure is ServiceErrorException refusal && IsRefusalOfTags(refusal) ? ImageStatus.ErrorInvalidTag : ImageStatus.ErrorRequest;
                foreach (var item in items)
                    item.Fail(status, failure.Message, failure);
                return;
            }

            counters.Retried();
            await onRetry(new UploadRetry(items.Count, retries + 1, delay, failure)).ConfigureAwait(false);
            await clock.Delay(delay, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>One request, and what follows from its answer.</summary>
    /// <returns>Why the items that are not settled should be sent again, or null when all are settled.</returns>
    private async Task<CustomVisionException?> TryAsync(
        IReadOnlyList<UploadItem> items, IReadOnlyList<Guid> tagIds, int retries, CancellationToken cancellation)
    {
        ImageCreateSummary answer;
        using (var batch = await OpenAsync(items, cancellation).ConfigureAwait(false))
        {
            if (batch.Items.Count == 0)
                return null;
            try
            {
                answer = await PostAsync(batch, tagIds, cancellation).ConfigureAwait(false);
            }
            catch (ImageReadException)
            {
                // One file that fails under way breaks its request. It is settled; the others go again without it.
                batch.Dispose();
                if (batch.Items.Count > 1)
                    await SendAsync([.. batch.Items.Where(item => !item.IsSettled)], tagIds, cancellation).ConfigureAwait(false);
                return null;
            }
            catch (CustomVisionException failure) when (!IsPointless(failure))
            {
                if (!MayBeOneImage(failure, retries) || batch.Items.Count == 1)
                    return failure;
                batch.Dispose();
                await SendHalvesAsync(batch.Items, tagIds, cancellation).ConfigureAwait(false);
                return null;
            }

            Settle(batch, answer);
            items = batch.Items;
        }

        // Images whose name did not come back go again by themselves, where there is no doubt which one the answer means.
        foreach (var item in items.Where(item => !item.IsSettled))
            await SendAsync([item], tagIds, cancellation).ConfigureAwait(false);
        return null;
    }

    // The files are opened when it is this batch's turn, so that waiting batches hold none open.
    private async Task<BatchRequest> OpenAsync(IReadOnlyList<UploadItem> items, CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation).ConfigureAwait(false);
        var batch = BatchRequest.For(items.Where(item => !item.IsSettled), items[0].Source);
        if (batch.Items.Count == 0)
            gate.Leave(RequestOutcome.Unclear);
        return batch;
    }

    private async Task<ImageCreateSummary> PostAsync(BatchRequest batch, IReadOnlyList<Guid> tagIds, CancellationToken cancellation)
    {
        var outcome = RequestOutcome.Unclear;
        foreach (var item in batch.Items)
            item.Attempts++;
        try
        {
            var answer = await batch.SendAsync(client, projectId, tagIds, cancellation).ConfigureAwait(false);
            outcome = RequestOutcome.Answered;
            watch.Answered(clock.Now);
            return answer;
        }
        catch (ServiceErrorException refusal)
        {
            outcome = refusal.StatusCode == (HttpStatusCode)429 ? RequestOutcome.TooMany : RequestOutcome.Answered;
            throw;
        }
        finally
        {
            gate.Leave(outcome);
        }
    }

    /// <summary>Whether every other image would fail the same way, whatever its tags.</summary>
    private static bool IsPointless(CustomVisionException failure) => failure switch
    {
        ServiceErrorException refusal when IsRefusalOfTags(refusal) => false,
        ServiceErrorException refusal => refusal.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound,
        UnexpectedAnswerException => true,
        _ => false,
    };

    /// <summary>
    /// Whether the failure may be that of one image, or of too many at once, so that parts of the batch would go through:
    /// it was refused for what it holds, or the service ran out of time over it twice.
    /// </summary>
    private static bool MayBeOneImage(CustomVisionException failure, int retries) =>
        failure is ServiceErrorException refusal && !IsRefusalOfTags(refusal)
        && (refusal.StatusCode is HttpStatusCode.BadRequest or HttpStatusCode.RequestEntityTooLarge
            || (refusal.StatusCode == HttpStatusCode.RequestTimeout && retries > 0));

    /// <summary>Whether the tags are what the service does not know: then no image with these tags can go through, but others can.</summary>
    private static bool IsRefusalOfTags(ServiceErrorException refusal) =>
        refusal.ServiceCode is "NotFoundTag" or "BadRequestImageTags" or "BadRequestInvalidIds";

    private async Task SendHalvesAsync(IReadOnlyList<UploadItem> items, IReadOnlyList<Guid> tagIds, CancellationToken cancellation)
    {
        var half = items.Count / 2;
        await SendAsync([.. items.Take(half)], tagIds, cancellation).ConfigureAwait(false);
        await SendAsync([.. items.Skip(half)], tagIds, cancellation).ConfigureAwait(false);
    }

    // By name, not by position: services reorder, quote, and keep or drop paths. What came in twice comes back twice.
    private void Settle(BatchRequest batch, ImageCreateSummary answer)
    {
        var settled = new List<(UploadItem Item, ImageCreateResult Answer)>();
        if (batch.Items.Count == 1)
        {
            if (answer.Images.Count == 1)
                settled.Add((batch.Items[0], answer.Images[0]));
            else
                batch.Items[0].Fail(ImageStatus.ErrorUnknown, $"The service answered with {answer.Images.Count} results for one image.");
        }
        else
        {
            var byName = answer.Images.ToLookup(result => batch.NameWithin(result.SourceUrl), StringComparer.OrdinalIgnoreCase)
                .ToDictionary(named => named.Key, named => new Queue<ImageCreateResult>(named), StringComparer.OrdinalIgnoreCase);
            for (var i = 0; i < batch.Items.Count; i++)
                if (byName.TryGetValue(batch.NameOf(i), out var results) && results.Count > 0)
                    settled.Add((batch.Items[i], results.Dequeue()));
        }

        // First the journal: what has come out must never be sent again.
        journal?.Record(
            from pair in settled
            where pair.Answer.IsStored && pair.Answer.Image is not null
            select (pair.Item.JournalKey!, pair.Answer.Image!.Id, pair.Answer.Status));
        foreach (var (item, result) in settled)
            item.Settle(result);
    }
}
