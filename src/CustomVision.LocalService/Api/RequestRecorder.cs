using CustomVision.LocalService.Pages;

namespace CustomVision.LocalService.Api;

/// <summary>Notes every request in the log, and those that are not to the service's own pages for tests to look at.</summary>
internal sealed class RequestRecorder(RequestDelegate next, RequestLog requests, TimeProvider clock, ILogger<RequestRecorder> log)
{
    // Longer than any of the API: what is kept of ten thousand requests should not depend on who sent them.
    private const int MaxPathLength = 1024;
    private const int MaxMethodLength = 16;

    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var record = new RequestRecord(
            clock.GetUtcNow(), Cut(context.Request.Method, MaxMethodLength), Cut(context.Request.Path.ToUriComponent(), MaxPathLength))
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
            record.ResponseBytes = status is null ? null
                : status == StatusCodes.Status204NoContent ? 0
                : context.Response.ContentLength;
            record.DurationMs = Math.Round(clock.GetElapsedTime(started).TotalMilliseconds, 3);
            if (record.Operation is not null)
                NoteIds(record, context.Request);
            if (!PagePaths.Has(context.Request.Path))
                requests.Add(record);
            if (log.IsEnabled(LogLevel.Information))
                log.Log(LogLevel.Information, default, new RequestLine(record), null, static (line, _) => line.ToString());
        }
    }

    private static void NoteIds(RequestRecord record, HttpRequest request)
    {
        record.ProjectId = RequestIds.One(request, "projectId");
        record.IterationId = RequestIds.One(request, "iterationId");
        record.TagIds ??= RequestIds.Many(request, "tagId", "tagIds");
        record.ImageIds = RequestIds.Many(request, "imageId", "imageIds");
        record.PredictionIds ??= RequestIds.Many(request, "ids");
    }

    private static string Cut(string text, int length) => text.Length <= length ? text : text[..length];
}
