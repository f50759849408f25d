namespace CustomVision.LocalService.Api.V3;

/// <summary>
/// The versions 3.0 to 3.4-preview of Training and 3.0 and 3.1 of Prediction, all at once over the same data as 1.0. Paths are matched in
/// any case.
/// </summary>
internal static class V3Api
{
    public static IServiceCollection AddV3(this IServiceCollection services) => services
        .Configure<RouteOptions>(routes =>
        {
            routes.SetParameterPolicy<TrainingVersionConstraint>("training");
            routes.SetParameterPolicy<PredictionVersionConstraint>("prediction");
        })
        .AddSingleton<ImageContracts>()
        .AddSingleton<ProjectEndpoints>()
        .AddSingleton<TagEndpoints>()
        .AddSingleton<UploadEndpoints>()
        .AddSingleton<ImageEndpoints>()
        .AddSingleton<RegionEndpoints>()
        .AddSingleton<IterationEndpoints>()
        .AddSingleton<ExportEndpoints>()
        .AddSingleton<PredictionEndpoints>()
        .AddSingleton<StoredPredictionEndpoints>()
        .AddSingleton<SuggestionEndpoints>()
        .AddSingleton<ProjectCopyEndpoints>();

    public static void MapV3(this IEndpointRouteBuilder app)
    {
        var services = app.ServiceProvider;
        var routes = new V3Routes(app);
        services.GetRequiredService<ProjectEndpoints>().Map(routes);
        services.GetRequiredService<TagEndpoints>().Map(routes);
        services.GetRequiredService<UploadEndpoints>().Map(routes);
        services.GetRequiredService<ImageEndpoints>().Map(routes);
        services.GetRequiredService<RegionEndpoints>().Map(routes);
        services.GetRequiredService<IterationEndpoints>().Map(routes);
        services.GetRequiredService<ExportEndpoints>().Map(routes);
        services.GetRequiredService<PredictionEndpoints>().Map(routes);
        services.GetRequiredService<StoredPredictionEndpoints>().Map(routes);
        services.GetRequiredService<SuggestionEndpoints>().Map(routes);
        services.GetRequiredService<ProjectCopyEndpoints>().Map(routes);
    }
}
