using System.Runtime.InteropServices;

namespace CustomVision.LocalService.Hosting;

/// <summary>
/// Stops the service in order when it is asked to end. Ctrl+C goes to all processes of a terminal; where the service has an
/// owner, it is meant for what the owner is doing, and the service ends with the owner.
/// </summary>
internal sealed class SignalLifetime(LocalServiceOptions options, IHostApplicationLifetime lifetime) : IHostLifetime, IDisposable
{
    private readonly List<PosixSignalRegistration> registrations = [];

    public Task WaitForStartAsync(CancellationToken cancellationToken)
    {
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop));
        registrations.Add(PosixSignalRegistration.Create(PosixSignal.SIGINT, options.OwnerProcessId is null ? Stop : Ignore));
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        foreach (var registration in registrations)
            registration.Dispose();
    }

    private void Stop(PosixSignalContext signal)
    {
        signal.Cancel = true;
        lifetime.StopApplication();
    }

    private static void Ignore(PosixSignalContext signal) => signal.Cancel = true;
}
