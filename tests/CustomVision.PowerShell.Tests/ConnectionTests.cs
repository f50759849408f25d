using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Connect-CVService, Disconnect-CVService, Get-CVConnection, and what the other cmdlets make of it.</summary>
public sealed class ConnectionTests(SharedService shared)
{
    [Fact]
    public void Connecting_checks_the_key_and_sets_the_session()
    {
        using var session = shared.Connect();

        var connection = session.Output("Get-CVConnection").Single();

        Assert.Equal(shared.Service.Properties["Endpoint"].Value, connection.Properties["TrainingEndpoint"].Value);
        Assert.Equal(true, connection.Properties["HasTrainingKey"].Value);
        Assert.Equal("Connect-CVService", connection.Properties["Source"].Value);
        Assert.NotEmpty(session.Output("Get-CVDomain"));
    }

    [Fact]
    public void A_wrong_key_is_told_at_once_and_leaves_the_session_as_it_was()
    {
        using var session = Session.Reusable().With("service", shared.Service);

        var outcome = session.Run("Connect-CVService -Endpoint $service.Endpoint -TrainingKey 0123456789abcdef0123456789abcdef");

        Assert.Equal("AccessDenied", outcome.TerminatingId);
        Assert.Equal(ErrorCategory.AuthenticationError, outcome.Terminating!.CategoryInfo.Category);
        Assert.Contains("401", outcome.Terminating.ToString(), StringComparison.Ordinal);
        Assert.Contains("Keys and Endpoint", outcome.Terminating.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(session.Output("Get-CVConnection"));
    }

    [Theory]
    [InlineData("'westeurope'", "BadArgument", "westeurope")]
    [InlineData("'http://example.com'", "BadArgument", "plain HTTP")]
    [InlineData("'http://127.0.0.1:9'", "ConnectionFailed", "127.0.0.1:9")]
    public void An_endpoint_that_cannot_be_right_is_named(string endpoint, string errorId, string named)
    {
        using var session = Session.Reusable();

        var outcome = session.Run($"Connect-CVService {endpoint} -TrainingKey abcdef");

        Assert.Equal(errorId, outcome.TerminatingId);
        Assert.Contains(named, outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_check_has_a_limit_of_15_seconds()
    {
        await using var silent = new ScriptedServer(_ => ServerReply.Hang);
        using var session = new Session().With("endpoint", silent.Endpoint);

        var outcome = session.Run("Connect-CVService $endpoint -TrainingKey abc");

        Assert.Equal("RequestTimedOut", outcome.TerminatingId);
        Assert.Contains("did not answer within 15 s", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    // A shorter -Timeout makes it shorter.
    [Fact]
    public async Task An_endpoint_that_does_not_answer_ends_the_check_and_the_error_names_SkipCheck()
    {
        await using var silent = new ScriptedServer(_ => ServerReply.Hang);
        using var session = new Session().With("endpoint", silent.Endpoint);

        var outcome = session.Run("Connect-CVService $endpoint -TrainingKey abc -Timeout 0.2 -RetryTimeout 0.1");

        Assert.Equal("RequestTimedOut", outcome.TerminatingId);
        Assert.Contains("-SkipCheck", outcome.Terminating!.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        session.Output("Connect-CVService $endpoint -TrainingKey abc -SkipCheck");
        Assert.Single(session.Output("Get-CVConnection"));
    }

    [Fact]
    public void The_address_of_an_operation_is_understood_as_the_endpoint_in_it()
    {
        using var session = Session.Reusable().With("service", shared.Service);

        session.Output("Connect-CVService \"$($service.Endpoint)customvision/v1.0/Training/projects\" -TrainingKey $service.TrainingKey");

        Assert.Equal(shared.Service.Properties["Endpoint"].Value, session.Output("(Get-CVConnection).TrainingEndpoint").Single().BaseObject);
    }

    [Fact]
    public void Disconnecting_forgets_the_connection()
    {
        using var session = shared.Connect();

        session.Output("Disconnect-CVService");

        Assert.Empty(session.Output("Get-CVConnection"));
        Assert.Equal("NotConnected", session.Run("Get-CVProject").TerminatingId);
    }

    [Fact]
    public void A_connection_given_goes_before_that_of_the_session()
    {
        using var session = Session.Reusable().With("service", shared.Service);

        session.Output("Connect-CVService http://127.0.0.1:9 -TrainingKey abcdef -SkipCheck");

        Assert.NotEmpty(session.Output("Get-CVDomain -Connection $service.Connection"));
        Assert.Equal("ConnectionFailed", session.Run("Get-CVDomain").TerminatingId);
    }

    [Theory]
    [InlineData("30", 30)]
    [InlineData("0.5", 0.5)]
    [InlineData("'00:02:00'", 120)]
    [InlineData("([timespan]::FromSeconds(7))", 7)]
    public void A_timeout_is_a_number_of_seconds_or_a_TimeSpan(string given, double seconds)
    {
        using var session = Session.Reusable();

        var connection = session.Output($"Connect-CVService http://127.0.0.1:9 -TrainingKey abcdef -SkipCheck -PassThru -Timeout {given}").Single();

        Assert.Equal(TimeSpan.FromSeconds(seconds), connection.Properties["Timeout"].Value);
    }

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("soon")]
    [InlineData("99999999")]
    public void A_timeout_that_is_none_is_named(string given)
    {
        using var session = Session.Reusable();

        var outcome = session.Run($"Connect-CVService http://127.0.0.1:9 -TrainingKey abcdef -SkipCheck -Timeout {given}");

        Assert.Contains($"'{given}' is not a time", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sessions_do_not_see_the_connections_of_others()
    {
        using var connected = shared.Connect();
        using var other = Session.Reusable();

        Assert.Empty(other.Output("Get-CVConnection"));
    }

    [Fact]
    public void A_session_without_connection_says_how_to_get_one()
    {
        using var session = Session.Reusable();

        var outcome = session.Run("Get-CVProject");

        Assert.Equal("NotConnected", outcome.TerminatingId);
        Assert.Contains("Connect-CVService", outcome.Terminating!.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_leaves_the_session_as_it_was()
    {
        using var session = shared.Connect();

        session.Output("Connect-CVService http://127.0.0.1:9 -TrainingKey abcdef -WhatIf; Disconnect-CVService -WhatIf");

        Assert.NotEmpty(session.Output("Get-CVDomain"));
    }
}
