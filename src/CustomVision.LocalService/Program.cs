using System.Net.Sockets;
using System.Text.Json;
using CustomVision.LocalService;
using CustomVision.LocalService.Api;
using CustomVision.LocalService.Api.Local;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Storage;
using Microsoft.AspNetCore.Connections;

LocalServiceOptions? options;
try
{
    options = CommandLine.Parse(args);
}
catch (FormatException error)
{
    Console.Error.WriteLine($"{error.Message}\n\n{CommandLine.Usage}");
    return 2;
}
if (options is null)
{
    Console.Out.WriteLine(CommandLine.Usage);
    return 0;
}

try
{
    // Removed last of all: who waits for that finds the data folder free.
    using var note = new RunFile();
    using var store = options.DataPath is null ? Store.OpenInMemory() : Store.Open(options.DataPath);
    await using var app = LocalServiceApp.Build(options, store, TimeProvider.System);
    await app.StartAsync();

    var ready = new Announcement(
        app.Services.GetRequiredService<ImageLinks>().Endpoint,
        options.TrainingKey,
        options.PredictionKey,
        Environment.ProcessId,
        store.Path);
    note.Write(ready.Endpoint, options.StopToken, app.Services.GetRequiredService<ILogger<RunFile>>());
    Console.Out.Write(JsonSerializer.Serialize(ready, LocalTypes.Default.Announcement) + "\n");

    await app.WaitForShutdownAsync();
    return 0;
}
catch (FormatException error)
{
    Console.Error.WriteLine($"--fault cannot be used. {error.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    // Told to stop before it was ready; or the owner had gone already.
    return 0;
}
catch (StoreException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
catch (Exception error) when (error is SocketException or IOException { InnerException: SocketException or AddressInUseException })
{
    Console.Error.WriteLine($"Port {options.Port} cannot be used: {error.Message}");
    return 1;
}
