using System.Net.NetworkInformation;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>However a pipeline ends early, what was acknowledged has come out, and nothing goes on behind it.</summary>
public sealed class StoppingTests(SharedService shared) : ProjectTest(shared)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);


    [Fact]
    public void Select_First_gets_its_first_and_the_upload_ends()
    {
        var files = Folder.Images(500);

        var first = Session.With("files", files).Output("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 1 | Select-Object -First 1");

        Assert.Equal(files[0], Assert.Single(first).Properties["Path"].Value);
        AssertAllClosed(files);
        var stored = Session.Output("Get-CVTrainingImage $project").Count;
        Assert.InRange(stored, 1, 499);
        Assert.Equal(stored, Session.Output("Get-CVTrainingImage $project").Count);
    }

    [Fact]
    public void Select_First_ends_a_listing()
    {
        Session.With("files", Folder.Images(3)).Output("$files | Add-CVTrainingImage -ProjectId $project");

        Assert.Single(Session.Output("Get-CVTrainingImage $project | Select-Object -First 1"));
        Assert.Single(Session.Output("Get-CVProject | Select-Object -First 1"));
    }

    [Fact]
    public void ErrorAction_Stop_ends_it_after_the_result_of_the_failure()
    {
        var good = Folder.Image("a.jpg");
        var bad = Folder.Write("b.jpg", "text"u8.ToArray());
        var never = Folder.Image("c.jpg");

        var outcome = Session.With("files", new[] { good, bad, never })
            .Run("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 1 -ErrorAction Stop");

        Assert.Equal("ImageFormatNotSupported", outcome.TerminatingId);
        Assert.Equal(["OK", "ErrorImageFormat"], outcome.Output.Select(result => result.Properties["Status"].Value));
        AssertAllClosed([good, bad, never]);
    }

    [Fact]
    public void An_error_variable_holds_every_failure()
    {
        Session.With("folder", Folder.Path).Run(
            "\"$folder/1.jpg\", \"$folder/2.jpg\" | Add-CVTrainingImage -ProjectId $project -ErrorAction SilentlyContinue -ErrorVariable failed");

        Assert.Equal(2, Session.Output("$failed").Count);
    }

    [Fact]
    public async Task Stop_with_four_requests_under_way_returns_within_a_second_and_leaves_nothing_open()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        var files = Folder.Images(9);
        Session.With("files", files).With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");
        using var running = Session.Start("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 2");
        for (var request = 1; request <= 4; request++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);

        Assert.Equal(4, Connections(server));

        await Task.Run(running.Stop, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);

        Assert.Throws<PipelineStoppedException>(running.Wait);
        Assert.Empty(running.Output);
        AssertAllClosed(files);
        Assert.Equal(4, server.Requests.Count);
        Assert.True(SpinWait.SpinUntil(() => Connections(server) == 0, Soon), "A connection stays open.");
    }

    [Theory]
    [InlineData("Get-CVProject")]
    [InlineData("Get-CVDomain")]
    [InlineData("Get-CVTag $project")]
    [InlineData("Get-CVTrainingImage $project")]
    [InlineData("New-CVProject name")]
    [InlineData("New-CVTag $project name")]
    [InlineData("Connect-CVService $endpoint -TrainingKey abcdef")]
    public async Task Stop_ends_every_kind_of_waiting(string script)
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");
        using var running = Session.Start(script);
        await server.NextRequestAsync(TestContext.Current.CancellationToken);

        await Task.Run(running.Stop, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Throws<PipelineStoppedException>(running.Wait);
    }

    [Fact]
    public async Task A_failure_further_up_the_pipeline_ends_the_upload_too()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        var files = Folder.Images(2);
        Session.With("files", files).With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        var outcome = Session.Run("& { $files; throw 'upstream' } | Add-CVTrainingImage -ProjectId $project -BatchSize 1");

        Assert.Equal("upstream", outcome.TerminatingId);
        AssertAllClosed(files);
    }

    // This process' own ends of connections to the server that are still open.
    private static int Connections(ScriptedServer server) => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(connection => connection.RemoteEndPoint.Port == server.Endpoint.Port && connection.State == TcpState.Established);

    private static void AssertAllClosed(IEnumerable<string> files)
    {
        foreach (var file in files)
            using (File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                // Whoever still had it open would make this throw.
            }
    }
}
