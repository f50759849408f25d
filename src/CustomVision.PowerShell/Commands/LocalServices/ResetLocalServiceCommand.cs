using CustomVision.Local;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Resets a local service: deletes its projects, faults and request records.</summary>
[Cmdlet(VerbsCommon.Reset, "CVLocalService", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class ResetLocalServiceCommand : LocalServiceCommand
{
    /// <summary>Deletes all projects. Without -Data, -Fault and -Request, all three are deleted.</summary>
    [Parameter]
    public SwitchParameter Data { get; set; }

    /// <summary>Removes all faults.</summary>
    [Parameter]
    public SwitchParameter Fault { get; set; }

    /// <summary>Deletes all request records.</summary>
    [Parameter]
    public SwitchParameter Request { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        var isAll = !Data && !Fault && !Request;
        var what = new LocalServiceReset { Data = isAll || Data, Faults = isAll || Fault, Requests = isAll || Request };
        if (ShouldProcess($"{Describe(what)} of {LocalEndpoint}", "Reset"))
            RunForLocalService(LocalEndpoint, (local, token) => local.ResetAsync(what, token));
    }

    private static string Describe(LocalServiceReset what) => string.Join(", ", new[]
    {
        what.Data ? "all projects" : null,
        what.Faults ? "faults" : null,
        what.Requests ? "request records" : null,
    }.OfType<string>());
}
