using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;

namespace CustomVision.LocalService.Web;

/// <summary>What a browser shows a person. Nothing can be changed from it.</summary>
internal static class PageRoutes
{
    private static readonly string[] Reading = ["GET", "HEAD"];

    public static IServiceCollection AddWeb(this IServiceCollection services) => services
        .AddSingleton<PageSessions>()
        .AddSingleton<PageFrame>()
        .AddSingleton<SignInPages>()
        .AddSingleton<Thumbnails>()
        .AddSingleton<RequestTable>()
        .AddSingleton<OverviewPage>()
        .AddSingleton<ImagesPage>()
        .AddSingleton<IterationsPage>()
        .AddSingleton<IterationPage>()
        .AddSingleton<RequestsPage>()
        .AddSingleton<FaultsPage>();

    public static void MapWeb(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var signIn = services.GetRequiredService<SignInPages>();
        var frame = services.GetRequiredService<PageFrame>();
        var faults = services.GetRequiredService<FaultsPage>();

        app.MapMethods(PagePaths.Home, Reading, context => PageReply.SendTo(context, PagePaths.Overview));
        app.MapMethods(PagePaths.Favicon, Reading, PageAssets.ShowIcon);
        app.MapMethods(PagePaths.Icon, Reading, PageAssets.ShowIcon);
        app.MapMethods(PagePaths.Style, Reading, PageAssets.ShowStyle);
        app.MapMethods(PagePaths.SignIn, Reading, signIn.Show);
        app.MapMethods(PagePaths.SignIn, ["POST"], signIn.SignIn);
        app.MapMethods(PagePaths.SignOut, ["POST"], signIn.SignOut);

        Map("", services.GetRequiredService<OverviewPage>().Show);
        Map("projects/{projectId}", services.GetRequiredService<ImagesPage>().Show);
        Map("projects/{projectId}/iterations", services.GetRequiredService<IterationsPage>().Show);
        Map("projects/{projectId}/iterations/{iterationId}", services.GetRequiredService<IterationPage>().Show);
        Map("requests", services.GetRequiredService<RequestsPage>().Show);
        Map("faults", _ => faults.Show());
        Map("{**path}", _ => throw new ServiceException(ErrorCodes.NotFound, "There is no such page."));

        void Map(string pattern, Func<HttpRequest, Page> show) => app.MapMethods($"{PagePaths.Root}/{pattern}", Reading, context =>
        {
            if (!signIn.IsSignedIn(context))
                return SignInPages.Ask(context);
            var page = ShowOrSayWhyNot(context.Request, show);
            return PageReply.WriteAsync(context, page.Status, frame.Around(page));
        });
    }

    private static Page ShowOrSayWhyNot(HttpRequest request, Func<HttpRequest, Page> show)
    {
        try
        {
            return show(request);
        }
        catch (ServiceException error)
        {
            var status = ErrorResponse.StatusCodeOf(error.Code);
            var title = status == StatusCodes.Status404NotFound ? "Not found" : "Not understood";
            return new Page(
                title,
                PageSection.None,
                $"<h1>{title}</h1><p>{error.Message}</p><p><a href=\"{PagePaths.Overview}\">To the projects</a></p>")
            {
                Status = status,
            };
        }
    }
}
