using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Start-CVLocalService, Stop-CVLocalService, Get-CVLocalService. They list what the whole process has started, so these run alone.</summary>
[Collection(nameof(Alone))]
public sealed class LocalServiceTests : IDisposable
{
    private readonly Session session = new();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Starting_connects_the_session_and_stopping_takes_that_back()
    {
        var service = session.Output("$service = Start-CVLocalService -InMemory; $service").Single();
        var process = Process.GetProcessById((int)service.Properties["ProcessId"].Value);

        Assert.NotEmpty(session.Output("Get-CVDomain"));
        Assert.Equal("Start-CVLocalService", session.Output("(Get-CVConnection).Source").Single().ToString());
        Assert.Contains(service.Properties["ProcessId"].Value, session.Output("Get-CVLocalService | ForEach-Object ProcessId").Select(id => id.BaseObject));
        session.Output("Stop-CVLocalService $service");

        Assert.True(process.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.Empty(session.Output("Get-CVConnection"));
        Assert.Equal(false, session.Output("$service.IsRunning").Single().BaseObject);
    }

    [Fact]
    public void NoConnect_leaves_the_session_as_it_was_and_the_object_connects()
    {
        session.Output("$service = Start-CVLocalService -InMemory -NoConnect");

        Assert.Equal("NotConnected", session.Run("Get-CVDomain").TerminatingId);
        Assert.NotEmpty(session.Output("Get-CVDomain -Connection $service.Connection"));
        session.Output("$service | Stop-CVLocalService");
    }

    [Theory]
    [InlineData("data")]
    [InlineData("with space \"and quote\"")]
    [InlineData("Ünï🧱 'x' [1]")]
    public void A_data_folder_of_any_name_keeps_what_was_put_in(string name)
    {
        session.With("data", folder.PathOf(name));

        session.Output("$service = Start-CVLocalService -DataPath $data; $made = New-CVProject kept; Stop-CVLocalService $service");
        var kept = session.Output("$service = Start-CVLocalService $data; (Get-CVProject kept).Id -eq $made.Id; $service.DataPath; Stop-CVLocalService $service");

        Assert.Equal([true, folder.PathOf(name)], kept.Select(item => item.BaseObject));
    }

    [Fact]
    public void A_folder_in_use_is_refused_with_what_to_do()
    {
        session.With("data", folder.PathOf("data")).Output("$service = Start-CVLocalService $data");

        var outcome = session.Run("Start-CVLocalService $data");
        session.Output("Stop-CVLocalService $service");

        Assert.Equal("LocalServiceFailed", outcome.TerminatingId);
        Assert.Contains(folder.PathOf("data"), outcome.Terminating!.ToString(), StringComparison.Ordinal);
        Assert.Contains("-InMemory", outcome.Terminating.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_in_use_is_refused_by_its_number()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var outcome = session.With("port", port).Run("Start-CVLocalService -InMemory -Port $port");

        Assert.Equal("LocalServiceFailed", outcome.TerminatingId);
        Assert.Contains($"{port}", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_port_can_be_chosen()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        var port = ((IPEndPoint)probe.LocalEndpoint).Port;
        probe.Stop();

        var endpoint = session.With("port", port).Output("$service = Start-CVLocalService -InMemory -Port $port; $service.Endpoint; Stop-CVLocalService $service");

        Assert.Equal(new Uri($"http://127.0.0.1:{port}/"), endpoint.Single().BaseObject);
    }

    [Fact]
    public void A_service_that_was_killed_is_no_longer_listed_and_can_be_stopped_all_the_same()
    {
        var service = session.Output("$service = Start-CVLocalService -InMemory; $service").Single();
        using var process = Process.GetProcessById((int)service.Properties["ProcessId"].Value);
        process.Kill();
        process.WaitForExit();

        Assert.DoesNotContain(process.Id, session.Output("Get-CVLocalService | ForEach-Object ProcessId").Select(id => id.BaseObject));
        session.Output("$service | Stop-CVLocalService");
    }
}
