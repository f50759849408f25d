using System.Net.Sockets;
using System.Text.Json;
using CustomVision.LocalService;
using CustomVision.LocalService.Data;
using CustomVision.LocalService.Hosting;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Settings;
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
    // Disposed last: a process that waits until the file is deleted finds the data folder unlocked.
    using var runFile = new RunFile();
    using var store = options.DataPath is null ? Store.OpenInMemory() : Store.Open(options.DataPath);
    await using var app = LocalServiceApp.Build(options, store, TimeProvider.System);
    try
    {
        await app.StartAsync();
    }
    catch
    {
        // Otherwise the background services that have started report that they were canceled.
        app.Lifetime.StopApplication();
        throw;
    }

    var ready = new ReadyMessage(
        app.Services.GetRequiredService<ImageLinks>().Endpoint,
        options.TrainingKey,
        options.PredictionKey,
        Environment.ProcessId,
        store.Path);
    runFile.Write(ready.Endpoint, options.StopToken, app.Services.GetRequiredService<ILogger<RunFile>>());
    Console.Out.Write(JsonSerializer.Serialize(ready, HostingJson.Default.ReadyMessage) + "\n");

    await app.WaitForShutdownAsync();
    return 0;
}
catch (FormatException error)
{
    Console.Error.WriteLine($"--fault is not valid. {error.Message}");
    return 2;
}
catch (OperationCanceledException)
{
    // Stopped before it was ready, or its owner had already ended.
    return 0;
}
catch (StoreException error)
{
    Console.Error.WriteLine(error.Message);
    return 1;
}
catch (Exception error) when (error is SocketException or IOException { InnerException: SocketException or AddressInUseException })
{
    Console.Error.WriteLine((error.InnerException ?? error) is AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse }
        ? $"Port {options.Port} of {options.BindAddress} is already in use. Specify another --port, or none for a free port."
        : $"The service can't listen on port {options.Port} of {options.BindAddress}: {error.Message}");
    return 1;
}
