using System.Globalization;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Http;

/// <summary>
/// Refuses requests above the limit for concurrent ones, including uploads that are still arriving: each takes memory, and requests
/// in a queue would time out. The health endpoint always responds.
/// </summary>
internal sealed class ConcurrencyLimitMiddleware(RequestDelegate next, LocalServiceOptions options)
{
    private int active;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Equals("/_local/health", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref active) <= options.MaxConcurrentRequests)
            {
                await next(context);
                return;
            }
            context.Response.Headers.RetryAfter = "1";
            await ErrorResponse.WriteGatewayAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                $"The local service is already processing {options.MaxConcurrentRequests} requests. Please retry after 1 second.");
        }
        finally
        {
            Interlocked.Decrement(ref active);
        }
    }
}

/// <summary>
/// Refuses requests above the rate of the profile, as the gateway does. It runs after authentication: a request without a key uses
/// no quota. No recorded response has a Retry-After header; the number of seconds is in the text only.
/// </summary>
internal sealed class RateLimitingMiddleware(RequestDelegate next, CurrentSettings settings, RateLimits limits)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.OperationName() is not { } operation)
            return next(context);

        var profile = settings.Value.Profile;
        var (kind, limit) = context.IsPrediction() && operation.EndsWith("NoStore", StringComparison.Ordinal)
                ? (RateLimitKind.UnstoredPrediction, profile.UnstoredPredictions)
            : context.IsPrediction() ? (RateLimitKind.Prediction, profile.Predictions)
            : operation == "TrainProject" ? (RateLimitKind.Training, profile.Trainings)
            : (RateLimitKind.Other, profile.Calls);
        return limit is not { } permits || limits.TryAcquire(kind, permits)
            ? next(context)
            : ErrorResponse.WriteGatewayAsync(
                context, StatusCodes.Status429TooManyRequests, Message(context, operation, profile.Name, seconds: 1));
    }

    /// <summary>The text that users of the free tier quote, to the letter: clients parse the seconds.</summary>
    public static string Message(HttpContext context, string operation, string tier, int seconds)
    {
        var when = string.Create(CultureInfo.InvariantCulture, $"Please retry after {seconds} second{(seconds == 1 ? "" : "s")}.");
        // A download belongs to no published API.
        return context.FindMetadata<ApiMetadata>()?.Name is { } api
            ? $"Requests to the {operation} Operation under Custom_Vision_{api}_{context.ApiVersion()} have exceeded rate limit of your current Custom_Vision.{api} {tier} pricing tier. {when} To increase your rate limit switch to a paid tier."
            : $"Too many requests. {when}";
    }
}

/// <summary>The groups of operations that have a rate limit of their own.</summary>
internal enum RateLimitKind
{
    Training,
    Prediction,
    UnstoredPrediction,
    Other,
}

/// <summary>A sliding log of the calls of the last second. Refused calls don't count.</summary>
/// <remarks>
/// The limiters of System.Threading.RateLimiting don't fit: they have no TimeProvider, so tests would depend on the speed of the
/// machine; their windows slide in segments; and their limit is fixed, while a profile can change at any time.
/// </remarks>
internal sealed class RateLimits(TimeProvider clock)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly Lock gate = new();
    private readonly Dictionary<RateLimitKind, Queue<long>> calls = [];

    /// <summary>Counts a call unless there were as many as permitted within the last second.</summary>
    public bool TryAcquire(RateLimitKind kind, int permits)
    {
        lock (gate)
        {
            if (!calls.TryGetValue(kind, out var recent))
                calls.Add(kind, recent = new Queue<long>());
            while (recent.TryPeek(out var oldest) && clock.GetElapsedTime(oldest) >= Window)
                recent.Dequeue();
            if (recent.Count >= permits)
                return false;
            recent.Enqueue(clock.GetTimestamp());
            return true;
        }
    }

    public void Clear()
    {
        lock (gate)
            calls.Clear();
    }
}
