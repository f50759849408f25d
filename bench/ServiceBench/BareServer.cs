using CustomVision.LocalService.Settings;
using System.Diagnostics;
using CustomVision.LocalService;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Storage;
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

/// <summary>The service's web server, set up in the same way, with little or nothing behind it; as a process of its own.</summary>
internal sealed class BareServer : IDisposable
{
    public const string Name = "bare";

    /// <summary>Reads what is uploaded and forgets it.</summary>
    public const string ThrowAway = "throw-away";

    /// <summary>As the service does, works out the hash of each image and reads its header; then forgets it.</summary>
    public const string LookAt = "look-at";

    /// <summary>Brings the images to the disk as well; with no row that would find them again, so that it forgets them, too.</summary>
    public const string Keep = "keep";

    private const int BufferBytes = 64 * 1024;

    private readonly Process process;

    private BareServer(Process process, Uri endpoint)
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

    /// <param name="what">What it does with uploads: one of the constants.</param>
    public static async Task<BareServer> StartAsync(string what)
    {
        var process = Process.Start(new ProcessStartInfo(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [typeof(BareServer).Assembly.Location, Name, what])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        var line = await process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("The server did not start.");
        return new BareServer(process, new Uri(line));
    }

    /// <summary>In that process, until its input ends.</summary>
    public static async Task<int> RunAsync(string what)
    {
        var folder = Directory.CreateTempSubdirectory("bench-data-").FullName;
        try
        {
            using var store = Store.Open(folder);
            var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
            builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => LocalServiceApp.Limit(kestrel, new LocalServiceOptions { TrainingKey = "", PredictionKey = "" }));
            builder.Services.AddSingleton<IMemoryPoolFactory<byte>, LargeBlockPool>();
            await using var app = builder.Build();
            app.Run(context => what == ThrowAway ? ThrowAwayAsync(context) : TakeInAsync(context, store.Images, isToBeKept: what == Keep));
            await app.StartAsync();
            Console.WriteLine(app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
            await Console.In.ReadLineAsync();
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public void Dispose()
    {
        process.StandardInput.Close();
        process.WaitForExit();
        process.Dispose();
    }

    private static async Task ThrowAwayAsync(HttpContext context)
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

    private static async Task TakeInAsync(HttpContext context, IImageStore store, bool isToBeKept)
    {
        using var images = await UploadReader.ReadAsync(context.Request, store);
        ImageDraft[] drafts = [.. images.Select(image => image.Draft!)];
        if (isToBeKept)
            store.Flush(drafts);
        await context.Response.WriteAsync($"{drafts.DistinctBy(draft => Convert.ToHexString(draft.Sha256)).Count()}");
    }
}
