namespace CustomVision.LocalService.Api;

/// <summary>
/// Turns away what comes while too much is under way, uploads that are still arriving included: each takes memory, and what waits
/// without end is answered by nobody. Only health is always told.
/// </summary>
internal sealed class BusyCheck(RequestDelegate next, LocalServiceOptions options)
{
    private int underWay;

    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.Equals("/_local/health", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        try
        {
            if (Interlocked.Increment(ref underWay) <= options.MaxRequestsAtOnce)
            {
                await next(context);
                return;
            }
            context.Response.Headers.RetryAfter = "1";
            await ErrorReplies.WriteGatewayAsync(
                context,
                StatusCodes.Status503ServiceUnavailable,
                $"The local service takes {options.MaxRequestsAtOnce} requests at a time, and has them. Please retry after 1 second.");
        }
        finally
        {
            Interlocked.Decrement(ref underWay);
        }
    }
}
