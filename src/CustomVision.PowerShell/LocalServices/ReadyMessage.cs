using System.Text.Json;
using CustomVision.Http;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>Reads the first output line of a local service, which is JSON with its endpoint and keys.</summary>
internal static class ReadyMessage
{
    /// <exception cref="InvalidOperationException">The line isn't a ready message.</exception>
    public static LocalService Read(string line, ServiceProcess process, ApiVersion version)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            return new LocalService(
                process,
                new Uri(Required(root, "endpoint")),
                Required(root, "trainingKey"),
                Required(root, "predictionKey"),
                Optional(root, "dataPath"),
                version);
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or ArgumentException or UriFormatException)
        {
            // The error must not contain the line, because the line contains keys.
            throw new InvalidOperationException("The local service did not report its endpoint. Check that the module is complete.", cause);
        }
    }

    private static string Required(JsonElement root, string name) => Optional(root, name) ?? throw new KeyNotFoundException(name);

    private static string? Optional(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
