using System.Diagnostics;
using CustomVision.Http;
using CustomVision.Local;
using CustomVision.PowerShell.Completion;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Stops local services: those given, the one at an address, or all that this process has started.</summary>
[Cmdlet(VerbsLifecycle.Stop, "CVLocalService", DefaultParameterSetName = ByObject, SupportsShouldProcess = true)]
public sealed class StopLocalServiceCommand : AsyncCommand
{
    private const string ByObject = "InputObject";
    private const string ByEndpoint = "Endpoint";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    /// <summary>The services, as Start-CVLocalService or Get-CVLocalService gives them. Default: all of this process.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNullOrEmpty]
    public LocalService[]? InputObject { get; set; }

    /// <summary>The address that the service listens on.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByEndpoint)]
    [ArgumentCompleter(typeof(LocalEndpointCompleter))]
    [ValidateNotNullOrEmpty]
    public Uri[] Endpoint { get; set; } = [];

    /// <summary>Also a service that another process of this user has started.</summary>
    [Parameter(ParameterSetName = ByEndpoint)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByEndpoint)
            foreach (var endpoint in Endpoint)
                StopAt(endpoint);
        else
            // With nothing piped in and no argument, all; with an empty pipeline, none: then this is never called.
            foreach (var service in InputObject ?? StartedServices.Running())
                Stop(service);
    }

    private void StopAt(Uri endpoint)
    {
        var own = endpoint.IsAbsoluteUri ? StartedServices.Running().FirstOrDefault(service => RegisteredService.AreEqual(service.Endpoint, endpoint)) : null;
        var others = own is null && Force && endpoint.IsAbsoluteUri ? RegisteredService.FindAt(endpoint) : [];
        if (own is not null)
            Stop(own);
        else if (others.Count == 0)
            WriteError(Errors.NoLocalService(endpoint, Force));
        else if (ShouldProcess($"{endpoint} (process {string.Join(" or ", others.Select(other => other.ProcessId))})", "Stop local service"))
            StopOne(endpoint, others);
    }

    private void Stop(LocalService service)
    {
        if (!ShouldProcess($"{service.Endpoint} (process {service.ProcessId})", "Stop local service"))
            return;
        Run(token => EndAsync(service, token));
        StartedServices.Remove(service);
        SessionConnection.Clear(service.Connection);
    }

    private async Task EndAsync(LocalService service, CancellationToken token)
    {
        if (service.IsRunning)
        {
            try
            {
                var briefly = new CustomVisionConnection(service.Endpoint, Secret.From(service.TrainingKey), timeout: Patience);
                await new LocalServiceClient(briefly, TraceAsync).StopAsync(token).ConfigureAwait(false);
            }
            catch (CustomVisionException failure)
            {
                await OnPipelineAsync(() => WriteVerbose($"It does not stop by itself and is killed: {failure.Message}")).ConfigureAwait(false);
                service.Process.Kill();
            }
        }

        if (!service.Process.WaitForExit(Patience))
            service.Process.Kill();
    }

    /// <summary>
    /// Stops the one of them that is still there: it takes its token. Nothing is killed. A process id says too little: it may
    /// have passed to another process since the service wrote it down.
    /// </summary>
    private void StopOne(Uri endpoint, IReadOnlyList<RegisteredService> others) => Run(async token =>
    {
        foreach (var other in others)
        {
            try
            {
                await LocalServiceClient.ForStopping(other.Endpoint, other.StopToken, Patience, TraceAsync).StopAsync(token).ConfigureAwait(false);
                await EndOfAsync(other, token).ConfigureAwait(false);
                return;
            }
            catch (ConnectionFailedException silence) when (silence.TimedOut)
            {
                await OnPipelineAsync(() => WriteError(Errors.LocalServiceNotStopped(endpoint, other.ProcessId, silence))).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException still)
            {
                await OnPipelineAsync(() => WriteError(Errors.LocalServiceNotStopped(endpoint, other.ProcessId, still))).ConfigureAwait(false);
                return;
            }
            catch (CustomVisionException notIt)
            {
                await OnPipelineAsync(() => WriteVerbose($"Process {other.ProcessId} is no longer at {endpoint}: {notIt.Message}")).ConfigureAwait(false);
            }
        }

        await OnPipelineAsync(() => WriteError(Errors.NoLocalService(endpoint, isForced: true))).ConfigureAwait(false);
    });

    private static async Task EndOfAsync(RegisteredService service, CancellationToken token)
    {
        // There is no waiting for a process that is not one's own child.
        for (var clock = Stopwatch.StartNew(); !service.HasEnded; await Task.Delay(Glance, token).ConfigureAwait(false))
            if (clock.Elapsed > Patience)
                throw new TimeoutException($"its process, {service.ProcessId}, is still running after {Patience.TotalSeconds:0} s.");
    }
}
