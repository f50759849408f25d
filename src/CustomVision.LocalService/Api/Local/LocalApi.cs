namespace CustomVision.LocalService.Api.Local;

/// <summary>What is not part of the published API.</summary>
internal static class LocalApi
{
    public static void MapLocal(this IEndpointRouteBuilder app)
    {
        var images = app.ServiceProvider.GetRequiredService<ImagePages>();
        var requests = app.ServiceProvider.GetRequiredService<RequestLog>();
        var lifetime = app.ServiceProvider.GetRequiredService<IHostApplicationLifetime>();

        var open = app.MapGroup("/_local");
        open.MapMethods("health", ["GET"], app.ServiceProvider.GetRequiredService<HealthRoute>().Show);
        open.MapMethods("images/{imageId}/{view}", ["GET", "HEAD"], images.Show);

        var closed = app.MapGroup("/_local").WithMetadata(new RequiresKey(KeyKind.Training));
        closed.MapMethods("requests", ["GET"], context =>
            Reply.WriteAsync(
                context,
                StatusCodes.Status200OK,
                requests.ToArray(
                    context.Request.QueryCount("since", 0),
                    context.Request.Query["operation"].ToString() is { Length: > 0 } operation ? operation : null),
                LocalTypes.Default.RequestRecordArray));
        closed.MapMethods("requests", ["DELETE"], context =>
        {
            requests.Clear();
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        });
        open.MapMethods("stop", ["POST"], context =>
        {
            context.Response.StatusCode = StatusCodes.Status202Accepted;
            context.Response.OnCompleted(() =>
            {
                lifetime.StopApplication();
                return Task.CompletedTask;
            });
            return Task.CompletedTask;
        }).WithMetadata(new RequiresKey(KeyKind.Stop));
    }
}
