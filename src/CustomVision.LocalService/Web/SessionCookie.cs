using System.Globalization;

namespace CustomVision.LocalService.Web;

/// <summary>
/// Holds the token of a session. Browsers send a cookie to every port of a host, so its name has the port: services side by side do
/// not sign each other out. And its path is that of the pages: other servers on this machine are not sent it by chance.
/// </summary>
internal static class SessionCookie
{
    public static string? Read(HttpContext context) => context.Request.Cookies[Name(context)];

    public static void Set(HttpContext context, string token) => context.Response.Cookies.Append(Name(context), token, Options());

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name(context), Options());

    private static string Name(HttpContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"customvision-session-{context.Connection.LocalPort}");

    // Without an expiry it ends with the browser. Secure it cannot be: the service speaks plain HTTP, on loopback.
    private static CookieOptions Options() => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = PagePaths.Root };
}
