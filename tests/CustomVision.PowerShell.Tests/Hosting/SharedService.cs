using CustomVision.PowerShell.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SharedService))]

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>One in-memory local service for all tests. Each test creates its own projects in it.</summary>
public class SharedService : IDisposable
{
    private readonly Session owner = new();

    public SharedService() => Service = owner.Output("Start-CVLocalService -InMemory -NoConnect").Single();

    /// <summary>The output of Start-CVLocalService.</summary>
    public PSObject Service { get; }

    /// <summary>A session connected to the service.</summary>
    internal Session Connect(int width = 100, string? version = null)
    {
        var session = Session.Reusable(width).With("service", Service);
        session.Output($"Connect-CVService -Endpoint $service.Endpoint -TrainingKey $service.TrainingKey {VersionOption(version)}");
        return session;
    }

    /// <summary>A connected session with a project of its own in $project.</summary>
    internal Session ConnectToProject(int width = 100, string? version = null)
    {
        var session = Connect(width, version);
        session.Output($"$project = New-CVProject test-{Guid.NewGuid():N}");
        return session;
    }

    private protected static string VersionOption(string? version) => version is null ? "" : $"-ApiVersion {version}";

    public void Dispose()
    {
        owner.With("service", Service).Output("$service | Stop-CVLocalService");
        owner.Dispose();
        GC.SuppressFinalize(this);
    }
}

/// <summary>A local service for the tests of one class, which set faults and settings in it. Their sessions have it in $service.</summary>
public sealed class ControlledService : SharedService
{
    /// <summary>Resets the service and returns a connected session.</summary>
    /// <param name="options">Further parameters of Connect-CVService.</param>
    /// <param name="session">The session to connect; null for another one.</param>
    internal Session Begin(string options = "", Session? session = null)
    {
        session = (session ?? Session.Reusable()).With("service", Service);
        session.Output(
            "$service | Reset-CVLocalService -Confirm:$false; $service | Set-CVLocalService -Profile None -TrainingMode Real;" +
            $"Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -SkipCheck {options}");
        return session;
    }
}
