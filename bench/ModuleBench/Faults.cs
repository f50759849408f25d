using System.Text.Json.Nodes;

namespace CustomVision.Benches.Module;

/// <summary>Rules by which the local service fails.</summary>
internal static class Faults
{
    private const double InAll = 0.1;

    /// <summary>Every request waits so long.</summary>
    public static JsonObject Latency(int milliseconds) => new() { ["delay"] = milliseconds };

    /// <summary>The results of every upload come in another order.</summary>
    public static JsonObject Disorder() => new() { ["operation"] = "CreateImages*", ["reorder"] = true };

    /// <summary>One request in ten fails, in one of seven ways.</summary>
    public static IEnumerable<JsonObject> OneInTen(int seed)
    {
        JsonObject[] ways =
        [
            new() { ["status"] = 429, ["retryAfter"] = 1 },
            new() { ["status"] = 429, ["message"] = "Too many requests." },
            new() { ["status"] = 500 },
            new() { ["status"] = 503 },
            new() { ["status"] = 408 },
            new() { ["drop"] = "beforeBody" },
            new() { ["drop"] = "afterBody" },
        ];
        for (var i = 0; i < ways.Length; i++)
        {
            // A rule sees what those before it let pass.
            ways[i]["probability"] = InAll / ways.Length / (1 - i * InAll / ways.Length);
            ways[i]["seed"] = seed * ways.Length + i;
        }

        return ways;
    }

    /// <summary>What a rule does, in a few words.</summary>
    public static string Describe(JsonNode rule)
    {
        if (rule["reorder"]!.GetValue<bool>())
            return "reordered";
        if (rule["drop"] is { } drop)
            return $"drop {drop}";
        return $"{rule["status"]}{(rule["retryAfter"] is null ? "" : " with Retry-After")}";
    }
}
