using System.Text.Json;
using CustomVision.Http;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>
/// A local service of this user that another process has started, by the file that each service keeps in the user's folder for
/// as long as it runs. The file holds a token that does nothing but stop that service.
/// </summary>
internal sealed record OtherService(Uri Endpoint, int ProcessId, Secret StopToken, string File)
{
    private static string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "CustomVision.LocalService");

    /// <summary>Whether it has ended: to remove its file is the last thing that a service does.</summary>
    public bool HasEnded => !System.IO.File.Exists(File);

    /// <summary>Those that say that they are at this address. More than one does when one was killed and left its file.</summary>
    public static IReadOnlyList<OtherService> At(Uri endpoint) => Directory.Exists(Folder)
        ? [.. Directory.GetFiles(Folder, "*.json").Select(Read).OfType<OtherService>().Where(service => service.IsAt(endpoint))]
        : [];

    /// <summary>127.0.0.1 and localhost are the same place.</summary>
    public static bool AreSame(Uri one, Uri other) =>
        one.Port == other.Port && one.Scheme == other.Scheme && (one.IsLoopback && other.IsLoopback || one.Host == other.Host);

    private bool IsAt(Uri endpoint) => AreSame(Endpoint, endpoint);

    private static OtherService? Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllText(file));
            var root = document.RootElement;
            return new OtherService(
                new Uri(root.GetProperty("endpoint").GetString()!),
                root.GetProperty("processId").GetInt32(),
                Secret.From(root.GetProperty("stopToken").GetString()!),
                file);
        }
        catch (Exception problem) when (problem is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null; // it has just been removed, or is none of a service
        }
    }
}
