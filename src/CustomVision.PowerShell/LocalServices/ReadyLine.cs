using System.Text.Json;

namespace CustomVision.PowerShell.LocalServices;

/// <summary>What a local service says of itself on its first line of output.</summary>
internal static class ReadyLine
{
    /// <exception cref="InvalidOperationException">It is not what a local service says.</exception>
    public static LocalService Read(string line, ServiceProcess process)
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
                Optional(root, "dataPath"));
        }
        catch (Exception cause) when (cause is JsonException or KeyNotFoundException or ArgumentException or UriFormatException)
        {
            // The line itself holds keys and must not be repeated.
            throw new InvalidOperationException("The local service did not say where it listens. Is the module complete?", cause);
        }
    }

    private static string Required(JsonElement root, string name) => Optional(root, name) ?? throw new KeyNotFoundException(name);

    private static string? Optional(JsonElement root, string name) =>
        root.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String ? member.GetString() : null;
}
