namespace CustomVision.LocalService.Api;

/// <summary>Notes every request that is not to the service's own pages.</summary>
internal sealed class RequestRecorder(RequestDelegate next, RequestLog requests, TimeProvider clock, ILogger<RequestRecorder> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        if (context.Request.Path.StartsWithSegments("/_local", StringComparison.OrdinalIgnoreCase))
        {
            await next(context);
            return;
        }

        var started = clock.GetTimestamp();
        var record = new RequestRecord(clock.GetUtcNow(), context.Request.Method, context.Request.Path.ToUriComponent())
        {
            RequestBytes = context.Request.ContentLength,
        };
        context.Features.Set(record);

        // As the answer begins, and not when it has been sent: whoever has an answer finds its request in the log.
        var isNoted = false;
        context.Response.OnStarting(() =>
        {
            Note(context.Response.StatusCode);
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            if (record.IsDropped || context.RequestAborted.IsCancellationRequested)
                Note(null);
            // Only now: whoever sees the connection end finds its request in the log.
            if (record.IsDropped)
                context.Abort();
        }

        void Note(int? status)
        {
            // The server begins an answer even to a client that has gone.
            if (isNoted)
                return;
            isNoted = true;
            record.Operation = context.GetEndpoint()?.Metadata.GetMetadata<OperationName>()?.Name;
            record.Status = status;
            record.DurationMs = Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3);
            requests.Add(record);
            log.LogInformation(
                "{Method} {Path} {Operation} {Status} {DurationMs} ms",
                record.Method, record.Path, record.Operation, record.Status, record.DurationMs);
        }
    }
}
