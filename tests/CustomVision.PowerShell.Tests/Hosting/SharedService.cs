using CustomVision.PowerShell.Tests.Hosting;

[assembly: AssemblyFixture(typeof(SharedService))]

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>One local service in memory for all tests; each test makes its own projects in it.</summary>
public sealed class SharedService : IDisposable
{
    private readonly Session owner = new();

    public SharedService() => Service = owner.Output("Start-CVLocalService -InMemory -NoConnect").Single();

    /// <summary>What Start-CVLocalService gave.</summary>
    public PSObject Service { get; }

    /// <summary>A session connected to the service.</summary>
    internal Session Connect(int width = 100)
    {
        var session = new Session(width).With("service", Service);
        session.Output("Connect-CVService -Endpoint $service.Endpoint -TrainingKey $service.TrainingKey");
        return session;
    }

    /// <summary>A connected session with a project of its own in $project.</summary>
    internal Session ConnectToProject(int width = 100)
    {
        var session = Connect(width);
        session.Output($"$project = New-CVProject test-{Guid.NewGuid():N}");
        return session;
    }

    public void Dispose()
    {
        owner.With("service", Service).Output("$service | Stop-CVLocalService");
        owner.Dispose();
    }
}
