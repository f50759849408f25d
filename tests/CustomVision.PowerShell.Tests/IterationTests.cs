using System.Text;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Get-, Set- and Remove-CVIteration.</summary>
public sealed class IterationTests(SharedService shared) : ProjectTest(shared, version: "1.0")
{
    [Fact]
    public void Trained_iterations_are_listed_before_the_open_workspace()
    {
        Session.Train(Folder);

        Assert.Equal(["Iteration 1 Completed", "Iteration 2 New"], Lines("$project | Get-CVIteration"));
        Assert.Equal(["Iteration 2 New"], Lines("Get-CVIteration $project *2"));
        Assert.Equal(["Iteration 1 Completed"], Lines("Get-CVIteration $project -IterationId 'iteration 1'"));
        Assert.Equal(["Iteration 1 Completed"], Lines("Get-CVIteration $project -Id $iteration"));
        Assert.Empty(Lines("Get-CVIteration $project -Default"));
        Assert.Equal(["NameNotFound"], Session.Run("Get-CVIteration $project 'Iteration 9'").ErrorIds);
        Assert.Equal(["IterationNotFound"], Session.Run("Get-CVIteration $project -IterationId ([guid]::NewGuid())").ErrorIds);
    }

    [Fact]
    public void An_iteration_is_renamed_and_made_the_default()
    {
        Session.Train(Folder);

        Assert.Empty(Session.Output("$iteration | Set-CVIteration -Name best"));
        var changed = Session.Output("Set-CVIteration $project best -Default -PassThru").Single();

        Assert.Equal("best", changed.Properties["Name"].Value);
        Assert.Equal(["best Completed"], Lines("Get-CVIteration $project -Default"));

        Session.Output("Set-CVIteration $project best -Name good");
        Assert.Equal(["good Completed"], Lines("Get-CVIteration $project -Default"));

        Session.Output("Set-CVIteration $project good -Default:$false");
        Assert.Empty(Lines("Get-CVIteration $project -Default"));
    }

    [Theory]
    [InlineData("-Name other", """{"Name":"other","IsDefault":true}""")]
    [InlineData("-Default:$false", """{"Name":"old","IsDefault":false}""")]
    public async Task What_is_not_changed_is_sent_as_it_is(string change, string body)
    {
        await using var server = new ScriptedServer(
            ServerReply.Json("""{"Id":"00000000-0000-0000-0000-000000000001","Name":"old","Status":"Completed","IsDefault":true}"""));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");

        Session.Output($"Set-CVIteration $project ([guid]::NewGuid()) {change}");

        Assert.Equal(["GET", "PATCH"], server.Requests.Select(request => request.Method));
        Assert.Equal(body, Encoding.UTF8.GetString(server.Requests[1].Body));
    }

    [Fact]
    public void To_change_nothing_is_an_error() =>
        Assert.Equal("NothingToChange", Session.Run("Set-CVIteration $project x -PassThru").TerminatingId);

    [Fact]
    public void A_name_that_is_taken_is_refused()
    {
        var outcome = Session.Train(Folder).Run("Set-CVIteration $project 'Iteration 1' -Name 'Iteration 2'");

        Assert.Equal(["IterationExists"], outcome.ErrorIds);
        Assert.NotNull(outcome.Errors[0].TargetObject);
    }

    [Fact]
    public void An_iteration_is_deleted()
    {
        Session.Train(Folder).Output("$iteration | Remove-CVIteration -Confirm:$false");

        Assert.Equal(["Iteration 2 New"], Lines("Get-CVIteration $project"));
        Assert.Equal(10, Session.Output("Get-CVTrainingImage $project").Count);
    }

    [Theory]
    [InlineData("Set-CVIteration $project 'Iteration 2' -Default", "IterationIsWorkspace", "Start-CVTraining")]
    [InlineData("Remove-CVIteration $project 'Iteration 2' -Confirm:$false", "IterationIsWorkspace", "Start-CVTraining")]
    [InlineData("Remove-CVIteration $project 'Iteration 1' -Confirm:$false", "IterationIsDefault", "Set-CVIteration -Default")]
    public void The_workspace_and_the_default_stay(string script, string id, string remedy)
    {
        var outcome = Session.Train(Folder, "-SetDefault").Run(script);

        Assert.Equal([id], outcome.ErrorIds);
        Assert.Contains(remedy, outcome.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(2, Lines("Get-CVIteration $project").Count());
    }

    [Fact]
    public void What_if_says_what_would_be_changed() => Assert.Contains(
        "\"Rename to 'best', make default\" on target \"iteration 'last' of project 'birds'\"",
        Session.Screen("Set-CVIteration birds last -Name best -Default -WhatIf"),
        StringComparison.Ordinal);

    private IEnumerable<string> Lines(string script) =>
        Session.Output(script).Select(iteration => $"{iteration.Properties["Name"].Value} {iteration.Properties["Status"].Value}");
}
