using System.Globalization;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Web;

/// <summary>The active fault rules and the settings.</summary>
internal sealed class FaultsPage(FaultRules faults, CurrentSettings settings)
{
    public Page Show()
    {
        var active = faults.ToArray();
        return new Page(
            "Faults",
            PageSection.Faults,
            $"""
            <h1>Faults <small>{DisplayFormat.Count(active.Length, "active")}</small></h1>
            <p class="about">Fault rules make requests fail on purpose, to test how a client handles it. The first rule with an effect applies; delays add up.</p>
            {(active.Length == 0 ? Empty() : Table(active))}
            <section class="settings" aria-labelledby="settings">
            <h2 id="settings">Settings</h2>
            <dl><div><dt>Quotas</dt><dd>{settings.Value.Profile.Name}</dd></div><div><dt>Training</dt><dd>{Training(settings.Value.Training)}</dd></div></dl>
            </section>
            """);
    }

    private static string Training(TrainingBehaviour training) => training switch
    {
        { Mode: TrainingMode.Instant } => "ends before TrainProject responds",
        { Mode: TrainingMode.Seconds, Amount: { } seconds } => string.Create(CultureInfo.InvariantCulture, $"takes at least {seconds:0.###} s"),
        { Mode: TrainingMode.Polls, Amount: { } polls } => string.Create(CultureInfo.InvariantCulture, $"ends after {polls:0} polls"),
        { Mode: TrainingMode.Fail } => "fails",
        _ => "runs in the background",
    };

    private static Html Empty() =>
        $"""
        <div class="empty"><p>No fault rule is active. To make the next two uploads fail:</p>
        {CodeBlock.Render("Add-CVLocalFault -Operation CreateImagesFromData -Status 429 -RetryAfter 1 -Count 2")}</div>
        """;

    private static Html Table(ActiveFault[] active) =>
        $"""
        <div class="wide" role="region" aria-label="Active faults" tabindex="0">
        <table class="faults">
        <thead><tr><th scope="col">Id</th><th scope="col">Operation</th><th scope="col">Effect</th><th scope="col">Condition</th><th scope="col" class="number">Requests</th></tr></thead>
        <tbody>
        {active.Select(Row)}
        </tbody>
        </table>
        </div>
        """;

    private static Html Row(ActiveFault fault) =>
        $"""
        <tr><td>{fault.Id}</td><td><strong>{(fault.Operation == "*" ? "all" : fault.Operation)}</strong></td><td>{What(fault)}</td><td>{When(fault)}</td><td class="number" data-heading="Requests">{DisplayFormat.Number(fault.Met)}</td></tr>

        """;

    private static string What(ActiveFault fault)
    {
        var effects = new List<string>();
        if (fault.Delay is { } delay)
            effects.Add($"delays {DisplayFormat.Number(delay)} ms");
        if (fault.Drop is not null)
            effects.Add(fault.Drop == FaultDrop.BeforeBody ? "aborts the connection before the operation runs" : "aborts the connection after the operation has run");
        if (fault.Truncate)
            effects.Add("truncates the response");
        if (fault.Html)
            effects.Add("responds with a web page");
        if (fault.Reorder)
            effects.Add("shuffles the results");
        if (fault.Status is { } status)
            effects.Add(string.Create(CultureInfo.InvariantCulture, $"responds with {status}"));
        if (fault.Code is not null)
            effects.Add(fault.Code);
        if (fault.RetryAfter is { } seconds)
            effects.Add($"retry after {DisplayFormat.Number(seconds)} s");
        if (fault.Message is not null)
            effects.Add($"“{fault.Message}”");
        return string.Join(", ", effects);
    }

    private static string When(ActiveFault fault)
    {
        var conditions = new List<string>();
        if (fault.Count is { } count)
            conditions.Add($"{DisplayFormat.Count(count, "request", "requests")}, {DisplayFormat.Number(count - fault.Met)} left");
        if (fault.Probability is { } share)
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"{DisplayFormat.Percent(share)} of them, seed {fault.Seed}"));
        if (fault.Seconds is { } seconds)
            conditions.Add(string.Create(CultureInfo.InvariantCulture, $"for {seconds:0.###} s after its creation"));
        return conditions.Count == 0 ? "always" : string.Join("; ", conditions);
    }
}
