using System.Text.Json;
using CustomVision.Http;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>
/// A local service of this user, read from the file that each service writes while it runs. The file contains a token that can
/// only stop that service.
/// </summary>
internal sealed record RegisteredService(Uri Endpoint, int ProcessId, Secret StopToken, string File)
{
    private static string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "CustomVision.LocalService");

    /// <summary>Whether the service has ended. A service deletes its file last.</summary>
    public bool HasEnded => !System.IO.File.Exists(File);

    /// <summary>
    /// Returns the services registered at an address. A service that was killed leaves its file, so there can be several.
    /// </summary>
    public static IReadOnlyList<RegisteredService> FindAt(Uri endpoint) => Directory.Exists(Folder)
        ? [.. Directory.GetFiles(Folder, "*.json").Select(Read).OfType<RegisteredService>().Where(service => service.IsAt(endpoint))]
        : [];

    /// <summary>Compares two addresses. 127.0.0.1 and localhost are equal.</summary>
    public static bool AreEqual(Uri one, Uri other) =>
        one.Port == other.Port && one.Scheme == other.Scheme && (one.IsLoopback && other.IsLoopback || one.Host == other.Host);

    private bool IsAt(Uri endpoint) => AreEqual(Endpoint, endpoint);

    private static RegisteredService? Read(string file)
    {
        try
        {
            using var document = JsonDocument.Parse(System.IO.File.ReadAllText(file));
            var root = document.RootElement;
            return new RegisteredService(
                new Uri(root.GetProperty("endpoint").GetString()!),
                root.GetProperty("processId").GetInt32(),
                Secret.From(root.GetProperty("stopToken").GetString()!),
                file);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException
            or KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException)
        {
            return null; // The file was deleted in the meantime or isn't a registration.
        }
    }
}
