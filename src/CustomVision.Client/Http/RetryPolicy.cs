using System.Globalization;
using System.Text.RegularExpressions;

namespace CustomVision.Http;

/// <summary>
/// Decides whether a failed request is sent again, and after which delay: exponential backoff with full jitter, and
/// never less than the service asks for.
/// </summary>
internal sealed class RetryPolicy(int maxRetry, TimeSpan timeout, IClock clock)
{
    // An endpoint that has never answered is more often mistyped than down, and the user waits for the error.
    private const int UnreachableRetries = 3;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(0.5);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>The delay before the next attempt; null when the request is not sent again.</summary>
    /// <param name="failure">The failure of the last attempt.</param>
    /// <param name="retries">How often the request was retried before.</param>
    /// <param name="started">When the first attempt started.</param>
    /// <param name="isIdempotent">Whether the service can carry out the request twice without harm.</param>
    /// <param name="hasAnswered">Whether the service has answered any request.</param>
    public TimeSpan? GetDelay(CustomVisionException failure, int retries, TimeSpan started, bool isIdempotent = true, bool hasAnswered = true)
    {
        if (failure.Scope != FailureScope.Transient || retries >= maxRetry)
            return null;
        if (!isIdempotent && !Failures.IsNotCarriedOut(failure))
            return null;
        if (!hasAnswered && retries >= UnreachableRetries && failure is ConnectionFailedException { IsUnreachable: true })
            return null;
        var ceiling = Math.Min(Longest.TotalSeconds, First.TotalSeconds * Math.Pow(2, Math.Min(retries, 30)));
        var delay = TimeSpan.FromSeconds(clock.Random() * ceiling);
        if (GetRetryAfter(failure) is { } requested && requested > delay)
            delay = requested;
        return clock.Now - started + delay > timeout ? null : delay;
    }

    /// <summary>The delay that the service asks for, in its header or in its message ("Please retry after 1 second").</summary>
    public static TimeSpan? GetRetryAfter(CustomVisionException failure)
    {
        if (failure is not ServiceErrorException error)
            return null;
        if (error.RetryAfter is { } header)
            return header < TimeSpan.Zero ? TimeSpan.Zero : header;
        var words = Regex.Match(error.ServiceMessage ?? "", @"retry after (\d{1,6}) second", RegexOptions.IgnoreCase);
        return words.Success ? TimeSpan.FromSeconds(int.Parse(words.Groups[1].Value, CultureInfo.InvariantCulture)) : null;
    }
}
