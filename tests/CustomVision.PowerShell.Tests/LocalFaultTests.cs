using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Add-CVLocalFault, Get-CVLocalFault, Remove-CVLocalFault: each kind is set with the cmdlet and met by another.</summary>
public sealed class LocalFaultTests : IClassFixture<ControlledService>, IDisposable
{
    private readonly Session session;
    private readonly TemporaryFolder folder = new();

    public LocalFaultTests(ControlledService service) => session = service.Begin("-MaxRetry 0"); // each request is sent once

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_status_is_answered_as_often_as_was_said_and_then_no_more()
    {
        session.Output("$fault = Add-CVLocalFault GetDomains 503 -Count 2");

        Assert.Equal(["ServiceFailed"], session.Run("Get-CVDomain").ErrorIds);
        Assert.Equal(1, session.Output("(Get-CVLocalFault $fault).Met").Single().BaseObject);
        Assert.Equal(["ServiceFailed"], session.Run("Get-CVDomain").ErrorIds);
        Assert.NotEmpty(session.Output("Get-CVDomain"));
        Assert.Empty(session.Output("Get-CVLocalFault"));
    }

    [Fact]
    public void Code_message_and_the_time_to_wait_reach_the_user()
    {
        session.Output("Add-CVLocalFault Get* 429 -ServiceCode BadRequest -Message 'Not now.' -RetryAfter 7");

        var error = session.Run("Get-CVDomain").Errors.Single();

        Assert.Equal("RateLimited", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.Contains("Not now.", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromSeconds(7), session.With("e", error).Output("$e.Exception.RetryAfter").Single().BaseObject);
        Assert.Equal("BadRequest", session.Output("$e.Exception.ServiceCode").Single().BaseObject);
    }

    [Theory]
    [InlineData("BeforeBody", 0)]
    [InlineData("AfterBody", 1)]
    public void A_connection_breaks_before_or_after_the_work_is_done(string drop, int made)
    {
        session.Output($"Add-CVLocalFault CreateProject -Drop {drop} -Count 1");

        Assert.Equal("ConnectionFailed", session.Run("New-CVProject dropped").TerminatingId);
        Assert.Equal(made, session.Output("Get-CVProject drop*").Count);
    }

    [Theory]
    [InlineData("-Truncate", "ConnectionFailed")]
    [InlineData("200 -Html", "UnexpectedAnswer")]
    [InlineData("502 -Html", "ServiceFailed")]
    public void An_answer_is_cut_short_or_is_a_web_page(string how, string error)
    {
        session.Output($"Add-CVLocalFault GetDomains {how}");

        var outcome = session.Run("Get-CVDomain");

        Assert.Equal([error], outcome.ErrorIds.Append(outcome.TerminatingId).OfType<string>());
    }

    [Fact]
    public void Results_in_another_order_find_their_images_all_the_same()
    {
        var files = folder.Images(5);
        session.With("files", files).Output("$project = New-CVProject reordered; Add-CVLocalFault CreateImagesFromData -Reorder -Seed 1");

        var results = session.Output("$results = $files | Add-CVTrainingImage -ProjectId $project; $results.Path");

        Assert.Equal(files, results.Select(path => path.ToString()));
        Assert.InRange((int)session.Output("(Get-CVLocalFault).Met").Single().BaseObject, 1, files.Length);
    }

    [Fact]
    public void A_delay_is_waited_for()
    {
        session.Output("Add-CVLocalFault GetDomains -Delay 0.2 -Count 1");

        var took = session.Output("Get-CVDomain | Out-Null; (Get-CVLocalRequest GetDomains -Last 1).Duration").Single().BaseObject;

        Assert.InRange((TimeSpan)took, TimeSpan.FromSeconds(0.19), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void A_rule_is_shown_as_it_was_set()
    {
        var fault = session.Output("Add-CVLocalFault Create*Data 400 -Delay 00:00:01.5 -Probability 0.25 -Seed 7 -Duration 90 -Count 3").Single();
        object? Value(string name) => fault.Properties[name].Value;

        Assert.Equal(("Create*Data", 400, 0.25, 7, 3), (Value("Operation"), Value("Status"), Value("Probability"), Value("Seed"), Value("Count")));
        Assert.Equal((TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(90)), (Value("Delay"), Value("Duration")));
        Assert.Equal(("delay 1.5 s, 400", "3 times, 25 %, for 90 s"), (Value("Effect"), Value("When")));
        Assert.Equal((null, null, false), (Value("Drop"), Value("RetryAfter"), Value("Html")));
    }

    [Fact]
    public void The_same_seed_meets_the_same_requests()
    {
        const string Try = "1..12 | ForEach-Object { try { Get-CVDomain -ErrorAction Stop | Out-Null; '.' } catch { 'x' } }; Remove-CVLocalFault $fault";

        var first = session.Output($"$fault = Add-CVLocalFault GetDomains 500 -Probability 0.5 -Seed 3; {Try}").Select(item => item.ToString());
        var second = session.Output($"$fault = Add-CVLocalFault GetDomains 500 -Probability 0.5 -Seed 3; {Try}").Select(item => item.ToString());

        Assert.Equal(first, second);
        Assert.Equal([".", "x"], first.Distinct().Order());
    }

    [Fact]
    public void Faults_are_removed_by_id_by_object_down_the_pipeline_or_all()
    {
        session.Output("$faults = 1..5 | ForEach-Object { Add-CVLocalFault GetTags 500 }");

        session.Output("Remove-CVLocalFault $faults[0].Id; Remove-CVLocalFault $faults[1]; $faults[2] | Remove-CVLocalFault");
        Assert.Equal(2, session.Output("Get-CVLocalFault").Count);
        Assert.Equal(["LocalFaultNotFound"], session.Run("Remove-CVLocalFault $faults[0]").ErrorIds);
        Assert.Equal(["LocalFaultNotFound"], session.Run("Get-CVLocalFault $faults[0], $faults[3]").ErrorIds);
        Assert.Single(session.Run("Get-CVLocalFault $faults[0], $faults[3]").Output);

        session.Output("Remove-CVLocalFault -All");
        Assert.Empty(session.Output("Get-CVLocalFault"));
        Assert.Contains("'x' is not a valid fault id", session.Run("Remove-CVLocalFault x").Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_fault_can_be_set_in_a_service_that_the_session_is_not_connected_to()
    {
        session.Output("Disconnect-CVService");

        session.Output("$service | Add-CVLocalFault GetDomains 500 -Count 1; Add-CVLocalFault GetTags 500 -Connection $service.Connection");

        Assert.Equal(2, session.Output("Get-CVLocalFault -Service $service").Count);
        Assert.Equal("NotConnected", session.Run("Get-CVLocalFault").TerminatingId);
        session.Output("Get-CVDomain -Connection $service.Connection"); // retried after the fault, which expires
        Assert.Single(session.Output("Get-CVLocalFault -Service $service"));
    }

    [Theory]
    [InlineData("Add-CVLocalFault NoSuchOperation 500", "BadRequest")]
    [InlineData("Add-CVLocalFault GetDomains 304 -Html", "BadRequest")]
    [InlineData("Add-CVLocalFault GetDomains 200", "BadRequest")]
    [InlineData("Add-CVLocalFault GetDomains 500 -Html -Message x", "BadRequest")]
    public void A_rule_that_makes_no_sense_is_refused_by_the_service(string script, string error) =>
        Assert.Equal([error], session.Run(script).ErrorIds);

    [Theory]
    [InlineData("Add-CVLocalFault GetDomains 500 -Drop AfterBody")]
    [InlineData("Add-CVLocalFault GetDomains -Truncate -RetryAfter 3")]
    [InlineData("Add-CVLocalFault GetDomains -Html -Delay 1")]
    [InlineData("Add-CVLocalFault GetDomains 99")]
    [InlineData("Add-CVLocalFault GetDomains 500 -Probability 1.5")]
    public void A_rule_that_makes_no_sense_is_refused_before_anything_is_sent(string script)
    {
        Assert.NotNull(session.Run(script).Terminating);
        Assert.Empty(session.Output("Get-CVLocalFault"));
    }

    [Fact]
    public void Every_operation_completes_and_is_one_of_the_service()
    {
        var offers = session.Output("[System.Management.Automation.CommandCompletion]::CompleteInput('Add-CVLocalFault ', 17, $null).CompletionMatches.CompletionText");

        var first = OperationTests.Steps.Select(step => step.Operation).Where(operation => operation.Length > 0).ToHashSet();
        Assert.Subset(offers.Select(offer => offer.ToString()).ToHashSet(), first);
        Assert.Contains("CreateImageRegions", offers.Select(offer => offer.ToString()));
        session.With("offers", offers).Output("$offers | ForEach-Object { Add-CVLocalFault $_ -Delay 0.001 -Count 1 }");
        Assert.Equal(["GetDomain", "GetDomains"], Offers("Get-CVLocalRequest getdom"));
        Assert.Contains("429", Offers("Add-CVLocalFault GetDomains 4"));
        Assert.Equal(["NotFoundTag"], Offers("Add-CVLocalFault GetTag 404 -ServiceCode notfoundt"));
        Assert.Equal(["AfterBody"], Offers("Add-CVLocalFault GetTag -Drop a"));
    }

    private IEnumerable<string> Offers(string line) => session.With("line", line)
        .Output("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText")
        .Select(offer => offer.ToString());
}
