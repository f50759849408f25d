using System.Net;
using System.Security;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Get-CVAccount.</summary>
public sealed class AccountTests(SharedService shared) : ProjectTest(shared, version: "1.0")
{
    private const string Quotas =
        """
        "Quotas":{"Tier":"F0","Projects":{"Total":2,"Used":1},"Predictions":{"Total":10000,"Used":12,"TimeUntilReset":"P7D"},
        "PerProject":[{"ProjectId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31","Iterations":{"Total":10,"Used":3},"Images":{"Total":5000,"Used":36},"Tags":{"Total":50,"Used":3}}]}
        """;

    [Fact]
    public void The_account_tells_what_is_used_of_what_there_may_be()
    {
        Session.With("files", Folder.Images(2)).Output("$files | Add-CVTrainingImage -ProjectId $project -Tag brick -CreateTag");

        Session.Output("$account = Get-CVAccount; $mine = $account.Quotas.PerProject | Where-Object ProjectId -eq $project.Id");

        Assert.Equal(2, Session.Output("$mine.Images.Used").Single().BaseObject);
        Assert.Equal(1, Session.Output("$mine.Tags.Used").Single().BaseObject);
        Assert.InRange((int)Session.Output("$account.Quotas.Projects.Used").Single().BaseObject, 1, int.MaxValue); // other tests have projects too
    }

    [Fact]
    public void A_key_of_the_account_is_a_SecureString_that_connects()
    {
        Session.Output("$keys = (Get-CVAccount).Keys");

        Assert.All(
            Session.Output("$keys.TrainingKeys.PrimaryKey, $keys.TrainingKeys.SecondaryKey, $keys.PredictionKeys.PrimaryKey, $keys.PredictionKeys.SecondaryKey"),
            key => Assert.IsType<SecureString>(key.BaseObject));
        Session.With("service", Shared.Service).Output("Connect-CVService $service.Endpoint -TrainingKey $keys.TrainingKeys.PrimaryKey -PredictionKey $keys.PredictionKeys.PrimaryKey");
        Assert.Equal(Plain("$service.TrainingKey"), Plain("$keys.TrainingKeys.PrimaryKey"));
        Assert.Equal(Plain("$service.PredictionKey"), Plain("$keys.PredictionKeys.PrimaryKey"));
    }

    [Fact]
    public async Task The_views_fit_80_columns_and_hide_the_keys()
    {
        const string Key = "0123456789abcdef0123456789abcdef";
        await using var server = new ScriptedServer(ServerReply.Json(
            $$$"""{"UserName":"me","Email":"me@example.org","Keys":{"TrainingKeys":{"PrimaryKey":"{{{Key}}}","SecondaryKey":"{{{Key}}}"},"PredictionKeys":{"PrimaryKey":"{{{Key}}}","SecondaryKey":"{{{Key}}}"}},{{{Quotas}}}}"""));
        using var narrow = Shared.Connect(80);
        narrow.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        var account = narrow.Screen("Get-CVAccount");
        var projects = narrow.Screen("(Get-CVAccount).Quotas.PerProject").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var whole = narrow.Screen("(Get-CVAccount).Keys.TrainingKeys; (Get-CVAccount).Keys.TrainingKeys.PrimaryKey; \"$((Get-CVAccount).Keys.TrainingKeys.PrimaryKey)\"");

        Assert.Contains("UserName       : me\nEmail          : me@example.org\nTier           : F0\nProjects       : 1 of 2\nPredictions    : 12 of 10000\n", account, StringComparison.Ordinal);
        Assert.Contains("TrainingKeys   : hidden\nPredictionKeys : hidden\n", account, StringComparison.Ordinal);
        Assert.Equal(["ProjectId", "Images", "Tags", "Iterations"], projects[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal("ee85a74c          36 of 5000        3 of 50        3 of 10", projects[2].TrimEnd());
        Assert.All(projects, line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains("SecureString", whole, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, account + whole, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData("Local", "1, no limit")]
    [InlineData("F0", "1 of 2")]
    public async Task What_has_no_limit_says_so(string tier, string projects)
    {
        var quotas = tier == "F0" ? Quotas : Quotas.Replace("\"Total\":2,", "\"Total\":2147483647,", StringComparison.Ordinal);
        await using var server = new ScriptedServer(ServerReply.Json($$"""{"UserName":"me",{{quotas}}}"""));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        Assert.Equal(projects, Session.Output("\"$((Get-CVAccount).Quotas.Projects)\"").Single().ToString());
    }

    [Fact]
    public async Task An_answer_that_cannot_be_read_shows_none_of_its_keys()
    {
        const string Key = "0123456789abcdef0123456789hidden";
        await using var server = new ScriptedServer(
            ServerReply.Json($$$"""{"Keys":{"TrainingKeys":{"PrimaryKey":"{{{Key}}}"}},"Quotas":7}"""),
            ServerReply.Json("{\"Keys\":{\"TrainingKeys\":{\"PrimaryKey\":" + Key[1..]));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        for (var answer = 0; answer < 2; answer++)
        {
            var outcome = Session.Run("Get-CVAccount -Verbose -Debug");

            Assert.Equal("UnexpectedAnswer", outcome.TerminatingId);
            Assert.DoesNotContain(Key[1..9], $"{outcome.Terminating} {outcome.Terminating!.ErrorDetails} {outcome.Terminating.Exception} {outcome.Talk}", StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_is_refused_is_an_error()
    {
        Session.With("service", Shared.Service).Output("Connect-CVService $service.Endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");
        Assert.Equal("AccessDenied", Session.Run("Get-CVAccount").TerminatingId);

        await using var server = new ScriptedServer(ServerReply.Empty(503));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0 -MaxRetry 0");
        Assert.Equal(["ServiceFailed"], Session.Run("Get-CVAccount").ErrorIds);

        Session.Output("Disconnect-CVService");
        Assert.Equal("NotConnected", Session.Run("Get-CVAccount").TerminatingId);
    }

    private string Plain(string script) => new NetworkCredential("", (SecureString)Session.Output(script).Single().BaseObject).Password;
}
