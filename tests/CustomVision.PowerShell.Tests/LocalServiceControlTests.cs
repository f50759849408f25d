using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Reset-CVLocalService and Set-CVLocalService, and what none of the cmdlets for local services does to another service.</summary>
public sealed class LocalServiceControlTests : IClassFixture<ControlledService>, IDisposable
{
    private readonly Session session;
    private readonly TemporaryFolder folder = new();

    public LocalServiceControlTests(ControlledService service) => session = service.Begin();

    public static TheoryData<string> Controls =>
    [
        "Add-CVLocalFault * 500",
        "Get-CVLocalFault",
        "Get-CVLocalRequest",
        "Remove-CVLocalFault 1",
        "Remove-CVLocalFault -All",
        "Import-CVModel model.zip",
        "Reset-CVLocalService -Confirm:$false",
        "Set-CVLocalService -Profile F0",
    ];

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_reset_leaves_nothing_behind()
    {
        session.Output("New-CVProject kept | Out-Null; Add-CVLocalFault GetTags 500 | Out-Null");

        Assert.Empty(session.Output("Reset-CVLocalService -Confirm:$false"));

        Assert.Empty(session.Output("Get-CVLocalRequest"));
        Assert.Empty(session.Output("Get-CVLocalFault"));
        Assert.Empty(session.Output("Get-CVProject"));
    }

    [Theory]
    [InlineData("-Data", 0, 1, 2)]
    [InlineData("-Fault", 1, 0, 2)]
    [InlineData("-Request", 1, 1, 0)]
    [InlineData("-Fault -Request", 1, 0, 0)]
    public void A_reset_of_a_part_leaves_the_rest(string part, int projects, int faults, int requests)
    {
        session.Output("New-CVProject kept | Out-Null; Add-CVLocalFault GetTags 500 | Out-Null");

        session.Output($"$service | Reset-CVLocalService {part} -Confirm:$false");

        Assert.Equal(requests, session.Output("Get-CVLocalRequest").Count);
        Assert.Equal(faults, session.Output("Get-CVLocalFault").Count);
        Assert.Equal(projects, session.Output("Get-CVProject").Count);
    }

    [Fact]
    public void A_full_quota_is_an_error_of_its_own_and_ends_with_the_profile()
    {
        session.Output("Set-CVLocalService -Profile F0; New-CVProject one | Out-Null; New-CVProject two | Out-Null");

        Assert.Equal("QuotaExceeded", session.Run("New-CVProject three").TerminatingId ?? session.Run("New-CVProject three").ErrorIds.Single());

        session.Output("Set-CVLocalService -Profile None; New-CVProject three");
    }

    [Fact]
    public void A_training_that_is_to_fail_does_and_one_that_is_to_be_instant_has_ended_at_once()
    {
        session.Output("$project = New-CVProject trained");
        session.Upload(folder, "brick").Upload(folder, "grass");

        session.Output("Set-CVLocalService -TrainingMode Fail -TrainingMessage 'out of luck'");
        Assert.Equal("Failed", session.Output("Start-CVTraining $project | Out-Null; while ((Get-CVIteration $project)[0].Status -eq 'Training') { }; (Get-CVIteration $project)[0].Status").Single().ToString());

        var failed = session.Run("Start-CVTraining $project -Wait");
        Assert.Equal(["TrainingFailed"], failed.ErrorIds);
        Assert.Contains("The training of 'Iteration 2' failed: out of luck", failed.Errors[0].ToString(), StringComparison.Ordinal);

        session.Output("Set-CVLocalService -TrainingMode Instant");
        Assert.Equal(
            ["Failed", "Failed", "Completed"],
            session.Output("Start-CVTraining $project | Out-Null; (Get-CVIteration $project | Sort-Object Name).Status").Select(status => status.ToString()));
    }

    [Fact]
    public void What_was_set_is_told_with_PassThru_and_the_rest_stays()
    {
        Assert.Empty(session.Output("Set-CVLocalService -Profile S0"));

        var settings = session.Output("Set-CVLocalService -TrainingMode Polls -TrainingAmount 3 -PassThru").Single();

        Assert.Equal("S0", settings.Properties["Profile"].Value.ToString());
        Assert.Equal("Polls 3", settings.Properties["Training"].Value.ToString());
    }

    [Theory]
    [InlineData("Set-CVLocalService -PassThru", "NothingToChange")]
    [InlineData("Set-CVLocalService -TrainingMode Seconds", "BadArgument")]
    [InlineData("Set-CVLocalService -TrainingMode Real -TrainingAmount 3", "BadArgument")]
    [InlineData("Set-CVLocalService -TrainingAmount 3", "BadArgument")]
    [InlineData("Set-CVLocalService -TrainingMode Polls -TrainingAmount 1 -TrainingMessage x", "BadArgument")]
    [InlineData("Start-CVLocalService -InMemory -TrainingMode Polls", "BadArgument")]
    [InlineData("Start-CVLocalService -InMemory -TrainingAmount 1", "BadArgument")]
    [InlineData("Start-CVLocalService -InMemory -AllowOrigin *", "ParameterArgumentValidationError")]
    public void Settings_that_make_no_sense_are_refused(string script, string error) => Assert.Equal(error, session.Run(script).TerminatingId);

    [Fact]
    public async Task A_service_is_started_with_the_settings_that_are_given()
    {
        var endpoint = session.Output(
            "$other = Start-CVLocalService -InMemory -NoConnect -Profile F0 -TrainingMode Seconds -TrainingAmount 1.5 -AllowOrigin http://localhost:8080, https://example.org/; $other.Endpoint")
            .Single().ToString();

        using var client = new HttpClient();
        foreach (var (origin, isAllowed) in new[] { ("http://localhost:8080", true), ("https://example.org", true), ("http://localhost:8081", false) })
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{endpoint}_local/health") { Headers = { { "Origin", origin } } };
            using var answer = await client.SendAsync(request, TestContext.Current.CancellationToken);
            Assert.Equal(isAllowed, answer.Headers.Contains("Access-Control-Allow-Origin"));
        }

        var settings = session.Output("$other | Set-CVLocalService -Profile S0 -PassThru; $other | Stop-CVLocalService").Single();

        Assert.Equal("Seconds 1.5", settings.Properties["Training"].Value.ToString());
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public async Task What_is_no_local_service_is_asked_once_who_it_is_and_nothing_else(string script)
    {
        await using var azure = new ScriptedServer(ServerReply.Json("""{"statusCode":404,"message":"Resource not found"}""", 404));
        session.With("endpoint", azure.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");

        Assert.Equal("NotALocalService", session.Run(script).TerminatingId);

        var request = Assert.Single(azure.Requests);
        Assert.Equal(("GET", "/_local/health"), (request.Method, request.Target));
        Assert.Null(request.Header("Training-key"));
    }

    [Fact]
    public async Task A_web_page_is_no_local_service()
    {
        await using var portal = new ScriptedServer(ServerReply.Text("text/html", "<html><title>Sign in</title></html>"));
        session.With("endpoint", portal.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");

        Assert.Equal("NotALocalService", session.Run("Reset-CVLocalService -Confirm:$false").TerminatingId);
        Assert.Single(portal.Requests);
    }

    [Theory]
    [MemberData(nameof(Controls))]
    public void Another_machine_is_not_even_asked(string script)
    {
        // Nothing has this name: a request would fail with another error.
        session.Output("Connect-CVService https://no-such-host.invalid/ -TrainingKey 0123456789abcdef -SkipCheck");

        Assert.Equal("NotALocalService", session.Run(script).TerminatingId);
    }
}
