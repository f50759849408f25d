using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace CustomVision.Fuzzing;

/// <summary>One request, as it goes over the wire.</summary>
/// <param name="Bytes">All of it.</param>
/// <param name="IsHttp">Whether it is framed as HTTP, so that one answer is to be expected and another request can follow.</param>
internal sealed partial record FuzzRequest(byte[] Bytes, bool IsHttp)
{
    private const string Boundary = "fuzz-0f6a";

    private static readonly string[] Types =
        ["application/json", "text/json", "application/xml", "text/xml", "application/x-www-form-urlencoded", "application/octet-stream", "text/html; charset=utf-7", "a/b;;=", ""];

    private static readonly string[] Headers =
        ["Accept", "Content-Type", "Host", "Training-key", "Prediction-key", "Cookie", "Expect", "Transfer-Encoding", "Accept-Encoding", "Range", "If-Match", "X-HTTP-Method-Override", "Upgrade", "Origin"];

    /// <summary>The same number of the same seed makes the same request, but for the ids of the target.</summary>
    public static FuzzRequest Make(FuzzTarget target, int seed, int number)
    {
        var random = new Random(unchecked(seed * 1_000_003 + number));
        var operation = FuzzOperations.All[random.Next(FuzzOperations.All.Length)];
        var path = Path(random, target, operation);
        var (type, body) = Body(random, target, operation);
        var headers = new List<(string Name, string Value)>
        {
            ("Host", $"127.0.0.1:{target.Endpoint.Port}"),
            ("Training-key", target.TrainingKey),
            ("Prediction-key", target.PredictionKey),
            ("Accept", random.Next(3) == 0 ? "application/xml" : "application/json"),
        };
        if (type is not null)
            headers.Add(("Content-Type", type));
        for (var more = random.Next(8); more > 5; more--)
            headers.Add((Headers[random.Next(Headers.Length)], Printable(Mutation.OfText(random, "a"))));
        if (random.Next(20) == 0)
            headers.RemoveAt(random.Next(headers.Count));
        var method = random.Next(30) == 0 ? ((string[])["HEAD", "PUT", "OPTIONS", "TRACE", "CONNECT", "FOO", "get"])[random.Next(7)] : operation.Method;

        var isFramed = !headers.Exists(header => header.Name is "Transfer-Encoding" or "Expect" or "Upgrade") && method is not ("CONNECT" or "HEAD");
        if (body is not null)
            headers.Add(("Content-Length", body.Length.ToString(CultureInfo.InvariantCulture)));
        var request = new MemoryStream();
        var head = $"{method} {path} HTTP/1.1\r\n{string.Concat(headers.Select(header => $"{header.Name}: {header.Value}\r\n"))}\r\n";
        request.Write(Encoding.Latin1.GetBytes(head));
        request.Write(body);
        return random.Next(12) != 0
            ? new FuzzRequest(request.ToArray(), isFramed)
            : new FuzzRequest(Wild(random, request.ToArray()), IsHttp: false);
    }

    private static byte[] Wild(Random random, byte[] request) => random.Next(5) switch
    {
        0 => request[..random.Next(request.Length)],
        1 => [.. Enumerable.Range(0, random.Next(300)).Select(_ => (byte)random.Next(256))],
        2 => [.. "POST /customvision/v1.0/Training/projects HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"u8, .. Mutation.OfBytes(random, [.. "5\r\nabcde\r\n0\r\n\r\n"u8], 2)],
        _ => Mutation.OfBytes(random, request, random.Next(1, 12)),
    };

    private static string Path(Random random, FuzzTarget target, FuzzOperation operation)
    {
        var parts = operation.Path.Split('?');
        var path = Ids().Replace(parts[0], id => Escaped(random, MaybeId(random, target, id.Groups[1].Value)));
        if (random.Next(25) == 0)
            path = "/" + Escaped(random, Mutation.OfText(random, path[1..]));
        if (parts.Length == 1)
            return path;

        var query = new StringBuilder();
        foreach (var name in parts[1].Split('&', StringSplitOptions.RemoveEmptyEntries))
            for (var times = random.Next(4); times > 1; times--)
                query.Append(query.Length == 0 ? '?' : '&').Append(name).Append(Escaped(random, QueryValue(random, target, operation.Method, name.TrimEnd('='))));
        return path + query;
    }

