using System.Text.Json;
using CustomVision.LocalService.Api.Local;

namespace CustomVision.LocalService.Faults;

/// <summary>Reads a rule from JSON, and says by name which member is wrong: a rule that is misread tests nothing.</summary>
internal static class FaultRuleReader
{
    private const string What = "a fault rule";
    private const int MaxDelay = 10 * 60 * 1000;
    private const int SecondsOfADay = 24 * 60 * 60;

    private static readonly string[] Members =
    [
        "operation", "status", "code", "message", "retryAfter", "delay", "drop", "truncate", "html", "reorder",
        "count", "probability", "seed", "seconds",
    ];

    /// <exception cref="FormatException">It is no JSON, or no rule.</exception>
    public static FaultRule Read(ReadOnlyMemory<byte> json) => JsonMembers.Parse(json, What, element =>
        Checked(JsonMembers.Of(element, What, Members).Aggregate(new FaultRule(), (rule, member) => With(rule, member.Name, member.Value))));

    private static FaultRule With(FaultRule rule, string name, JsonElement value) => name switch
    {
        "operation" => rule with { Operation = JsonMembers.Text(name, value) },
        "status" => rule with { Status = JsonMembers.Whole(name, value, 200, 599) },
        "code" => rule with { Code = JsonMembers.Text(name, value) },
        "message" => rule with { Message = JsonMembers.Text(name, value) },
        "retryAfter" => rule with { RetryAfter = JsonMembers.Whole(name, value, 0, SecondsOfADay) },
        "delay" => rule with { Delay = JsonMembers.Whole(name, value, 0, MaxDelay) },
        "drop" => rule with { Drop = Drop(name, value) },
        "truncate" => rule with { Truncate = JsonMembers.Flag(name, value) },
        "html" => rule with { Html = JsonMembers.Flag(name, value) },
        "reorder" => rule with { Reorder = JsonMembers.Flag(name, value) },
        "count" => rule with { Count = JsonMembers.Whole(name, value, 1, int.MaxValue) },
        "probability" => rule with { Probability = JsonMembers.Number(name, value, 0, 1) },
        "seed" => rule with { Seed = JsonMembers.Whole(name, value, int.MinValue, int.MaxValue) },
        _ => rule with { Seconds = JsonMembers.Number(name, value, 0.001, 365.0 * SecondsOfADay) },
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

    private static FaultDrop Drop(string name, JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() switch
    {
        FaultModel.BeforeBody => FaultDrop.BeforeBody,
        FaultModel.AfterBody => FaultDrop.AfterBody,
        _ => throw new FormatException($"{name} must be {FaultModel.BeforeBody} or {FaultModel.AfterBody}."),
    }
    : throw new FormatException($"{name} must be {FaultModel.BeforeBody} or {FaultModel.AfterBody}.");
}
