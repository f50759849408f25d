using System.Security.Cryptography;
using System.Text.Json;
using CustomVision.LocalService.Api.Local;

namespace CustomVision.LocalService.Hosting;

/// <summary>
/// A file, for the eyes of this user only, that says where the service is and holds a token to stop it with. So a process that
/// did not start it can end it in order, and needs to kill none: what does not take the token is not this service.
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
            RemoveOfEnded();

            var self = RunningProcess.Find(Environment.ProcessId)!.Value;
            var note = new RunNote(endpoint, self.Id, self.Started, stopToken);
            var name = Path.Combine(Folder, RandomNumberGenerator.GetHexString(16, lowercase: true));
            using (var stream = new FileStream($"{name}.new", Private()))
                JsonSerializer.Serialize(stream, note, LocalTypes.Default.RunNote);
            // Under this name it is looked for, and whole.
            File.Move($"{name}.new", $"{name}.json");
            file = $"{name}.json";
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A user may have no home. The service serves all the same.
            log.LogInformation("Only its owner can stop the service: {Reason}", error.Message);
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
            // The next service removes what is left of those that have ended.
        }
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    /// <summary>Of services that had no chance to do it themselves.</summary>
    private static void RemoveOfEnded()
    {
        foreach (var other in Directory.EnumerateFiles(Folder, "*.json"))
        {
            try
            {
                var note = JsonSerializer.Deserialize(File.ReadAllBytes(other), LocalTypes.Default.RunNote)!;
                if (RunningProcess.Find(note.ProcessId)?.Started != note.Started)
                    File.Delete(other);
            }
            catch (Exception error) when (error is IOException or UnauthorizedAccessException or JsonException)
            {
                // It has just been removed, or is none of ours.
            }
        }
    }
}
