using System.Diagnostics;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>What Tab offers.</summary>
public sealed class CompletionTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void Projects_complete_by_the_beginning_of_their_names()
    {
        var name = $"Tab-{Guid.NewGuid():N}";
        Session.With("name", name).Output("New-CVProject $name");

        Assert.Equal([name], Offers($"Get-CVTag {name[..9].ToLowerInvariant()}"));
        Assert.Equal([name], Offers($"Get-CVTag -Project {name[..9]}"));
        Assert.Equal([name], Offers($"Get-CVTag -ProjectId '{name[..9]}"));
        Assert.Equal([name], Offers($"Get-CVProject {name[..9]}"));
        Assert.Equal([name], Offers($"Add-CVTrainingImage x.jpg -ProjectId {name[..9]}"));
    }

    [Fact]
    public void A_name_that_is_no_plain_word_is_quoted()
    {
        var name = $"it's {Guid.NewGuid():N} $x";
        Session.With("name", name).Output("New-CVProject $name");
        var quoted = $"'{name.Replace("'", "''")}'";

        Assert.Equal([quoted], Offers($"Get-CVTag '{name[..14].Replace("'", "''")}"));
        Assert.Equal([quoted], Offers($"Get-CVTag \"{name[..14]}"));
        Assert.Equal(name, Session.Output($"(Get-CVProject -ProjectId {quoted}).Name").Single().ToString());
    }

    [Fact]
    public void Tags_complete_once_the_project_is_known()
    {
        Session.Output("New-CVTag $project oak, 'old oak', ash");

        Assert.Equal(["oak", "'old oak'"], Offers("Get-CVTag $project -TagId o"));
        Assert.Equal(["ash", "oak", "'old oak'"], Offers("Remove-CVTag $project.Id -Tag ").Order(StringComparer.Ordinal).OrderBy(offer => offer.Trim('\'')));
        Assert.Equal(["oak", "'old oak'"], Offers("Add-CVTrainingImage x.jpg -Project $project -Tag o"));
        Assert.Equal(["oak", "'old oak'"], Offers("Set-CVTag $project o"));
        Assert.Equal(["oak", "'old oak'"], Offers("Add-CVImageTag -Project $project -Tag o"));
        Assert.DoesNotContain("oak", Offers("Remove-CVTag -Tag o"));
    }

    [Fact]
    public void Iterations_complete_once_the_project_is_known()
    {
        Assert.Equal(["'Iteration 1'"], Offers("Get-CVIterationPerformance $project it"));
        Assert.Equal(["'Iteration 1'"], Offers("Set-CVIteration $project 'Iter"));
        Assert.Equal(["'Iteration 1'"], Offers("Get-CVTrainingImage $project -Iteration \"Iteration"));
        Assert.DoesNotContain("'Iteration 1'", Offers("Get-CVIterationPerformance -IterationId it"));
    }

    [Fact]
    public void Domains_complete()
    {
        Assert.Equal(["Food"], Offers("New-CVProject x -Domain fo"));
        Assert.Equal(["Food"], Offers("Set-CVProject x -Domain fo"));
        Assert.Equal(["Food"], Offers("Get-CVDomain fo"));
        Assert.Equal(["Food"], Offers("Get-CVDomain -DomainId fo"));
    }

    [Fact]
    public void Enumerated_values_complete() => Assert.Equal(["Newest"], Offers("Get-CVTrainingImage $project -OrderBy N"));

    [Fact]
    public void Without_a_connection_nothing_is_offered_and_nothing_is_said()
    {
        var outcome = Session.Run("Disconnect-CVService; [System.Management.Automation.CommandCompletion]::CompleteInput('New-CVProject x -Domain fo', 26, $null).CompletionMatches");

        Assert.Null(outcome.Terminating);
        Assert.Empty(outcome.Errors);
        Assert.DoesNotContain(outcome.Output, offer => offer.Properties["CompletionText"].Value.Equals("Food"));
    }

    [Theory]
    [InlineData(401)]
    [InlineData(500)]
    public async Task A_service_that_refuses_offers_nothing(int status)
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"Code":"X","Message":"no"}""", status));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck");

        Assert.DoesNotContain("Food", Offers("New-CVProject x -Domain Fo"));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_service_that_does_not_answer_is_given_up_within_two_seconds()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck");
        Offers("Get-Date -Year "); // what completion itself costs the first time is not the service's
        var clock = Stopwatch.StartNew();

        Offers("New-CVProject x -Domain Fo");

        Assert.Single(server.Requests);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(4), $"It took {clock.Elapsed}."); // 1.8 s, and room for a busy machine
    }

    private List<string> Offers(string line) =>
    [
        .. Session.With("line", line)
            .Output("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches")
            .Select(offer => (string)offer.Properties["CompletionText"].Value),
    ];
}
