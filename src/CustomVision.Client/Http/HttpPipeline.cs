using System.Net;

namespace CustomVision.Http;

/// <summary>
/// The path of every request: throttle gate, attempt, classification of the failure, retry policy, circuit breaker. It
/// belongs to one client, so that all requests of one command share the gate and the circuit breaker.
/// </summary>
internal sealed class HttpPipeline(RequestOptions options, Func<RequestRecord, Task>? onRequest, Func<RetryRecord, Task>? onRetry)
{
    private readonly IClock clock = options.Clock;
    private readonly ThrottleGate gate = new(options.ThrottleLimit);
    private readonly RetryPolicy retryPolicy = new(options.MaxRetry, options.RetryTimeout, options.Clock);
    private readonly CircuitBreaker breaker = new();
    private long retries;

    /// <summary>How many requests were sent again.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Sends a request to a service, and retries it after temporary failures.</summary>
    /// <exception cref="CustomVisionException">The failure of the last attempt.</exception>
    public Task<T> SendAsync<T>(HttpTransport transport, ApiRequest<T> request, CancellationToken cancellation) =>
        SendAsync(request, token => transport.SendAsync(request, onRequest, token), cancellation);

    /// <summary>Makes attempts until one succeeds or the failure is final.</summary>
    /// <param name="request">What the request is.</param>
    /// <param name="attempt">
    /// Sends the request once. It opens what it needs: a request that waits for its next attempt holds no file open. Exceptions
    /// of other types than <see cref="CustomVisionException"/> end the request.
    /// </param>
    /// <param name="cancellation">Cancels the attempt or the delay.</param>
    public async Task<T> SendAsync<T>(ApiRequest<T> request, Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        var started = clock.Now;
        var mayBeCarriedOut = false;
        for (var retry = 0; ; retry++)
        {
            CustomVisionException failure;
            TimeSpan delay;
            try
            {
                return await AttemptAsync(attempt, cancellation).ConfigureAwait(false);
            }
            catch (CustomVisionException caught)
            {
                // The answer to an earlier attempt was lost, and that attempt deleted it.
                if (mayBeCarriedOut && request.IsDeletion && caught is ServiceErrorException { StatusCode: HttpStatusCode.NotFound })
                    return default!;
                if (GetDelay(request, caught, retry, started) is not { } next)
                    throw;
                (failure, delay) = (caught, next);
            }

            mayBeCarriedOut |= !Failures.IsNotCarriedOut(failure);
            Interlocked.Increment(ref retries);
            if (onRetry is not null)
                await onRetry(new RetryRecord(request.Operation, request.Subject, retry + 1, delay, failure)).ConfigureAwait(false);
            await clock.Delay(delay, cancellation).ConfigureAwait(false);
        }
    }

    /// <summary>Reports a request to the observer of the client, if it has one.</summary>
    public Task ReportAsync(RequestRecord record) => onRequest is null ? Task.CompletedTask : onRequest(record);

    private TimeSpan? GetDelay<T>(ApiRequest<T> request, CustomVisionException failure, int retry, TimeSpan started)
    {
        if (request.IsDivisible && retry > 0 && failure is ServiceErrorException { StatusCode: HttpStatusCode.RequestTimeout })
            return null;
        var delay = breaker.IsOpen ? null : retryPolicy.GetDelay(failure, retry, started, request.IsIdempotent, breaker.HasAnswered);
        if (delay is null)
            breaker.RecordFailure(failure, started);
        return delay;
    }

    private async Task<T> AttemptAsync<T>(Func<CancellationToken, Task<T>> attempt, CancellationToken cancellation)
    {
        await gate.EnterAsync(cancellation).ConfigureAwait(false);
        var outcome = RequestOutcome.Unknown;
        try
        {
            var answer = await attempt(cancellation).ConfigureAwait(false);
            outcome = RequestOutcome.Answered;
            breaker.RecordAnswer(clock.Now);
            return answer;
        }
        catch (ServiceErrorException error)
        {
            outcome = error.StatusCode == (HttpStatusCode)429 ? RequestOutcome.Throttled : RequestOutcome.Answered;
            throw;
        }
        finally
        {
            gate.Leave(outcome);
        }
    }
}
