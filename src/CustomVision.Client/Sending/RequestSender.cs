using System.Net;
using CustomVision.Http;

namespace CustomVision.Sending;

/// <summary>Sends requests that stand each for itself, as often as it takes, and as many at once as the service bears.</summary>
/// <param name="options">How many at once, and how often.</param>
/// <param name="counters">Count what is sent again.</param>
/// <param name="onRetry">Told of each request that will be sent again; null for nobody.</param>
internal sealed class RequestSender(SendingOptions options, ImageCounters counters, Func<RequestRetry, Task>? onRetry)
{
    private readonly IClock clock = options.Clock;
    private readonly RetryPolicy retry = new(options.MaxRetry, options.RetryTimeout, options.Clock);
    private readonly ConcurrencyGate gate = new(options.ThrottleLimit);
    private readonly ServiceWatch watch = new();

    /// <param name="subject">What the request is about, for logs.</param>
    /// <param name="request">Makes the request once. What it needs open, it opens: a request that waits holds nothing.</param>
    /// <param name="cancellation">Breaks it off.</param>
    /// <exception cref="CustomVisionException">Its last failure.</exception>
    public async Task<T> SendAsync<T>(string subject, Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        var begun = clock.Now;
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await TryAsync(request, cancellation).ConfigureAwait(false);
            }
            catch (CustomVisionException failure)
            {
                if (watch.SeemsGone || retry.Delay(failure, retries, begun) is not { } delay)
                {
                    watch.GaveUp(failure, begun);
                    throw;
                }

                counters.Retried();
                if (onRetry is not null)
                    await onRetry(new RequestRetry(subject, retries + 1, delay, failure)).ConfigureAwait(false);
                await clock.Delay(delay, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task<T> TryAsync<T>(Func<CancellationToken, Task<T>> request, CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation).ConfigureAwait(false);
        var outcome = RequestOutcome.Unclear;
        try
        {
            var answer = await request(cancellation).ConfigureAwait(false);
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
}
