namespace CustomVision.LocalService.Tests.Support;

/// <summary>A service in memory for all tests of a class, each of which has a project of its own in it.</summary>
public sealed class ServiceOfClass : IAsyncLifetime
{
    internal TestService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Service = await TestService.StartAsync();

    public ValueTask DisposeAsync() => Service.DisposeAsync();
}
