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
    private readonly Session session = Session.Reusable();
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

    [Fact]
    public void An_own_service_is_stopped_by_its_address()
    {
        session.Output("$service = Start-CVLocalService -InMemory; $other = Start-CVLocalService -InMemory -NoConnect");

        session.Output("Stop-CVLocalService -Endpoint \"http://localhost:$($service.Endpoint.Port)\"");

        Assert.Equal([false, true], session.Output("$service.IsRunning; $other.IsRunning").Select(item => item.BaseObject));
        Assert.Empty(session.Output("Get-CVConnection"));
        Assert.Equal(["LocalServiceNotFound"], session.Run("Stop-CVLocalService -Endpoint $service.Endpoint").ErrorIds);
        Assert.Equal(["LocalServiceNotFound"], session.Run("Stop-CVLocalService -Endpoint $service.Endpoint -Force").ErrorIds);
        session.Output("$other | Stop-CVLocalService");
    }

    [Fact]
    public async Task A_service_of_another_process_is_stopped_with_Force_only_and_has_ended_then()
    {
        var other = new LocalServiceFixture(); // the tests start it, not the module
        await other.InitializeAsync();
        try
        {
            session.With("endpoint", other.Endpoint);

            Assert.Equal(["LocalServiceNotFound"], session.Run("Stop-CVLocalService -Endpoint $endpoint").ErrorIds);
            Assert.StartsWith("What if:", session.Screen("Stop-CVLocalService -Endpoint $endpoint -Force -WhatIf").Trim(), StringComparison.Ordinal);
            Assert.Equal("AccessDenied", session.Run("Connect-CVService $endpoint -TrainingKey wrong").TerminatingId); // it is still there
            session.Output("Stop-CVLocalService -Endpoint $endpoint -Force");

            await other.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
        finally
        {
            await other.DisposeAsync();
        }
    }

    [Fact]
    public async Task Force_leaves_alone_what_is_no_local_service_whatever_process_a_file_names()
    {
        // A service was killed, its port is someone else's now, and its process id is this very process's.
        await using var stranger = new ScriptedServer(ServerReply.Json("""{"statusCode":401,"message":"Access denied"}""", 401));
        var notes = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "CustomVision.LocalService");
        Directory.CreateDirectory(notes);
        var note = Path.Combine(notes, $"{Guid.NewGuid():N}.json");
        File.WriteAllText(note, $$"""{"endpoint":"{{stranger.Endpoint}}","processId":{{Environment.ProcessId}},"started":"1","stopToken":"0123"}""");
        try
        {
            var outcome = session.With("endpoint", stranger.Endpoint).Run("Stop-CVLocalService -Endpoint $endpoint -Force");

            Assert.Equal(["LocalServiceNotFound"], outcome.ErrorIds);
            Assert.Equal("POST /_local/stop", Assert.Single(stranger.Requests).Line);
        }
        finally
        {
            File.Delete(note);
        }
    }

    [Theory]
    [InlineData("Stop-CVLocalService -Endpoint nowhere -Force")]
    [InlineData("Stop-CVLocalService -Endpoint http://127.0.0.1:9/ -Force")]
    [InlineData("Stop-CVLocalService -Endpoint https://example.com/ -Force")]
    public void Where_no_service_is_known_to_be_nothing_is_sent(string script) =>
        Assert.Equal(["LocalServiceNotFound"], session.Run(script).ErrorIds);

    [Fact]
    public void Without_ASP_NET_Core_it_is_said_what_to_install()
    {
        if (OperatingSystem.IsWindows())
            return; // a link needs rights there that a user may not have
        // A .NET that lacks it: the real one's programs and base runtime, and no more.
        var real = Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(Path.GetDirectoryName(typeof(object).Assembly.Location))))!;
        var bare = Directory.CreateDirectory(folder.PathOf("dotnet", "shared")).Parent!.FullName;
        File.Copy(Path.Combine(real, "dotnet"), Path.Combine(bare, "dotnet"));
        Directory.CreateSymbolicLink(Path.Combine(bare, "host"), Path.Combine(real, "host"));
        Directory.CreateSymbolicLink(Path.Combine(bare, "shared", "Microsoft.NETCore.App"), Path.Combine(real, "shared", "Microsoft.NETCore.App"));

        var outcome = WithHost(Path.Combine(bare, "dotnet"), () => session.Run("Start-CVLocalService -InMemory"));

        Assert.Equal("LocalServiceRuntimeMissing", outcome.TerminatingId);
        Assert.Contains(Path.Combine(bare, "dotnet"), outcome.Terminating!.ToString(), StringComparison.Ordinal);
        Assert.Contains("ASP.NET Core Runtime 10.0", outcome.Terminating.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Microsoft.AspNetCore.App", outcome.Terminating.Exception.ToString(), StringComparison.Ordinal); // dotnet's own words
        Assert.Empty(session.Output("Get-CVConnection"));
    }

    [Fact]
    public void A_program_that_ends_for_another_reason_is_not_taken_for_a_missing_runtime()
    {
        var program = folder.Write("dotnet", "#!/bin/sh\necho 'out of luck' >&2\nexit 3\n"u8.ToArray());
        if (OperatingSystem.IsWindows())
            return; // no program there
        File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var outcome = WithHost(program, () => session.Run("Start-CVLocalService -InMemory"));

        Assert.Equal("LocalServiceFailed", outcome.TerminatingId);
        Assert.Contains("out of luck", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    private static Outcome WithHost(string program, Func<Outcome> run)
    {
        var before = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH");
        Environment.SetEnvironmentVariable("DOTNET_HOST_PATH", program);
        try
        {
            return run();
        }
        finally
        {
            Environment.SetEnvironmentVariable("DOTNET_HOST_PATH", before);
        }
    }
}
