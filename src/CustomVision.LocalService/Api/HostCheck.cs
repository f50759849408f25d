using System.Net;

namespace CustomVision.LocalService.Api;

/// <summary>
/// Refuses requests to any name but loopback's own. A web page can have its name resolve to the address of this service and then
/// talk to it as if to its own server (DNS rebinding), but the Host header still has that name. Where the service is open to other
/// machines it has addresses that are not known here, and no name either: an address is not resolved, so it cannot be rebound.
/// </summary>
internal sealed class HostCheck(RequestDelegate next, LocalServiceOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (host.ToUpperInvariant() is "127.0.0.1" or "LOCALHOST" or "[::1]" || (options.IsOpenToOthers && IPAddress.TryParse(host, out _)))
            return next(context);
        return ErrorReplies.WriteGatewayAsync(
            context,
            StatusCodes.Status400BadRequest,
            $"The Host header must name 127.0.0.1, localhost or [::1]{(options.IsOpenToOthers ? ", or be an address" : "")}.");
    }
}
