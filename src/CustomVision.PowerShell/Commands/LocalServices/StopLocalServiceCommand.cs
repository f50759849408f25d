using System.Diagnostics;
using CustomVision.Http;
using CustomVision.Local;
using CustomVision.PowerShell.Completion;
using CustomVision.PowerShell.LocalServices;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.LocalServices;

/// <summary>Stops the given local services, the service at an address, or the service that this process started.</summary>
[Cmdlet(VerbsLifecycle.Stop, "CVLocalService", DefaultParameterSetName = ByObject, SupportsShouldProcess = true)]
public sealed class StopLocalServiceCommand : AsyncCommand
{
    private const string ByObject = "InputObject";
    private const string ByEndpoint = "Endpoint";

    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    /// <summary>The services as objects from Start-CVLocalService or Get-CVLocalService. Default: the service that this process started.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ParameterSetName = ByObject)]
    [ValidateNotNullOrEmpty]
    public LocalService[]? InputObject { get; set; }

    /// <summary>The address of the service.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ByEndpoint)]
    [ArgumentCompleter(typeof(LocalEndpointCompleter))]
    [ValidateNotNullOrEmpty]
    public Uri[] Endpoint { get; set; } = [];

    /// <summary>Also stops a service that another process of this user started.</summary>
    [Parameter(ParameterSetName = ByEndpoint)]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ByEndpoint)
            foreach (var endpoint in Endpoint)
                StopAt(endpoint);
        else
            // With an empty pipeline, ProcessRecord isn't called.
            foreach (var service in InputObject ?? TheOnlyService())
                Stop(service);
    }

    private IEnumerable<LocalService> TheOnlyService()
    {
        var running = StartedServices.Running();
        if (running.Count == 0)
            WriteWarning("This process has no running local service.");
        if (running.Count <= 1)
            return running;
        WriteError(Errors.SeveralLocalServices(running.Select(service => service.Endpoint)));
        return [];
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
            StopRegistered(endpoint, others);
    }

    private void Stop(LocalService service)
    {
        if (!ShouldProcess($"{service.Endpoint} (process {service.ProcessId})", "Stop local service"))
            return;
        Run(token => StopAsync(service, token));
        StartedServices.Remove(service);
        SessionConnection.Clear(service.Connection);
    }

    private async Task StopAsync(LocalService service, CancellationToken token)
    {
        if (service.IsRunning)
        {
            try
            {
                var connection = new CustomVisionConnection(service.Endpoint, Secret.From(service.TrainingKey), timeout: StopTimeout, maxRetry: 0);
                await new LocalServiceClient(connection, TraceAsync).StopAsync(token).ConfigureAwait(false);
            }
            catch (CustomVisionException failure)
            {
                await OnPipelineAsync(() => WriteVerbose($"The local service is killed because it does not respond: {failure.Message}")).ConfigureAwait(false);
                service.Process.Kill();
            }
        }

        if (!service.Process.WaitForExit(StopTimeout))
            service.Process.Kill();
    }

    /// <summary>
    /// Stops the registered service that is still running, which accepts its token. No process is killed, because the process id
    /// can belong to another process by now.
    /// </summary>
    private void StopRegistered(Uri endpoint, IReadOnlyList<RegisteredService> others) => Run(async token =>
    {
        foreach (var other in others)
        {
            try
            {
                await LocalServiceClient.ForStopping(other.Endpoint, other.StopToken, StopTimeout, TraceAsync).StopAsync(token).ConfigureAwait(false);
                await WaitForEndAsync(other, token).ConfigureAwait(false);
                return;
            }
            catch (ConnectionFailedException exception) when (exception.TimedOut)
            {
                await OnPipelineAsync(() => WriteError(Errors.LocalServiceNotStopped(endpoint, other.ProcessId, exception))).ConfigureAwait(false);
                return;
            }
            catch (TimeoutException exception)
            {
                await OnPipelineAsync(() => WriteError(Errors.LocalServiceNotStopped(endpoint, other.ProcessId, exception))).ConfigureAwait(false);
                return;
            }
            catch (CustomVisionException exception)
            {
                await OnPipelineAsync(() => WriteVerbose($"Process {other.ProcessId} no longer runs a service at {endpoint}: {exception.Message}")).ConfigureAwait(false);
            }
        }

        await OnPipelineAsync(() => WriteError(Errors.NoLocalService(endpoint, isForced: true))).ConfigureAwait(false);
    });

    private static async Task WaitForEndAsync(RegisteredService service, CancellationToken token)
    {
        // Process.WaitForExit works only for child processes on Unix.
        for (var clock = Stopwatch.StartNew(); !service.HasEnded; await Task.Delay(PollInterval, token).ConfigureAwait(false))
            if (clock.Elapsed > StopTimeout)
                throw new TimeoutException($"process {service.ProcessId} is still running after {StopTimeout.TotalSeconds:0} s.");
    }
}
