namespace CustomVision.LocalService.Api;

/// <summary>
/// Refuses requests to any name but loopback's own. A web page can have its name resolve to 127.0.0.1 and then talk to this
/// service as if to its own server (DNS rebinding), but the Host header still has that name.
/// </summary>
internal sealed class HostCheck(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        context.Request.Host.Host.ToUpperInvariant() is "127.0.0.1" or "LOCALHOST" or "[::1]"
            ? next(context)
            : ErrorReplies.WriteGatewayAsync(
                context, StatusCodes.Status400BadRequest, "The Host header must name 127.0.0.1, localhost or [::1].");
}
