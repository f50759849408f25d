using System.Net;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Api.Local;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Faults;
using CustomVision.LocalService.Fetching;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Pages;
using CustomVision.LocalService.Predicting;
using CustomVision.LocalService.Quotas;
using CustomVision.LocalService.Settings;
using CustomVision.LocalService.Storage;
using CustomVision.LocalService.Training;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Logging.Console;

namespace CustomVision.LocalService;

/// <summary>Puts the service together.</summary>
internal static class LocalServiceApp
{
    /// <summary>Well above what clients send in one request; the real service gives up near 55 MB.</summary>
    public const long MaxRequestBytes = 256L * 1024 * 1024;

    public static WebApplication Build(LocalServiceOptions options, Store store, TimeProvider clock)
    {
        // The empty builder reads no environment variables and no settings files.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(LocalServiceApp).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        AddLog(builder.Logging, options.LogLevel);
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => Limit(kestrel, options));

        builder.Services
            .AddRoutingCore()
            .AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>()
            .Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(3))
            .AddSingleton<IHostLifetime, SignalLifetime>()
            .AddSingleton(options)
            .AddSingleton(store)
            .AddSingleton(clock)
            .AddSingleton<Projects>()
            .AddSingleton<Tags>()
            .AddSingleton<Images>()
            .AddSingleton<Labels>()
            .AddSingleton<Iterations>()
            .AddSingleton<Trainings>()
            .AddSingleton<Predictions>()
            .AddSingleton<PredictionList>()
            .AddSingleton<Account>()
            .AddSingleton<Contents>()
            .AddSingleton<ExampleReader>()
            .AddSingleton<TrainingRunner>()
            .AddHostedService(services => services.GetRequiredService<TrainingRunner>())
            .AddSingleton<TrainedModels>()
            .AddSingleton<Predictor>()
            .AddSingleton<ImageUpload>()
            .AddSingleton<AccessKeys>()
            .AddSingleton<ImageLinks>()
            .AddSingleton<RequestLog>()
            .AddSingleton<FaultRules>()
            .AddSingleton<CurrentSettings>()
            .AddSingleton<CallRates>()
            .AddSingleton<HealthRoute>()
            .AddSingleton<Reset>()
            .AddSingleton<AccountOperations>()
            .AddSingleton<ProjectOperations>()
            .AddSingleton<TagOperations>()
            .AddSingleton<ImageOperations>()
            .AddSingleton<IterationOperations>()
            .AddSingleton<PredictionOperations>()
            .AddSingleton<StoredPredictionOperations>()
            .AddSingleton(new ConnectionGuard(options.AllowedUrlHosts, Dns.GetHostAddressesAsync, isThisMachineOpen: !options.IsOpenToOthers))
            .AddSingleton<UrlFetcher>()
            .AddSingleton<ImportOperations>()
            .AddSingleton<ImagePages>()
            .AddPages();
        if (options.IsBoundToAll)
            builder.Services.AddHttpContextAccessor();
        if (options.OwnerProcessId is not null)
            builder.Services.AddHostedService<OwnerWatch>();

        var app = builder.Build();
        app.UseMiddleware<ReplyHeaders>();
        app.UseMiddleware<RequestRecorder>();
        app.UseMiddleware<ErrorReplies>();
        app.UseMiddleware<HostCheck>();
        app.UseMiddleware<BusyCheck>();
        app.UseRouting();
        app.UseMiddleware<KeyCheck>();
        app.UseMiddleware<RateLimit>();
        app.UseMiddleware<FaultInjection>();
        app.MapTraining();
        app.MapPrediction();
        app.MapLocal();
        app.MapControl();
        app.MapFaults();
        app.MapPages();
        return app;
    }

    internal static void Limit(KestrelServerOptions kestrel, LocalServiceOptions options)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaxRequestBytes;
        // Room for some hundred ids in a query string.
        kestrel.Limits.MaxRequestLineSize = 64 * 1024;
        kestrel.Limits.MaxRequestBufferSize = 1024 * 1024;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 100;
        // Those that only hold a connection. Kestrel closes what sends its headers or its body too slowly.
        kestrel.Limits.MaxConcurrentConnections = 8 * options.MaxRequestsAtOnce;
        kestrel.Listen(options.BindAddress, options.Port, listen => listen.Protocols = HttpProtocols.Http1);
    }

    private static void AddLog(ILoggingBuilder log, LogLevel level)
    {
        log.SetMinimumLevel(level);
        // The framework's finer lines hold query strings and headers, and so may hold keys.
        log.AddFilter("Microsoft", NoFinerThan(LogLevel.Warning));
        // What keeps the host from starting is told in one line by whoever starts it.
        log.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", NoFinerThan(LogLevel.Critical));
        log.AddConsole(console => console.FormatterName = JsonLines.FormatterName).AddConsoleFormatter<JsonLines, ConsoleFormatterOptions>();
        // Stdout has one line, and it is not the log's.
        log.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

        LogLevel NoFinerThan(LogLevel limit) => level > limit ? level : limit;
    }
}
