using System.Text;

namespace CustomVision.LocalService.Web;

internal static class PageReply
{
    /// <summary>Nothing but this service's own style and images; no script at all, in no frame, and forms only to here.</summary>
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static async Task WriteAsync(HttpContext context, int status, Html page)
    {
        Guard(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        var body = Encoding.UTF8.GetBytes(page.ToString());
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>See Other: whatever the request was, the next one is a GET.</summary>
    public static Task SendTo(HttpContext context, string path)
    {
        Guard(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        return Task.CompletedTask;
    }

    private static void Guard(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // With "no-referrer" browsers would hide the origin of the form with the key too, which is checked.
        headers["Referrer-Policy"] = "same-origin";
    }
}
