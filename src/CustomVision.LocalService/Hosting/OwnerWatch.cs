namespace CustomVision.LocalService.Hosting;

/// <summary>Stops the service when the process that it was started for has ended, however that ended.</summary>
internal sealed class OwnerWatch(LocalServiceOptions options, IHostApplicationLifetime lifetime, ILogger<OwnerWatch> log)
    : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // A process that is no child cannot be waited for on every system, so it is looked at.
        var processId = options.OwnerProcessId!.Value;
        var owner = RunningProcess.Find(processId);
        using var timer = new PeriodicTimer(Interval);
        while (owner is not null && RunningProcess.Find(processId) == owner)
            await timer.WaitForNextTickAsync(stoppingToken);

        log.LogInformation("The owner, process {ProcessId}, has ended", processId);
        lifetime.StopApplication();
    }
}
