using System.Text;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace CustomVision.LocalService.Web;

/// <summary>Asks for the training key once, and then knows the browser by its session.</summary>
internal sealed class SignInPages(AccessKeys keys, PageSessions sessions)
{
    private const int MaxFormBytes = 16 * 1024;

    public bool IsSignedIn(HttpContext context) => sessions.Has(SessionCookie.Read(context));

    /// <summary>To the form, and from there back to what was asked for.</summary>
    public static Task Ask(HttpContext context)
    {
        var asked = context.Request.Path.ToUriComponent() + context.Request.QueryString.ToUriComponent();
        return PageReply.SendTo(
            context, asked == PagePaths.Overview ? PagePaths.SignIn : QueryHelpers.AddQueryString(PagePaths.SignIn, "return", asked));
    }

    public Task Show(HttpContext context) => IsSignedIn(context)
        ? PageReply.SendTo(context, PagePaths.Overview)
        : PageReply.WriteAsync(context, StatusCodes.Status200OK, Form(Destination(context.Request.Query["return"]), isRefused: false));

    public async Task SignIn(HttpContext context)
    {
        if (!IsFromHere(context.Request))
        {
            await Refuse(context);
            return;
        }

        var form = QueryHelpers.ParseQuery(Encoding.UTF8.GetString((await BoundedBody.ReadAsync(context.Request, MaxFormBytes)).Span));
        var destination = Destination(form.GetValueOrDefault("return"));
        // Around a key that was copied there may be blanks; a header does not keep them either.
        if (!keys.IsTrainingKey(form.GetValueOrDefault("key").ToString().Trim()))
        {
            await PageReply.WriteAsync(context, StatusCodes.Status403Forbidden, Form(destination, isRefused: true));
            return;
        }

        sessions.End(SessionCookie.Read(context));
        SessionCookie.Set(context, sessions.Begin());
        await PageReply.SendTo(context, destination);
    }

    public Task SignOut(HttpContext context)
    {
        if (!IsFromHere(context.Request))
            return Refuse(context);

        sessions.End(SessionCookie.Read(context));
        SessionCookie.Clear(context);
        return PageReply.SendTo(context, PagePaths.SignIn);
    }

    /// <summary>
    /// Browsers say where a form comes from. To SameSite all ports of this machine are one site, so it does not keep out the form
    /// of another server here.
    /// </summary>
    private static bool IsFromHere(HttpRequest request) =>
        request.Headers.Origin.Count == 0
        || string.Equals(request.Headers.Origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase);

    private static Task Refuse(HttpContext context) => PageReply.WriteAsync(
        context,
        StatusCodes.Status403Forbidden,
        PageFrame.Closed("Refused", $"<h1>Refused</h1><p>The form was not one of this service. <a href=\"{PagePaths.SignIn}\">Sign in</a></p>"));

    /// <summary>Only to a page of this service, whatever the link said that led here.</summary>
    private static string Destination(string? path) =>
        path is not null && path.StartsWith(PagePaths.Overview, StringComparison.Ordinal) && path.All(letter => letter is > ' ' and <= '~')
            ? path
            : PagePaths.Overview;

    private static Html Form(string destination, bool isRefused) => PageFrame.Closed(
        isRefused ? "Not the key" : "Sign in",
        $"""
        <div class="sign-in">
        <h1>Sign in</h1>
        <form method="post" action="{PagePaths.SignIn}">
        {(isRefused ? Html.Of($"<p class=\"refused\" id=\"refused\" role=\"alert\">This is not the training key of this service.</p>") : Html.None)}
        <input type="hidden" name="return" value="{destination}">
        <label for="key">Training key</label>
        <input id="key" name="key" type="password" required autofocus autocomplete="off" spellcheck="false"{(isRefused ? Html.Of($" aria-invalid=\"true\" aria-describedby=\"refused\"") : Html.None)}>
        <button>Sign in</button>
        </form>
        <h2>Where the key is</h2>
        <p>In the object that Start-CVLocalService put out:</p>
        {Command.Of("ConvertFrom-SecureString $service.TrainingKey -AsPlainText | Set-Clipboard")}
        <p>A service that was started by hand has written it to its standard output. Unless it was given, it is a new one at each
        start.</p>
        </div>
        """);
}
