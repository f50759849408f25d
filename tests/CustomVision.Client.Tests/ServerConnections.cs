namespace CustomVision.Client.Tests;

/// <summary>Connections to a scripted server, with a key that tests can look for.</summary>
internal static class ServerConnections
{
    public const string Key = "4f9d1c7a0b3e48d2a6c58e91f7b2d340";

    /// <summary>So long that no test meets it by accident, and a hanging one still ends.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    public static CustomVisionConnection NewConnection(this ScriptedServer server, TimeSpan? timeout = null) =>
        new(server.Endpoint, Secret.From(Key), timeout: timeout ?? Patience);

    public static TrainingClient NewClient(
        this ScriptedServer server, TimeSpan? timeout = null, Func<RequestRecord, Task>? onRequest = null) =>
        new(server.NewConnection(timeout), onRequest);
}
