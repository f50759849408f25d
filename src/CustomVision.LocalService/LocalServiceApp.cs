using System.Net;
using CustomVision.LocalService.Api.Control;
using CustomVision.LocalService.Api.V1;
using CustomVision.LocalService.Api.V3;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Exporting;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Importing;
using CustomVision.LocalService.Predicting;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Training;
using CustomVision.LocalService.Web;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CustomVision.LocalService;

/// <summary>Composes the service.</summary>
internal static class LocalServiceApp
{
    /// <param name="replace">Replaces services, for tests; null for none.</param>
    public static WebApplication Build(LocalServiceOptions options, Store store, TimeProvider clock, Action<IServiceCollection>? replace = null)
    {
        // The empty builder reads no environment variables and no settings files.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(LocalServiceApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.Logging.AddJsonLog(options.LogLevel);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));

        builder.Services
            .AddRoutingCore()
            .AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPool>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3))
            .AddSingleton<IHostLifetime, SignalLifetime>()
            .AddSingleton(options)
            .AddSingleton(store)
            .AddSingleton(clock)
            .AddSingleton<Projects>()
            .AddSingleton<Tags>()
            .AddSingleton<Images>()
            .AddSingleton<ImageLists>()
            .AddSingleton<ImageMetadata>()
            .AddSingleton<Labels>()
            .AddSingleton<Regions>()
            .AddSingleton<Publishing>()
            .AddSingleton<Iterations>()
            .AddSingleton<Trainings>()
            .AddSingleton<Predictions>()
            .AddSingleton<PredictionList>()
            .AddSingleton<Account>()
            .AddSingleton<DecodingLimit>()
            .AddSingleton<ExampleReader>()
            .AddSingleton<DetectionReader>()
            .AddSingleton<TrainingRunner>()
            .AddHostedService(services => services.GetRequiredService<TrainingRunner>())
            .AddSingleton<TrainedModels>()
            .AddSingleton<Predictor>()
            .AddSingleton<Suggestions>()
            .AddSingleton<ImagePerformances>()
            .AddSingleton<Comparisons>()
            .AddSingleton<ProjectCopies>()
            .AddSingleton<ImportedModels>()
            .AddSingleton<ModelImporter>()
            .AddSingleton<IModelExporter, OnnxExporter>()
            .AddSingleton<ModelExports>()
            .AddSingleton<ProjectTokens>()
            .AddSingleton<ImageUpload>()
            .AddSingleton(new ConnectionGuard(options.AllowedUrlHosts, Dns.GetHostAddressesAsync, isThisMachineOpen: !options.IsOpenToOthers))
            .AddSingleton<UrlFetcher>()
            .AddSingleton<AccessKeys>()
            .AddSingleton<ImageLinks>()
            .AddSingleton<RequestLog>()
            .AddSingleton<FaultRules>()
            .AddSingleton<CurrentSettings>()
            .AddSingleton<RateLimits>()
            .AddSingleton<ControlEndpoints>()
            .AddSingleton<ModelImportEndpoints>()
            .AddSingleton<ImageContentEndpoints>()
            .AddV1()
            .AddV3()
            .AddWeb();
        if (options.AllowedOrigins.Count > 0)
            // No cookies: a script needs a key.
            builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. options.AllowedOrigins]).AllowAnyHeader().AllowAnyMethod().WithExposedHeaders("apim-request-id", "Retry-After")));
        if (options.IsBoundToAll)
            builder.Services.AddHttpContextAccessor();
        if (options.OwnerProcessId is not null)
            builder.Services.AddHostedService<OwnerMonitor>();

        replace?.Invoke(builder.Services);
        var app = builder.Build();
        app.Use(AddHeaders);
        app.UseMiddleware<RequestLoggingMiddleware>();
        app.UseMiddleware<ExceptionHandlerMiddleware>();
        app.UseMiddleware<HostFilteringMiddleware>();
        // Before authentication: a browser asks whether it may send a key without sending one.
        if (options.AllowedOrigins.Count > 0)
            app.UseCors();
        app.UseMiddleware<ConcurrencyLimitMiddleware>();
        app.UseRouting();
        app.UseMiddleware<AuthenticationMiddleware>();
        app.UseMiddleware<RateLimitingMiddleware>();
        app.UseMiddleware<FaultMiddleware>();
        app.MapV1();
        app.MapV3();
        app.Services.GetRequiredService<ControlEndpoints>().Map(app);
        app.Services.GetRequiredService<ModelImportEndpoints>().Map(app);
        app.Services.GetRequiredService<ImageContentEndpoints>().Map(app);
        app.MapWeb();
        return app;
    }

    internal static void Limit(KestrelServerOptions kestrel, LocalServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = LocalServiceOptions.MaxRequestBytes;
        // Room for several hundred ids in a query string.
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        kestrel.Limits.MaxRequestBufferSize = 1024 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        // Includes idle connections. Kestrel itself closes those that send their headers or body too slowly.
        kestrel.Limits.MaxConcurrentConnections = 8 * options.MaxConcurrentRequests;
        kestrel.Listen(options.BindAddress, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }

    /// <summary>
    /// Adds the headers that the real service sends with every response. It removes a slash too: the clients of Microsoft add one to
    /// endpoints that end with one, and the real service takes //customvision.
    /// </summary>
    private static Task AddHeaders(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path.Value is { } path && path.StartsWith("//", StringComparison.Ordinal))
            context.Request.Path = $"/{path.TrimStart('/')}";
        context.Response.Headers["apim-request-id"] = Guid.NewGuid().ToString();
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return next(context);
    }
}
