using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>The endpoints of the pages. They are read-only.</summary>
internal static class WebEndpoints
{
    private static readonly string[] ReadMethods = ["GET", "HEAD"];

    public static IServiceCollection AddWeb(this IServiceCollection services) => services
        .AddSingleton<PageSessions>()
        .AddSingleton<PageLayout>()
        .AddSingleton<SignInEndpoints>()
        .AddSingleton<ImageGrid>()
        .AddSingleton<RequestTable>()
        .AddSingleton<PredictionTable>()
        .AddSingleton<OverviewPage>()
        .AddSingleton<ImagesPage>()
        .AddSingleton<ImagePage>()
        .AddSingleton<PredictionsPage>()
        .AddSingleton<PredictionPage>()
        .AddSingleton<IterationsPage>()
        .AddSingleton<IterationPage>()
        .AddSingleton<RequestsPage>()
        .AddSingleton<FaultsPage>();

    public static void MapWeb(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var signIn = services.GetRequiredService<SignInEndpoints>();
        var frame = services.GetRequiredService<PageLayout>();
        var faults = services.GetRequiredService<FaultsPage>();

        app.MapMethods(PagePaths.Home, ReadMethods, context => PageResponse.Redirect(context, PagePaths.Overview));
        app.MapMethods(PagePaths.Favicon, ReadMethods, PageAssets.GetIcon);
        app.MapMethods(PagePaths.Icon, ReadMethods, PageAssets.GetIcon);
        app.MapMethods(PagePaths.Style, ReadMethods, PageAssets.GetStyle);
        app.MapMethods(PagePaths.SignIn, ReadMethods, signIn.Show);
        app.MapMethods(PagePaths.SignIn, ["POST"], signIn.SignIn);
        app.MapMethods(PagePaths.SignOut, ["POST"], signIn.SignOut);

        Map("", services.GetRequiredService<OverviewPage>().Show);
        Map("projects/{projectId}", services.GetRequiredService<ImagesPage>().Show);
        Map("projects/{projectId}/images/{imageId}", services.GetRequiredService<ImagePage>().Show);
        Map("projects/{projectId}/predictions", services.GetRequiredService<PredictionsPage>().Show);
        Map("projects/{projectId}/predictions/{predictionId}", services.GetRequiredService<PredictionPage>().Show);
        Map("projects/{projectId}/iterations", services.GetRequiredService<IterationsPage>().Show);
        Map("projects/{projectId}/iterations/{iterationId}", services.GetRequiredService<IterationPage>().Show);
        Map("requests", services.GetRequiredService<RequestsPage>().Show);
        Map("faults", _ => faults.Show());
        Map("{**path}", _ => throw new ServiceException(ErrorCodes.NotFound, "The page doesn't exist."));

        void Map(string pattern, Func<HttpRequest, Page> show) => app.MapMethods($"{PagePaths.Root}/{pattern}", ReadMethods, context =>
        {
            if (!signIn.IsSignedIn(context))
                return SignInEndpoints.RedirectToSignIn(context);
            var page = RenderOrExplain(context.Request, show);
            return PageResponse.WriteAsync(context, page.Status, frame.Around(page));
        });
    }

    private static Page RenderOrExplain(HttpRequest request, Func<HttpRequest, Page> show)
    {
        try
        {
            return show(request);
        }
        catch (ServiceException error)
        {
            var status = ErrorResponse.StatusCodeOf(error.Code);
            var title = status == StatusCodes.Status404NotFound ? "Not found" : "Bad request";
            return new Page(
                title,
                PageSection.Other,
                $"<h1>{title}</h1><p>{error.Message}</p><p><a href=\"{PagePaths.Overview}\">Go to the projects</a></p>")
            {
                Status = status,
            };
        }
    }
}

/// <summary>The paths of the pages.</summary>
internal static class PagePaths
{
    public const string Root = "/_local/pages";
    public const string Overview = Root + "/";
    public const string Requests = Root + "/requests";
    public const string Faults = Root + "/faults";
    public const string SignIn = Root + "/sign-in";
    public const string SignOut = Root + "/sign-out";
    public const string Style = Root + "/style.css";
    public const string Icon = Root + "/icon.svg";

    /// <summary>The paths that browsers request outside of the pages: with only the address of the service, and for an icon.</summary>
    public const string Home = "/";
    public const string Favicon = "/favicon.ico";

    public static string Images(Guid projectId) => $"{Root}/projects/{projectId}";

    public static string Image(Guid projectId, Guid imageId) => $"{Root}/projects/{projectId}/images/{imageId}";

    public static string Predictions(Guid projectId) => $"{Root}/projects/{projectId}/predictions";

    public static string Prediction(Guid projectId, Guid predictionId) => $"{Root}/projects/{projectId}/predictions/{predictionId}";

    public static string Iterations(Guid projectId) => $"{Root}/projects/{projectId}/iterations";

    public static string Iteration(Guid projectId, Guid iterationId) => $"{Root}/projects/{projectId}/iterations/{iterationId}";

    /// <param name="number">From 1.</param>
    public static string PageOf(string path, int number)
    {
        var separator = path.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        return number == 1 ? path : string.Create(CultureInfo.InvariantCulture, $"{path}{separator}page={number}");
    }
}

internal static class PageResponse
{
    /// <summary>Allows the stylesheet, images and forms of this service only, no script, and no frame.</summary>
    private const string Policy =
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

    public static async Task WriteAsync(HttpContext context, int status, Html page)
    {
        SetSecurityHeaders(context);
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/html; charset=utf-8";
        var body = Encoding.UTF8.GetBytes(page.ToString());
        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    /// <summary>Redirects with 303 See Other: whatever the method of the request, the next one is a GET.</summary>
    public static Task Redirect(HttpContext context, string path)
    {
        SetSecurityHeaders(context);
        context.Response.StatusCode = StatusCodes.Status303SeeOther;
        context.Response.Headers.Location = path;
        return Task.CompletedTask;
    }

    private static void SetSecurityHeaders(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // With "no-referrer", browsers would also hide the origin of the sign-in form, which is checked.
        headers["Referrer-Policy"] = "same-origin";
    }
}

/// <summary>The stylesheet and the icon, which are embedded in the assembly. They reveal nothing, so they need no session.</summary>
internal static class PageAssets
{
    private static readonly byte[] Style = Read("style.css");
    private static readonly byte[] Icon = Read("icon.svg");

    /// <summary>Contains a hash of the stylesheet, so that browsers cache it until it changes.</summary>
    public static string StyleLink { get; } = $"{PagePaths.Style}?v={Convert.ToHexStringLower(SHA256.HashData(Style).AsSpan(0, 6))}";

    public static Task GetStyle(HttpContext context) => WriteAsync(context, "text/css; charset=utf-8", "max-age=31536000, immutable", Style);

    public static Task GetIcon(HttpContext context) => WriteAsync(context, "image/svg+xml", "max-age=86400", Icon);

    private static async Task WriteAsync(HttpContext context, string type, string cache, byte[] content)
    {
        context.Response.ContentType = type;
        context.Response.ContentLength = content.Length;
        context.Response.Headers.CacheControl = cache;
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        await context.Response.Body.WriteAsync(content, context.RequestAborted);
    }

    private static byte[] Read(string name)
    {
        using var resource = typeof(PageAssets).Assembly.GetManifestResourceStream($"CustomVision.LocalService.Web.{name}")!;
        using var content = new MemoryStream();
        resource.CopyTo(content);
        return content.ToArray();
    }
}
