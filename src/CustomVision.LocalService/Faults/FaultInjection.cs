using System.Globalization;
using System.Text;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Api.Models;
using CustomVision.LocalService.Quotas;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomVision.LocalService.Faults;

/// <summary>Lets requests that meet a rule go wrong. It comes after the key check: who has no key uses up no rule.</summary>
internal sealed class FaultInjection(RequestDelegate next, FaultRules rules, TimeProvider clock, ILogger<ErrorReplies> log)
{
    // An answer is cut or lost whatever it says, so an error has to be an answer before it comes here.
    private readonly ErrorReplies answering = new(next, log);

    public Task InvokeAsync(HttpContext context) =>
        rules.IsEmpty
        || context.GetEndpoint()?.Metadata.GetMetadata<OperationName>() is not { } operation
        || rules.Meet(operation.Name) is not { } fault
            ? next(context)
            : InjectAsync(context, operation.Name, fault);

    private async Task InjectAsync(HttpContext context, string operation, MetFault fault)
    {
        var record = RequestRecord.Of(context.Request);
        record.Faults = fault.RuleIds;
        if (fault.Delay > TimeSpan.Zero)
            await Task.Delay(fault.Delay, clock, context.RequestAborted);

        switch (fault.Rule)
        {
            case { Drop: FaultDrop.BeforeBody }:
                record.IsDropped = true;
                break;
            case { Drop: FaultDrop.AfterBody }:
                await AnswerToAsync(context, Stream.Null);
                record.IsDropped = true;
                break;
            case { Truncate: true }:
                await TruncateAsync(context);
                break;
            case { Html: true } rule:
                await ShowPageAsync(context, rule);
                break;
            case { Status: { } status } rule:
                await RefuseAsync(context, operation, status, rule);
                break;
            case { Reorder: true }:
                context.Features.Set(new ResultOrder(fault.Order));
                await next(context);
                break;
            default:
                await next(context);
                break;
        }
    }

    private async Task AnswerToAsync(HttpContext context, Stream body)
    {
        var connection = context.Features.Get<IHttpResponseBodyFeature>();
        context.Response.Body = body;
        try
        {
            await answering.InvokeAsync(context);
        }
        finally
        {
            context.Features.Set(connection);
        }
    }

    private async Task TruncateAsync(HttpContext context)
    {
        using var answer = new MemoryStream();
        await AnswerToAsync(context, answer);
        // An answer that has no body has no middle.
        if (answer.Length == 0)
            return;

        // One chunk that says how long it is, and ends before that. An aborted connection would take along what is still on its
        // way, and of an answer with a Content-Length the server would complain in the log.
        context.Response.ContentLength = null;
        context.Response.Headers.TransferEncoding = "chunked";
        context.Response.Headers.Connection = "close";
        var size = Encoding.ASCII.GetBytes(answer.Length.ToString("x", CultureInfo.InvariantCulture) + "\r\n");
        await context.Response.Body.WriteAsync(size, context.RequestAborted);
        await context.Response.Body.WriteAsync(answer.GetBuffer().AsMemory(0, (int)answer.Length / 2), context.RequestAborted);
    }

    private static Task RefuseAsync(HttpContext context, string operation, int status, FaultRule rule)
    {
        SayWhenToRetry(context, rule);
        var message = rule.Message ?? DefaultMessage(context, status, operation, rule.RetryAfter);
        return rule.Code is null
            ? ErrorReplies.WriteGatewayAsync(context, status, message)
            : Reply.WriteAsync(context, status, new Error(rule.Code, message), WireTypes.Default.Error);
    }

    private static Task ShowPageAsync(HttpContext context, FaultRule rule)
    {
        SayWhenToRetry(context, rule);
        var status = rule.Status ?? StatusCodes.Status200OK;
        var title = $"{status} {ReasonPhrases.GetReasonPhrase(status)}".TrimEnd();
        var page = Encoding.UTF8.GetBytes(
            $"<!DOCTYPE html>\n<html><head><title>{title}</title></head><body><h1>{title}</h1></body></html>\n");
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.ContentLength = page.Length;
        return context.Response.Body.WriteAsync(page, context.RequestAborted).AsTask();
    }

    private static void SayWhenToRetry(HttpContext context, FaultRule rule)
    {
        if (rule.RetryAfter is { } seconds)
            context.Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
    }

    private static string DefaultMessage(HttpContext context, int status, string operation, int? retryAfter) =>
        status == StatusCodes.Status429TooManyRequests ? RateLimit.Message(operation, context.IsPrediction(), "F0", retryAfter ?? 1)
        : ReasonPhrases.GetReasonPhrase(status) is { Length: > 0 } phrase ? phrase
        : "The request was refused.";
}
