using System.Text;

namespace CustomVision.Tests;

/// <summary>What a <see cref="ScriptedServer"/> does with a request.</summary>
internal sealed record ServerReply
{
    private static readonly Task Never = new TaskCompletionSource().Task;

    private ServerReply()
    {
    }

    /// <summary>Breaks the connection off without an answer.</summary>
    public static ServerReply Drop { get; } = new() { Drops = true };

    /// <summary>Never answers and keeps the connection open until the server ends.</summary>
    public static ServerReply Hang { get; } = new() { When = Never };

    /// <summary>The answer with status line and headers.</summary>
    public byte[] Bytes { get; private init; } = [];

    public bool Drops { get; private init; }

    public bool ClosesAfterwards { get; private init; }

    /// <summary>The same, but as if more were to come: the connection stays open.</summary>
    public ServerReply Unfinished => this with { ClosesAfterwards = false };

    /// <summary>What the answer waits for.</summary>
    public Task When { get; private init; } = Task.CompletedTask;

    /// <summary>These very bytes; then the connection ends.</summary>
    public static ServerReply Raw(string bytes) => new() { Bytes = Encoding.Latin1.GetBytes(bytes), ClosesAfterwards = true };

    public static ServerReply Json(string body, int status = 200, string headers = "") =>
        Of(status, "application/json; charset=utf-8", Encoding.UTF8.GetBytes(body), headers);

    public static ServerReply Text(string mediaType, string body, int status = 200, string headers = "") =>
        Of(status, mediaType, Encoding.UTF8.GetBytes(body), headers);

    public static ServerReply Empty(int status, string headers = "") => Of(status, null, [], headers);

    /// <param name="status">The HTTP status.</param>
    /// <param name="mediaType">The Content-Type; null for none.</param>
    /// <param name="body">The body.</param>
    /// <param name="headers">More headers, each with its line break (\r\n).</param>
    public static ServerReply Of(int status, string? mediaType, byte[] body, string headers = "")
    {
        var type = mediaType is null ? "" : $"Content-Type: {mediaType}\r\n";
        var head = $"HTTP/1.1 {status} Scripted\r\n{type}Content-Length: {body.Length}\r\n{headers}\r\n";
        return new() { Bytes = [.. Encoding.Latin1.GetBytes(head), .. body] };
    }

    /// <summary>The same, but not before this is done.</summary>
    public ServerReply After(Task condition) => this with { When = condition };
}