    private static string QueryValue(Random random, FuzzTarget target, string method, string name)
    {
        var whole = name switch
        {
            "take" or "skip" or "maxCount" => random.Next(100).ToString(CultureInfo.InvariantCulture),
            "orderBy" => ((string[])["Newest", "Oldest", "Suggested"])[random.Next(3)],
            "threshold" or "overlapThreshold" => "0.5",
            _ when name.EndsWith("Ids", StringComparison.Ordinal) => target.Ids.GetValueOrDefault(name[..^1], ""),
            _ => target.Ids.GetValueOrDefault(name, "a"),
        };
        // What it is asked to delete, there is not.
        if (name is "ids" || (method == "DELETE" && name is "imageIds" or "regionIds"))
            whole = Guid.Empty.ToString();
        return random.Next(2) == 0 ? whole : Mutation.OfText(random, whole);
    }

    private static string MaybeId(Random random, FuzzTarget target, string name)
    {
        var id = target.Ids.GetValueOrDefault(name, "f0f0f0f0-0000-4000-8000-000000000000");
        return random.Next(6) == 0 ? Mutation.OfText(random, id) : id;
    }

    private static (string? Type, byte[]? Body) Body(Random random, FuzzTarget target, FuzzOperation operation)
    {
        if (operation.Body is null)
            return random.Next(10) == 0 ? (Types[random.Next(Types.Length)], [1, 2, 3]) : (null, operation.Method is "GET" ? null : []);
        if (operation.Body == FuzzOperation.Image)
            return random.Next(5) == 0 ? ("application/octet-stream", FuzzImages.Next(random)) : Multipart(random);

        var json = Ids().Replace(operation.Body, id => target.Ids.GetValueOrDefault(id.Groups[1].Value, Guid.Empty.ToString()));
        var body = Encoding.UTF8.GetBytes(random.Next(4) switch
        {
            0 => FuzzBodies.Xml(json),
            1 => FuzzBodies.Form(json),
            _ => json,
        });
        var type = random.Next(8) == 0 ? Types[random.Next(Types.Length)] : body.AsSpan().StartsWith("<"u8) ? "application/xml" : body.AsSpan().StartsWith("{"u8) ? "application/json" : "application/x-www-form-urlencoded";
        // Addresses stay as they are: a changed one could be somebody's.
        if (json.Contains("http:", StringComparison.Ordinal))
            return (type, body[..random.Next(body.Length + 1)]);
        return (type, random.Next(12) == 0 ? FuzzBodies.Deep(random) : Mutation.OfBytes(random, body, random.Next(6)));
    }

    private static (string Type, byte[] Body) Multipart(Random random)
    {
        var body = new MemoryStream();
        for (var parts = random.Next(20) == 0 ? 70 : random.Next(4); parts >= 0; parts--)
        {
            var disposition = $"Content-Disposition: form-data; name=\"imageData\"; filename=\"{Mutation.OfText(random, "a.png")}\"\r\n";
            body.Write(Encoding.UTF8.GetBytes($"--{Boundary}\r\n{(random.Next(4) == 0 ? Mutation.OfText(random, disposition) : disposition)}\r\n"));
            body.Write(FuzzImages.Next(random));
            body.Write("\r\n"u8);
        }
        body.Write(Encoding.UTF8.GetBytes($"--{Boundary}--\r\n"));
        var whole = body.ToArray();
        var type = random.Next(10) == 0
            ? Printable($"multipart/{Mutation.OfText(random, $"form-data; boundary={Boundary}")}")
            : $"multipart/form-data; boundary={Boundary}";
        return (type, random.Next(6) switch { 0 => whole[..random.Next(whole.Length)], 1 => Mutation.OfBytes(random, whole, 3), _ => whole });
    }

    /// <summary>Mostly; else as raw as a request line can be without ending.</summary>
    private static string Escaped(Random random, string text) => random.Next(4) == 0 ? Printable(text).Replace(" ", "+", StringComparison.Ordinal) : Uri.EscapeDataString(text);

    private static string Printable(string text) => string.Concat(text.Select(letter => letter is >= ' ' and < (char)0x100 ? letter : '?'));

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Ids();
}
