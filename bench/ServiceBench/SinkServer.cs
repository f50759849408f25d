using System.Diagnostics;
using CustomVision.LocalService;
using CustomVision.LocalService.Hosting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Net.Http.Headers;

namespace ServiceBench;

/// <summary>The service's web server, set up in the same way, with nothing behind it: it reads what is uploaded and forgets it.</summary>
internal sealed class SinkServer : IDisposable
{
    public const string Name = "sink";

    private const int BufferBytes = 64 * 1024;

    private readonly Process process;

    private SinkServer(Process process, Uri endpoint)
    {
        this.process = process;
        Endpoint = endpoint;
    }

    public Uri Endpoint { get; }

    public TimeSpan ProcessorTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public static async Task<SinkServer> StartAsync()
    {
        var process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(SinkServer).Assembly.Location, Name])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
        return new SinkServer(process, new Uri(line));
    }

    /// <summary>As a process of its own, until its input ends.</summary>
    public static async Task<int> RunAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => LocalServiceApp.Limit(kestrel, new LocalServiceOptions { TrainingKey = "", PredictionKey = "" }));
        builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlocks>();
        await using var app = builder.Build();
        app.Run(ReadAsync);
        await app.StartAsync();
        Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        await Console.In.ReadLineAsync();
        return 0;
    }

    public void Dispose()
    {
        process.Kill();
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task ReadAsync(HttpContext context)
    {
        var boundary = HeaderUtilities.RemoveQuotes(MediaTypeHeaderValue.Parse(context.Request.ContentType).Boundary).ToString();
        var reader = new MultipartReader(boundary, context.Request.Body, BufferBytes);
        var buffer = new byte[BufferBytes];
        var parts = 0;
        while (await reader.ReadNextSectionAsync() is { } part)
        {
            while (await part.Body.ReadAsync(buffer) > 0)
            {
                // Thrown away.
            }
            parts++;
        }
        await context.Response.WriteAsync($"{parts}");
    }
}
