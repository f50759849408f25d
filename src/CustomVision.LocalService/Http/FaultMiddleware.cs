using System.Globalization;
using System.Text;
using CustomVision.LocalService.Settings;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomVision.LocalService.Http;

/// <summary>Makes requests fail by the fault rules. It runs after authentication: a request without a key uses up no rule.</summary>
internal sealed class FaultMiddleware(RequestDelegate next, FaultRules rules, TimeProvider clock, ILogger<ExceptionHandlerMiddleware> log)
{
    // A response is truncated or lost whatever it says, so exceptions must become responses before they arrive here.
    private readonly ExceptionHandlerMiddleware handled = new(next, log);

    public Task InvokeAsync(HttpContext context) =>
        rules.IsEmpty || context.FaultName() is not { } operation || rules.Apply(operation) is not { } faults
            ? next(context)
            : InjectAsync(context, operation, faults);

    private async Task InjectAsync(HttpContext context, string operation, AppliedFaults faults)
    {
        var record = RequestRecord.Of(context.Request);
        record.Faults = faults.RuleIds;
        if (faults.Delay > TimeSpan.Zero)
            await Task.Delay(faults.Delay, clock, context.RequestAborted);

        switch (faults.Rule)
        {
            case { Drop: FaultDrop.BeforeBody }:
                record.IsDropped = true;
                break;
            case { Drop: FaultDrop.AfterBody }:
                await RespondToAsync(context, Stream.Null);
                record.IsDropped = true;
                break;
            case { Truncate: true }:
                await TruncateAsync(context);
                break;
            case { Html: true } rule:
                await WritePageAsync(context, rule);
                break;
            case { Status: { } status } rule:
                await RefuseAsync(context, operation, status, rule);
                break;
            case { Reorder: true }:
                context.Features.Set(new ResultShuffle(faults.ShuffleSeed));
                await next(context);
                break;
            default:
                await next(context);
                break;
        }
    }

    private async Task RespondToAsync(HttpContext context, Stream body)
    {
        var connection = context.Features.Get<IHttpResponseBodyFeature>();
        context.Response.Body = body;
        try
        {
            await handled.InvokeAsync(context);
        }
        finally
        {
            context.Features.Set(connection);
        }
    }

    private async Task TruncateAsync(HttpContext context)
    {
        using var response = new MemoryStream();
        await RespondToAsync(context, response);
        // A response without a body has no middle.
        if (response.Length == 0)
            return;

        // One chunk that states its length and ends before it. Aborting the connection would lose what is still in transit, and the
        // server would log an error about a response with a Content-Length.
        context.Response.ContentLength = null;
        context.Response.Headers.TransferEncoding = "chunked";
        context.Response.Headers.Connection = "close";
        var size = Encoding.ASCII.GetBytes(response.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        await context.Response.Body.WriteAsync(size, context.RequestAborted);
        await context.Response.Body.WriteAsync(response.GetBuffer().AsMemory(0, (int)response.Length / 2), context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, string operation, int status, FaultRule rule)
    {
        SetRetryAfter(context, rule);
        var message = rule.Message ?? DefaultMessage(context, status, operation, rule.RetryAfter);
        return rule.Code is null
            ? ErrorResponse.WriteGatewayAsync(context, status, message)
            : ErrorResponse.WriteAsync(context, status, rule.Code, message);
    }

    private static Task WritePageAsync(HttpContext context, FaultRule rule)
    {
        SetRetryAfter(context, rule);
        context.Response.StatusCode = rule.Status ?? StatusCodes.Status200OK;
        var title = $"{context.Response.StatusCode} {ReasonPhrases.GetReasonPhrase(context.Response.StatusCode)}".TrimEnd();
        return ResponseWriter.WriteAsync(context, "text/html; charset=utf-8", Encoding.UTF8.GetBytes(
            $"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n"));
    }

    private static void SetRetryAfter(HttpContext context, FaultRule rule)
    {
        if (rule.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }

    private static string DefaultMessage(HttpContext context, int status, string operation, int? retryAfter) =>
        status == StatusCodes.Status429TooManyRequests ? RateLimitingMiddleware.Message(context, operation, "F0", retryAfter ?? 1)
        : ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase
        : "The request was refused.";
}
