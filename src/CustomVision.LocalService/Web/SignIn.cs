using System.Buffers.Text;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomVision.LocalService.Web;

/// <summary>Signs a browser in with the training key. A session cookie then identifies the browser.</summary>
internal sealed class SignInEndpoints(AccessKeys keys, PageSessions sessions)
{
    private const int MaxFormBytes = 16 * 1024;

    public bool IsSignedIn(HttpContext context) => sessions.Has(SessionCookie.Read(context));

    /// <summary>Redirects to the sign-in form, which returns to the requested page.</summary>
    public static Task RedirectToSignIn(HttpContext context)
    {
        var asked = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        return PageResponse.Redirect(
            context, asked == PagePaths.Overview ? PagePaths.SignIn : QueryHelpers.AddQueryString(PagePaths.SignIn, "return", asked));
    }

    public Task Show(HttpContext context) => IsSignedIn(context)
        ? PageResponse.Redirect(context, PagePaths.Overview)
        : PageResponse.WriteAsync(context, StatusCodes.Status200OK, Form(Destination(context.Request.Query["return"]), isRefused: false));

    public async Task SignIn(HttpContext context)
    {
        if (!IsSameOrigin(context.Request))
        {
            await RejectForm(context);
            return;
        }

        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString((await BoundedBody.ReadAsync(context.Request, MaxFormBytes)).Span));
        var destination = Destination(form.GetValueOrDefault("return"));
        // A copied key may have spaces around it. Headers ignore them too.
        if (!keys.IsTrainingKey(form.GetValueOrDefault("key").ToString().Trim()))
        {
            await PageResponse.WriteAsync(context, StatusCodes.Status403Forbidden, Form(destination, isRefused: true));
            return;
        }

        sessions.End(SessionCookie.Read(context));
        SessionCookie.Set(context, sessions.Create());
        await PageResponse.Redirect(context, destination);
    }

    public Task SignOut(HttpContext context)
    {
        if (!IsSameOrigin(context.Request))
            return RejectForm(context);

        sessions.End(SessionCookie.Read(context));
        SessionCookie.Clear(context);
        return PageResponse.Redirect(context, PagePaths.SignIn);
    }

    /// <summary>
    /// Checks the origin of a form. SameSite treats all ports of this machine as one site, so it doesn't block a form of another server
    /// on this machine.
    /// </summary>
    private static bool IsSameOrigin(HttpRequest request) =>
        request.Headers.Origin.Count == 0
        || string.Equals(request.Headers.Origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static Task RejectForm(HttpContext context) => PageResponse.WriteAsync(
        context,
        StatusCodes.Status403Forbidden,
        PageLayout.Closed("Refused", $"<h1>Refused</h1><p>The form doesn't come from this service. <a href=\"{PagePaths.SignIn}\">Sign in</a></p>"));

    /// <summary>Returns only paths of pages of this service, whatever the link contains.</summary>
    private static string Destination(string? path) =>
        path is not null && path.StartsWith(PagePaths.Overview, StringComparison.Ordinal) && path.All(letter => letter is > ' ' and <= '~')
            ? path
            : PagePaths.Overview;

    private static Html Form(string destination, bool isRefused) => PageLayout.Closed(
        isRefused ? "Wrong key" : "Sign in",
        $"""
        <div class="sign-in">
        <h1>Sign in</h1>
        <form method="post" action="{PagePaths.SignIn}">
        {(isRefused ? Html.Of($"<p class=\"refused\" id=\"refused\" role=\"alert\">This is not the training key of this service.</p>") : Html.Empty)}
        <input type="hidden" name="return" value="{destination}">
        <label for="key">Training key</label>
        <input id="key" name="key" type="password" required autofocus autocomplete="off" spellcheck="false"{(isRefused ? Html.Of($" aria-invalid=\"true\" aria-describedby=\"refused\"") : Html.Empty)}>
        <button>Sign in</button>
        </form>
        <h2>Where to find the key</h2>
        <p>In the object that Start-CVLocalService returns:</p>
        {CodeBlock.Render("ConvertFrom-SecureString $service.TrainingKey -AsPlainText | Set-Clipboard")}
        <p>A service that you start yourself writes the key to its standard output. Unless you specify a key, each start creates a new
        one.</p>
        </div>
        """);
}

/// <summary>
/// The signed-in browsers. A session gives access to the pages only. It ends when the user signs out or the service stops.
/// </summary>
internal sealed class PageSessions
{
    // A user has a few browsers. Without a limit, repeated sign-ins would fill the memory.
    private const int MaxSessions = 64;

    private readonly Lock gate = new();

    // Digests, so that the stored values grant no access, and the duration of a lookup doesn't reveal how much of a guess is right. Oldest first.
    private readonly List<string> digests = [];

    /// <summary>Creates a session and returns its token: 256 random bits.</summary>
    public string Create()
    {
        var token = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));
        lock (gate)
        {
            if (digests.Count == MaxSessions)
                digests.RemoveAt(0);
            digests.Add(Digest(token));
        }
        return token;
    }

    public bool Has(string? token)
    {
        if (token is null)
            return false;
        var digest = Digest(token);
        lock (gate)
            return digests.Contains(digest);
    }

    public void End(string? token)
    {
        if (token is null)
            return;
        var digest = Digest(token);
        lock (gate)
            digests.Remove(digest);
    }

    private static string Digest(string token) => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
}

/// <summary>
/// The cookie with the token of a session. Browsers send a cookie to every port of a host, so its name contains the port: two services
/// don't sign each other out. Its path is that of the pages, so browsers don't send it to other servers on this machine by chance.
/// </summary>
internal static class SessionCookie
{
    public static string? Read(HttpContext context) => context.Request.Cookies[Name(context)];

    public static void Set(HttpContext context, string token) => context.Response.Cookies.Append(Name(context), token, Options());

    public static void Clear(HttpContext context) => context.Response.Cookies.Delete(Name(context), Options());

    private static string Name(HttpContext context) =>
        string.Create(CultureInfo.InvariantCulture, $"customvision-session-{context.Connection.LocalPort}");

    // Without an expiry, it ends with the browser. It can't be Secure, because the service uses plain HTTP on loopback.
    private static CookieOptions Options() => new() { HttpOnly = true, SameSite = SameSiteMode.Strict, Path = PagePaths.Root };
}
