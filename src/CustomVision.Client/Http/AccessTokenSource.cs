namespace CustomVision.Http;

/// <summary>An Entra ID token and the time at which it expires.</summary>
/// <param name="Value">The token.</param>
/// <param name="ExpiresOn">When it expires (UTC).</param>
public sealed record AccessToken(Secret Value, DateTimeOffset ExpiresOn);

/// <summary>
/// Returns a valid Entra ID token for each request. It is acquired for the first request, and again before it expires or when the
/// service rejects it, so that an upload can take longer than a token is valid.
/// </summary>
/// <param name="acquire">Acquires a token. It throws <see cref="AccessTokenException"/> if it can't. It is not called concurrently.</param>
public sealed class AccessTokenSource(Func<CancellationToken, Task<AccessToken>> acquire)
{
    /// <summary>The audience of tokens for Custom Vision.</summary>
    public const string Resource = "https://cognitiveservices.azure.com";

    // A request can take minutes, and clocks differ.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private readonly object sync = new();
    private Task<(AccessToken Token, DateTimeOffset Renewal)>? current;

    /// <summary>Returns a token that has not expired.</summary>
    /// <param name="rejected">A token that the service rejected; null for none.</param>
    /// <param name="cancellation">Ends the wait for a token.</param>
    /// <exception cref="AccessTokenException">No token could be acquired.</exception>
    internal async Task<Secret> GetAsync(Secret? rejected, CancellationToken cancellation)
    {
        Task<(AccessToken Token, DateTimeOffset Renewal)> acquisition;
        lock (sync)
        {
            if (current is not { } last || (last.IsCompleted && NeedsRenewal(last, rejected)))
                current = AcquireAsync();
            acquisition = current;
        }

        // Other requests wait for the same token, so that the end of one request must not cancel the acquisition.
        var canceled = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using (cancellation.Register(() => canceled.TrySetResult(true)))
            await Task.WhenAny(acquisition, canceled.Task).ConfigureAwait(false);
        cancellation.ThrowIfCancellationRequested();
        return (await acquisition.ConfigureAwait(false)).Token.Value;
    }

    private static bool NeedsRenewal(Task<(AccessToken Token, DateTimeOffset Renewal)> last, Secret? rejected) =>
        last.Status != TaskStatus.RanToCompletion || DateTimeOffset.UtcNow >= last.Result.Renewal || last.Result.Token.Value == rejected;

    private async Task<(AccessToken Token, DateTimeOffset Renewal)> AcquireAsync()
    {
        var token = await acquire(CancellationToken.None).ConfigureAwait(false);
        var now = DateTimeOffset.UtcNow;
        var lifetime = token.ExpiresOn - now;
        // A token that is valid for a short time is renewed in the middle of it, not with every request.
        return (token, lifetime > Margin + Margin ? token.ExpiresOn - Margin : now + TimeSpan.FromTicks(Math.Max(0, lifetime.Ticks / 2)));
    }
}

/// <summary>No access token could be acquired.</summary>
public sealed class AccessTokenException : CustomVisionException
{
    /// <summary>Creates the exception.</summary>
    /// <param name="message">Why there is no token. It must not contain a token or key.</param>
    /// <param name="cause">The cause, if it contains no token or key.</param>
    public AccessTokenException(string message, Exception? cause = null)
        : base("GetAccessToken", message, cause)
    {
    }
}
