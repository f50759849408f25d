using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using CustomVision.Http;

namespace CustomVision.Sending;

/// <summary>Which failures pass, and how long to wait for that: exponential backoff with full jitter, and never less than the service asks for.</summary>
internal sealed class RetryPolicy(int maxRetry, TimeSpan timeout, IClock clock)
{
    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>Retrying is safe whatever became of the first try: the service recognises images that it has.</summary>
    public static bool IsPassing(CustomVisionException failure) => failure switch
    {
        ConnectionFailedException => true,
        ServiceErrorException refusal => refusal.StatusCode is (HttpStatusCode)429 or HttpStatusCode.RequestTimeout or >= HttpStatusCode.InternalServerError,
        _ => false,
    };

    /// <summary>Whether the service said that it did nothing: then even what must not happen twice can be sent again.</summary>
    public static bool IsNotCarriedOut(CustomVisionException failure) => failure is ServiceErrorException { StatusCode: (HttpStatusCode)429 };

    /// <summary>How long to wait before a batch is sent again; null when it has had its chances.</summary>
    /// <param name="failure">Why it is to be sent again.</param>
    /// <param name="retries">How often it was sent again before.</param>
    /// <param name="begun">When it was sent first.</param>
    public TimeSpan? Delay(CustomVisionException failure, int retries, TimeSpan begun)
    {
        if (retries >= maxRetry || !IsPassing(failure))
            return null;
        var ceiling = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(retries, 30)));
        var delay = TimeSpan.FromSeconds(clock.Random() * ceiling);
        if (AskedFor(failure) is { } asked && asked > delay)
            delay = asked;
        return clock.Now - begun + delay > timeout ? null : delay;
    }

    /// <summary>A call by itself, made again as long as its failure may pass.</summary>
    /// <param name="call">The call.</param>
    /// <param name="cancellation">Breaks the waiting off.</param>
    /// <param name="onlyAfter">The failures after which this call may be made again at all. Default: those that pass.</param>
    public async Task<T> RunAsync<T>(Func<Task<T>> call, CancellationToken cancellation, Func<CustomVisionException, bool>? onlyAfter = null)
    {
        var begun = clock.Now;
        for (var retries = 0; ; retries++)
        {
            try
            {
                return await call().ConfigureAwait(false);
            }
            catch (CustomVisionException failure) when (onlyAfter?.Invoke(failure) != false && Delay(failure, retries, begun) is { } delay)
            {
                await clock.Delay(delay, cancellation).ConfigureAwait(false);
            }
        }
    }

    /// <summary>What the service asks for, in its header or in its words ("Please retry after 1 second").</summary>
    public static TimeSpan? AskedFor(CustomVisionException failure)
    {
        if (failure is not ServiceErrorException refusal)
            return null;
        if (refusal.RetryAfter is { } header)
            return header < TimeSpan.Zero ? TimeSpan.Zero : header;
        var words = Regex.Match(refusal.ServiceMessage ?? "", @"retry after (\d{1,6}) second", RegexOptions.IgnoreCase);
        return words.Success ? TimeSpan.FromSeconds(int.Parse(words.Groups[1].Value, CultureInfo.InvariantCulture)) : null;
    }
}
