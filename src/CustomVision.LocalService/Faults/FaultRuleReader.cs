using System.Text.Json;

namespace CustomVision.LocalService.Faults;

/// <summary>Reads a rule from JSON, and says by name which member is wrong: a rule that is misread tests nothing.</summary>
internal static class FaultRuleReader
{
    private const int MaxTextLength = 4096;
    private const int MaxDelay = 10 * 60 * 1000;
    private const int SecondsOfADay = 24 * 60 * 60;

    /// <exception cref="FormatException">It is no JSON, or no rule.</exception>
    public static FaultRule Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            return Read(document.RootElement);
        }
        // The latter where a string is no Unicode.
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            throw new FormatException($"A fault rule must be a JSON object: {error.Message}", error);
        }
    }

    private static FaultRule Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            throw new FormatException("A fault rule must be a JSON object.");

        var rule = new FaultRule();
        var seen = new HashSet<string>();
        foreach (var member in json.EnumerateObject())
        {
            if (!seen.Add(member.Name))
                throw new FormatException($"{member.Name} is given twice.");
            // A null is a member that is not given.
            rule = member.Value.ValueKind == JsonValueKind.Null && IsMember(member.Name) ? rule : With(rule, member.Name, member.Value);
        }
        return Checked(rule);
    }

    private static bool IsMember(string name) => name is "operation" or "status" or "code" or "message" or "retryAfter" or "delay"
        or "drop" or "truncate" or "html" or "reorder" or "count" or "probability" or "seed" or "seconds";

    private static FaultRule With(FaultRule rule, string name, JsonElement value) => name switch
    {
        "operation" => rule with { Operation = Text(name, value) },
        "status" => rule with { Status = Whole(name, value, 200, 599) },
        "code" => rule with { Code = Text(name, value) },
        "message" => rule with { Message = Text(name, value) },
        "retryAfter" => rule with { RetryAfter = Whole(name, value, 0, SecondsOfADay) },
        "delay" => rule with { Delay = Whole(name, value, 0, MaxDelay) },
        "drop" => rule with { Drop = Drop(name, value) },
        "truncate" => rule with { Truncate = Flag(name, value) },
        "html" => rule with { Html = Flag(name, value) },
        "reorder" => rule with { Reorder = Flag(name, value) },
        "count" => rule with { Count = Whole(name, value, 1, int.MaxValue) },
        "probability" => rule with { Probability = Number(name, value, 0, 1) },
        "seed" => rule with { Seed = Whole(name, value, int.MinValue, int.MaxValue) },
        "seconds" => rule with { Seconds = Number(name, value, 0.001, 365.0 * SecondsOfADay) },
        _ => throw new FormatException($"{(name.Length <= 100 ? name : name[..100])} is no member of a fault rule."),
    };

    private static FaultRule Checked(FaultRule rule)
    {
        string[] kinds =
        [
            .. rule.Html ? ["html"] : rule.Status is not null ? new[] { "status" } : [],
            .. rule.Drop is not null ? new[] { "drop" } : [],
            .. rule.Truncate ? new[] { "truncate" } : [],
            .. rule.Reorder ? new[] { "reorder" } : [],
        ];
        if (kinds.Length > 1)
            throw new FormatException($"{string.Join(" and ", kinds)} exclude each other: give one, or one rule for each.");
        if (kinds.Length == 0 && rule.Delay is null)
            throw new FormatException("A fault rule needs one of status, delay, drop, truncate, html, reorder.");
        if (rule.Status is not null && !rule.Html && kinds[0] != "status")
            throw new FormatException($"status and {kinds[0]} exclude each other: give one, or one rule for each.");
        if (rule.Status is < 400 && !rule.Html)
            throw new FormatException("status must be from 400 to 599; below that only together with html.");
        if (rule.Status is 204 or 205 or 304)
            throw new FormatException("status must be one that has a body.");
        if (rule.Code is not null && kinds is not ["status"])
            throw new FormatException("code needs status, without html.");
        if (rule.Message is not null && kinds is not ["status"])
            throw new FormatException("message needs status, without html.");
        if (rule.RetryAfter is not null && rule.Status is null)
            throw new FormatException("retryAfter needs status.");
        return rule;
    }

    private static string Text(string name, JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= MaxTextLength } text
            ? text
            : throw new FormatException($"{name} must be a string of 1 to {MaxTextLength} characters.");

    private static bool Flag(string name, JsonElement value) =>
        value.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? value.GetBoolean()
            : throw new FormatException($"{name} must be true or false.");

    private static int Whole(string name, JsonElement value, int least, int most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most
            ? number
            : throw new FormatException($"{name} must be a whole number from {least} to {most}.");

    private static double Number(string name, JsonElement value, double least, double most) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number >= least && number <= most
            ? number
            : throw new FormatException(FormattableString.Invariant($"{name} must be a number from {least} to {most}."));

    private static FaultDrop Drop(string name, JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() switch
    {
        FaultModel.BeforeBody => FaultDrop.BeforeBody,
        FaultModel.AfterBody => FaultDrop.AfterBody,
        _ => throw new FormatException($"{name} must be {FaultModel.BeforeBody} or {FaultModel.AfterBody}."),
    }
    : throw new FormatException($"{name} must be {FaultModel.BeforeBody} or {FaultModel.AfterBody}.");
}
