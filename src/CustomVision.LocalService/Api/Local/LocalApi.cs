namespace CustomVision.LocalService.Api.Local;

/// <summary>What is not part of the published API.</summary>
internal static class LocalApi
{
    private static readonly string Version = typeof(LocalApi).Assembly.GetName().Version!.ToString(3);

    public static void MapLocal(this IEndpointRouteBuilder app)
    {
        var pictures = app.ServiceProvider.GetRequiredService<PicturePages>();
        var requests = app.ServiceProvider.GetRequiredService<RequestLog>();
        var lifetime = app.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();

        var open = app.MapGroup("/_local");
        open.MapMethods("health", ["GET"], context =>
            Reply.WriteAsync(context, StatusCodes.Status200OK, new Health("ok", Version), LocalTypes.Default.Health));
        open.MapMethods("images/{imageId}/{view}", ["GET", "HEAD"], pictures.Show);

        var closed = app.MapGroup("/_local").WithMetadata(new RequiresKey(KeyKind.Training));
        closed.MapMethods("requests", ["GET"], context =>
            Reply.WriteAsync(context, StatusCodes.Status200OK, requests.ToArray(), LocalTypes.Default.RequestRecordArray));
        closed.MapMethods("requests", ["DELETE"], context =>
        {
            requests.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        closed.MapMethods("stop", ["POST"], context =>
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.OnCompleted(() =>
            {
                lifetime.StopApplication();
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        });
    }
}
