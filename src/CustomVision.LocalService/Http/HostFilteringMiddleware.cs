using System.Net;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Http;

/// <summary>
/// Refuses requests whose Host header isn't a name of loopback. A web page can have its name resolve to the address of this service
/// and then send requests as if to its own server (DNS rebinding), but the Host header still has that name. Where the service is open
/// to other machines, its names and addresses aren't known here; any address is allowed then, because an address isn't resolved and
/// so can't be rebound.
/// </summary>
/// <remarks>The middleware of ASP.NET Core can't allow any address, and doesn't respond in the format of the API.</remarks>
internal sealed class HostFilteringMiddleware(RequestDelegate next, LocalServiceOptions options)
{
    public Task InvokeAsync(HttpContext context)
    {
        var host = context.Request.Host.Host;
        if (host.ToUpperInvariant() is "127.0.0.1" or "LOCALHOST" or "[::1]" || (options.IsOpenToOthers && IPAddress.TryParse(host, out _)))
            return next(context);
        return ErrorResponse.WriteGatewayAsync(
            context,
            StatusCodes.Status400BadRequest,
            $"The Host header must be 127.0.0.1, localhost or [::1]{(options.IsOpenToOthers ? ", or an IP address" : "")}.");
    }
}
