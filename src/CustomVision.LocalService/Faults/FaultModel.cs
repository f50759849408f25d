namespace CustomVision.LocalService.Faults;

/// <summary>A rule as it is shown; the members are those it is made from, and how it is doing.</summary>
/// <param name="Met">How many requests have met the rule.</param>
internal sealed record FaultModel(
    int Id,
    string Operation,
    int? Status,
    string? Code,
    string? Message,
    int? RetryAfter,
    int? Delay,
    string? Drop,
    bool Truncate,
    bool Html,
    bool Reorder,
    int? Count,
    double? Probability,
    int Seed,
    double? Seconds,
    int Met)
{
    public const string BeforeBody = "beforeBody";
    public const string AfterBody = "afterBody";

    public static FaultModel Of(ActiveFault fault) => new(
        fault.Id,
        fault.Rule.Operation,
        fault.Rule.Status,
        fault.Rule.Code,
        fault.Rule.Message,
        fault.Rule.RetryAfter,
        fault.Rule.Delay,
        fault.Rule.Drop switch
        {
            FaultDrop.BeforeBody => BeforeBody,
            FaultDrop.AfterBody => AfterBody,
            _ => null,
        },
        fault.Rule.Truncate,
        fault.Rule.Html,
        fault.Rule.Reorder,
        fault.Rule.Count,
        fault.Rule.Probability,
        fault.Seed,
        fault.Rule.Seconds,
        fault.Met);
}
