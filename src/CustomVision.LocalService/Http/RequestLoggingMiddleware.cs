using System.Globalization;

namespace CustomVision.LocalService.Http;

/// <summary>Logs every request, and keeps those to the API in the <see cref="RequestLog"/>.</summary>
internal sealed class RequestLoggingMiddleware(RequestDelegate next, RequestLog requests, TimeProvider clock, ILogger<RequestLoggingMiddleware> log)
{
    /// <summary>The path of everything that isn't part of the published API.</summary>
    public const string LocalPath = "/_local";

    // Longer than any of the API: the memory for ten thousand requests must not depend on the client.
    private const int MaxPathLength = 1024;
    private const int MaxMethodLength = 16;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var record = new RequestRecord(
            clock.GetUtcNow(), Truncate(context.Request.Method, MaxMethodLength), Truncate(context.Request.Path.ToUriComponent(), MaxPathLength))
        {
            RequestBytes = context.Request.ContentLength,
        };
        context.Features.Set(record);
        // When the response starts, and not when it has been sent: a client that has the response finds its request in the log.
        var isLogged = false;
        context.Response.OnStarting(() =>
        {
            Log(context.Response.StatusCode);
            return Task.CompletedTask;
        });
        try
        {
            await next(context);
        }
        finally
        {
            if (record.IsDropped || context.RequestAborted.IsCancellationRequested)
                Log(null);
            // After logging: a client that sees the connection end finds its request in the log.
            if (record.IsDropped)
                context.Abort();
        }

        void Log(int? status)
        {
            // The server starts a response even if the client has disconnected.
            if (isLogged)
                return;
            isLogged = true;
            record.Operation = context.OperationName();
            record.Status = status;
            record.ResponseBytes = status is null ? null
                : status == StatusCodes.Status204NoContent ? 0
                : context.Response.ContentLength;
            record.DurationMs = Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3);
            if (record.Operation is not null)
                AddIds(record, context.Request);
            // Browsers also request these two paths, from the root.
            if (!context.Request.Path.StartsWithSegments(LocalPath, StringComparison.OrdinalIgnoreCase) && context.Request.Path.Value is not ("/" or "/favicon.ico"))
                requests.Add(record);
            if (log.IsEnabled(LogLevel.Information))
                Write(record);
        }
    }

    private void Write(RequestRecord record) => log.LogInformation(
        "{Method} {Path} {Operation} {Status} in {DurationMs} ms, {RequestBytes} bytes received, {ResponseBytes} bytes sent, {ImageCount} images, faults: {Faults}",
        record.Method,
        record.Path,
        record.Operation ?? "-",
        record.Status?.ToString(CultureInfo.InvariantCulture) ?? "-",
        record.DurationMs,
        record.RequestBytes ?? 0,
        record.ResponseBytes ?? 0,
        record.ImageCount ?? 0,
        record.Faults is { } faults ? string.Join(',', faults) : "none");

    private static void AddIds(RequestRecord record, HttpRequest request)
    {
        record.ProjectId = FindIds(request, "projectId")?[0];
        record.IterationId = FindIds(request, "iterationId")?[0];
        record.TagIds ??= FindIds(request, "tagId", "tagIds");
        record.ImageIds = FindIds(request, "imageId", "imageIds");
        record.PredictionIds ??= FindIds(request, "ids");
    }

    /// <summary>The ids in the path and the query string. Other values are ignored, so nothing else of a query is kept.</summary>
    private static Guid[]? FindIds(HttpRequest request, params ReadOnlySpan<string> names)
    {
        List<Guid>? ids = null;
        foreach (var name in names)
        {
            if (request.RouteValues.TryGetValue(name, out var inPath))
                Add(inPath as string);
            // Most requests have no query string; then no collection is created for it.
            if (request.QueryString.HasValue)
                foreach (var value in request.Query[name])
                    Add(value);
        }
        return ids is null ? null : RequestRecord.LimitIds(ids);

        void Add(string? text)
        {
            foreach (var item in (text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
                if (Guid.TryParse(item, out var id))
                    (ids ??= []).Add(id);
        }
    }

    private static string Truncate(string text, int length) => text.Length <= length ? text : text[..length];
}
