using CustomVision.Http;
using CustomVision.Local;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Stops local services that this process has started: those given, or all.</summary>
[Cmdlet(VerbsLifecycle.Stop, "CVLocalService", SupportsShouldProcess = true)]
public sealed class StopLocalServiceCommand : AsyncCommand
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>The services, as Start-CVLocalService or Get-CVLocalService gives them. Default: all of this process.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true)]
    [ValidateNotNullOrEmpty]
    public LocalService[]? InputObject { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        // With nothing piped in and no argument, all; with an empty pipeline, none: then this is never called.
        foreach (var service in InputObject ?? OwnServices.Running())
            if (ShouldProcess($"{service.Endpoint} (process {service.ProcessId})", "Stop local service"))
                Stop(service);
    }

    private void Stop(LocalService service)
    {
        Run(token => EndAsync(service, token));
        OwnServices.Forget(service);
        SessionConnection.Clear(service.Connection);
    }

    private async Task EndAsync(LocalService service, CancellationToken token)
    {
        if (service.IsRunning)
        {
            try
            {
                await new LocalServiceClient(service.Connection).StopAsync(token).ConfigureAwait(false);
            }
            catch (CustomVisionException failure)
            {
                await OnPipelineAsync(() => WriteVerbose($"It does not stop by itself and is killed: {failure.Message}")).ConfigureAwait(false);
                service.Process.Kill();
            }
        }

        if (!service.Process.WaitForEnd(Patience))
            service.Process.Kill();
    }
}
