using CustomVision.Local;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Has a local service be as it was at its start: deletes its projects, removes its faults, forgets its requests.</summary>
[Cmdlet(VerbsCommon.Reset, "CVLocalService", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class ResetLocalServiceCommand : LocalServiceCommand
{
    /// <summary>Deletes all projects with what is in them. Default: all three.</summary>
    [Parameter]
    public SwitchParameter Data { get; set; }

    /// <summary>Removes all faults.</summary>
    [Parameter]
    public SwitchParameter Fault { get; set; }

    /// <summary>Forgets all requests.</summary>
    [Parameter]
    public SwitchParameter Request { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var isAll = !Data && !Fault && !Request;
        var what = new LocalServiceReset { Data = isAll || Data, Faults = isAll || Fault, Requests = isAll || Request };
        if (ShouldProcess($"{Words(what)} of {LocalEndpoint}", "Reset"))
            RunLocally(LocalEndpoint, (local, token) => local.ResetAsync(what, token));
    }

    private static string Words(LocalServiceReset what) => string.Join(", ", new[]
    {
        what.Data ? "all projects" : null,
        what.Faults ? "faults" : null,
        what.Requests ? "noted requests" : null,
    }.OfType<string>());
}
