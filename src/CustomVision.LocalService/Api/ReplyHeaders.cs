namespace CustomVision.LocalService.Api;

/// <summary>What the real service puts on every answer.</summary>
internal sealed class ReplyHeaders(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        context.Response.Headers["apim-request-id"] = Guid.NewGuid().ToString();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    }
}
