using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>However a pipeline ends early, what was acknowledged has come out, and nothing goes on behind it.</summary>
public sealed class StoppingTests(SharedService shared) : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);

    private readonly Session session = shared.ConnectToProject();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Select_First_gets_its_first_and_the_upload_ends()
    {
        var files = folder.Pictures(5);

        var first = session.With("files", files).Output("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 1 | Select-First 1");

        Assert.Equal(files[0], Assert.Single(first).Properties["Path"].Value);
        AssertAllClosed(files);
        var stored = session.Output("Get-CVTrainingImage $project").Count;
        Assert.InRange(stored, 1, 4);
        Assert.Equal(stored, session.Output("Get-CVTrainingImage $project").Count);
    }

    [Fact]
    public void Select_First_ends_a_listing()
    {
        session.With("files", folder.Pictures(3)).Output("$files | Add-CVTrainingImage -ProjectId $project");

        Assert.Single(session.Output("Get-CVTrainingImage $project | Select-First 1"));
        Assert.Single(session.Output("Get-CVProject | Select-First 1"));
    }

    [Fact]
    public void ErrorAction_Stop_ends_it_after_the_result_of_the_failure()
    {
        var good = folder.Picture("a.jpg");
        var bad = folder.Write("b.jpg", "text"u8.ToArray());
        var never = folder.Picture("c.jpg");

        var outcome = session.With("files", new[] { good, bad, never })
            .Run("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 1 -ErrorAction Stop");

        Assert.Equal("ImageFormatNotSupported", outcome.TerminatingId);
        Assert.Equal(["OK", "ErrorImageFormat"], outcome.Output.Select(result => result.Properties["Status"].Value));
        AssertAllClosed([good, bad, never]);
    }

    [Fact]
    public void An_error_variable_holds_every_failure()
    {
        session.With("folder", folder.Path).Run(
            "\"$folder/1.jpg\", \"$folder/2.jpg\" | Add-CVTrainingImage -ProjectId $project -ErrorAction SilentlyContinue -ErrorVariable failed");

        Assert.Equal(2, session.Output("$failed").Count);
    }

    [Fact]
    public async Task Stop_cancels_a_request_under_way_and_returns_soon()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        var files = folder.Pictures(3);
        session.With("files", files).With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");
        using var running = session.Start("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 2");
        await server.NextRequestAsync(TestContext.Current.CancellationToken);

        await Task.Run(running.Stop, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Throws<PipelineStoppedException>(running.Wait);
        Assert.Empty(running.Output);
        AssertAllClosed(files);
        Assert.Single(server.Requests);
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
        session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");
        using var running = session.Start(script);
        await server.NextRequestAsync(TestContext.Current.CancellationToken);

        await Task.Run(running.Stop, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Throws<PipelineStoppedException>(running.Wait);
    }

    [Fact]
    public async Task A_failure_further_up_the_pipeline_ends_the_upload_too()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        var files = folder.Pictures(2);
        session.With("files", files).With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        var outcome = session.Run("& { $files; throw 'upstream' } | Add-CVTrainingImage -ProjectId $project -BatchSize 1");

        Assert.Equal("upstream", outcome.TerminatingId);
        AssertAllClosed(files);
    }

    private static void AssertAllClosed(IEnumerable<string> files)
    {
        foreach (var file in files)
            using (File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            {
                // Whoever still had it open would make this throw.
            }
    }
}
