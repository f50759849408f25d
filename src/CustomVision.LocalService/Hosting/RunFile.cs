using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace CustomVision.LocalService.Hosting;

/// <summary>The line on stdout that reports that the service is ready.</summary>
/// <param name="DataPath">The absolute path of the data folder; null if everything is in memory.</param>
internal sealed record ReadyMessage(string Endpoint, string TrainingKey, string PredictionKey, int ProcessId, string? DataPath);

/// <summary>What other processes of the user need to find and stop a service.</summary>
/// <param name="Started">Distinguishes the process from a later one with the same id.</param>
internal sealed record RunNote(string Endpoint, int ProcessId, string Started, string StopToken);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ReadyMessage))]
[JsonSerializable(typeof(RunNote))]
internal sealed partial class HostingJson : JsonSerializerContext;

/// <summary>
/// A file that only this user can read, with the endpoint of the service and a token to stop it. A process that didn't start the
/// service can stop it gracefully with the token, and never has to kill a process that might be another program.
/// </summary>
internal sealed class RunFile : IDisposable
{
    private string? file;

    private static string Folder { get; } = Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "CustomVision.LocalService");

    public void Write(string endpoint, string stopToken, ILogger log)
    {
        try
        {
            if (OperatingSystem.IsWindows())
                Directory.CreateDirectory(Folder);
            else
                Directory.CreateDirectory(Folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            RemoveStale();

            var self = RunningProcess.Find(Environment.ProcessId)!.Value;
            var note = new RunNote(endpoint, self.Id, self.Started, stopToken);
            var name = Path.Combine(Folder, RandomNumberGenerator.GetHexString(16, lowercase: true));
            using (var stream = new FileStream($"{name}.new", PrivateFile()))
                JsonSerializer.Serialize(stream, note, HostingJson.Default.RunNote);
            // Readers look for this name, so they never see a partly written file.
            File.Move($"{name}.new", $"{name}.json");
            file = $"{name}.json";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A user may have no home folder. The service runs without the file.
            log.LogInformation("Only the owner can stop the service, because the run file can't be written: {Reason}", error.Message);
        }
    }

    public void Dispose()
    {
        if (file is null)
            return;
        try
        {
            File.Delete(file);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // The next service removes the files of services that have ended.
        }
    }

    private static FileStreamOptions PrivateFile()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Removes the files of services that were killed.</summary>
    private static void RemoveStale()
    {
        foreach (var other in Directory.EnumerateFiles(Folder, "*.json"))
        {
            try
            {
                var note = JsonSerializer.Deserialize(File.ReadAllBytes(other), HostingJson.Default.RunNote)!;
                if (RunningProcess.Find(note.ProcessId)?.Started != note.Started)
                    File.Delete(other);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
            {
                // Another service has just removed the file, or it isn't a run file.
            }
        }
    }
}
