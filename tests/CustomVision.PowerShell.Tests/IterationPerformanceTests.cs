using System.Globalization;
using System.Text;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Get-CVIterationPerformance, and how it shows.</summary>
public sealed class IterationPerformanceTests(SharedService shared) : ProjectTest(shared)
{
    private const string Iteration1 = "00000000-0000-0000-0000-000000000001";
    private const string Iteration2 = "00000000-0000-0000-0000-000000000002";

    private const string Performance =
        """
        {"PerTagPerformance":[
        {"TagId":"ee85a74c-405e-4adc-bb47-ffa8ca0c9f31","TagName":"robin","Precision":1,"PrecisionStdDeviation":0,"Recall":0.846,"RecallStdDeviation":0.1234},
        {"TagId":"c151d5b5-dd07-472a-acc8-15d29dea8518","TagName":"a tag with a name that is far longer than any column","Precision":0.5,"PrecisionStdDeviation":0.25,"Recall":0,"RecallStdDeviation":0}],
        "Precision":0.75,"PrecisionStdDeviation":0.1,"Recall":0.6,"RecallStdDeviation":0.05}
        """;

    [Fact]
    public void A_trained_iteration_is_measured_by_name_by_id_or_as_it_comes_down_the_pipeline()
    {
        Session.Train(Folder);
        string[] scripts =
        [
            "$iteration | Get-CVIterationPerformance",
            "Get-CVIterationPerformance $project",
            "$project | Get-CVIterationPerformance",
            "$project.Name | Get-CVIterationPerformance",
            "Get-CVIterationPerformance $project.Name 'iteration 1'",
            "Get-CVIterationPerformance -Project $project -IterationId $iteration.Id",
            "Get-CVIteration $project | Where-Object Status -eq Completed | Get-CVIterationPerformance",
        ];

        foreach (var script in scripts)
        {
            Session.Output($"$measured = @({script})");

            Assert.Equal(
                [Session.Output("$iteration.Id").Single().BaseObject, Session.Output("$project.Id").Single().BaseObject, "Iteration 1", 0.5, "brick", "grass"],
                Session.Output("$measured.IterationId, $measured.ProjectId, $measured.IterationName, $measured.Threshold; $measured.PerTagPerformance.TagName")
                    .Select(value => value.BaseObject));
            Assert.InRange((double)Session.Output("$measured[0].Precision").Single().BaseObject, 0.5, 1);
            Assert.InRange((double)Session.Output("$measured[0].Recall").Single().BaseObject, 0.5, 1);
        }
    }

    [Fact]
    public void A_higher_threshold_finds_less()
    {
        Session.Train(Folder);

        var recalls = Session.Output("0, 0.5, 1 | ForEach-Object { (Get-CVIterationPerformance $project -Threshold $_).Recall }").Select(recall => (double)recall.BaseObject).ToList();

        Assert.Equal(1, recalls[0]);
        Assert.Equal(recalls.OrderDescending(), recalls);
        Assert.True(recalls[2] < recalls[0]);
    }

    [Fact]
    public async Task Without_an_iteration_the_one_that_was_trained_last_is_measured()
    {
        await using var server = new ScriptedServer(request => request.Target.Contains("/performance", StringComparison.Ordinal)
            ? ServerReply.Json(Performance)
            : ServerReply.Json(
                $$"""
                [{"Id":"{{Iteration2}}","Name":"late","Status":"Completed","TrainedAt":"2026-03-01T00:00:00Z"},
                {"Id":"{{Iteration1}}","Name":"early","Status":"Completed","TrainedAt":"2026-02-01T00:00:00Z","IsDefault":true},
                {"Id":"{{Guid.NewGuid()}}","Name":"failed","Status":"Failed","TrainedAt":"2026-04-01T00:00:00Z"},
                {"Id":"{{Guid.NewGuid()}}","Name":"open","Status":"New"}]
                """));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        Assert.Equal("late", Session.Output("(Get-CVIterationPerformance $project.Id -Threshold 0.75).IterationName").Single().ToString());

        Assert.EndsWith($"/iterations/{Iteration2}/performance?threshold=0.75", server.Requests[^1].Target, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public void What_is_not_trained_or_not_there_is_an_error_and_the_pipeline_goes_on()
    {
        var outcome = Session.Run("$project | Get-CVIterationPerformance; 'on'");

        Assert.Equal(["IterationNotTrained"], outcome.ErrorIds);
        Assert.Equal(Session.Output("$project.Id").Single().BaseObject, outcome.Errors[0].TargetObject);
        Assert.All(outcome.Errors, error => Assert.Contains("Start-CVTraining", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal));
        Assert.Equal("on", outcome.Output.Single().ToString());
        Assert.Equal(["NameNotFound"], Session.Run("Get-CVIterationPerformance $project best").ErrorIds);
        Assert.Equal(["IterationNotFound"], Session.Run("Get-CVIterationPerformance $project ([guid]::NewGuid())").ErrorIds);
        Assert.Equal(["ProjectNotFound"], Session.Run("Get-CVIterationPerformance ([guid]::NewGuid())").ErrorIds);
        Assert.Equal(["NameNotFound"], Session.Run("'nobody-has-this-name' | Get-CVIterationPerformance").ErrorIds);
    }

    [Theory]
    [InlineData("-0.1")]
    [InlineData("1.1")]
    public async Task A_threshold_that_is_no_share_is_refused_before_anything_is_sent(string threshold)
    {
        await using var server = new ScriptedServer(ServerReply.Empty(500));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        Assert.Equal("ParameterArgumentValidationError", Session.Run($"Get-CVIterationPerformance $project -Threshold {threshold}").TerminatingId);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task The_views_have_bars_with_numbers_and_fit_80_columns()
    {
        await using var server = new ScriptedServer(ServerReply.Json(Performance));
        using var narrow = Show(server);

        var iteration = Lines(narrow.Screen("$iteration | Get-CVIterationPerformance"));
        var tags = Lines(narrow.Screen("($iteration | Get-CVIterationPerformance).PerTagPerformance"));

        var (full, half, none) = (Bar(1, 10), Bar(0.5, 5), Bar(0, 0));
        Assert.Equal("Iteration 1, threshold 0.5", iteration[0]);
        Assert.Equal(["Precision", "+/-", "Recall", "+/-", "Tag"], Words(iteration[1]));
        Assert.Equal($"{full} {Percent(0)}  {Bar(0.846, 8)} {Percent(0.1234)}  robin", iteration[3]);
        Assert.StartsWith($"{half} {Percent(0.25)}  {none} {Percent(0)}  a tag with a name", iteration[4], StringComparison.Ordinal);
        Assert.Equal($"{Bar(0.75, 8)} {Percent(0.1)}  {Bar(0.6, 6)} {Percent(0.05)}  (all tags)", iteration[^1]);
        Assert.Equal(["Tag", "Precision", "+/-", "Recall", "+/-"], Words(tags[0]));
        Assert.StartsWith($"robin                  {full} {Percent(0)} {Bar(0.846, 8)}", tags[2], StringComparison.Ordinal);
        Assert.Contains($" {half} {Percent(0.25)} {none}", tags[3], StringComparison.Ordinal);
        Assert.All(iteration.Concat(tags), line => Assert.InRange(line.Length, 1, 80));
    }

    [Theory]
    [InlineData("utf-8", 0.96, "██████████")]
    [InlineData("utf-8", 0.04, "░░░░░░░░░░")]
    [InlineData("us-ascii", 0.25, "###.......")]
    [InlineData("us-ascii", 1.0, "##########")]
    [InlineData("iso-8859-1", 0.0, "..........")]
    public void A_screen_without_blocks_gets_other_characters(string encoding, double share, string bar) => Assert.Equal(
        $"{bar} {Percent(share)}",
        Session.With("share", share).With("encoding", Encoding.GetEncoding(encoding))
            .Output("[CustomVision.PowerShell.Formats.PercentageBar]::Of($share, $encoding, $false)").Single().ToString());

    [Theory]
    [InlineData(0.95, "32")]
    [InlineData(0.7, "33")]
    [InlineData(0.2, "31")]
    public async Task Bars_are_coloured_only_where_the_host_shows_colours(double precision, string colour)
    {
        await using var server = new ScriptedServer(ServerReply.Json($$"""{"Precision":{{precision.ToString(CultureInfo.InvariantCulture)}},"Recall":0}"""));
        using var plain = Show(server);
        using var styled = Show(server, styled: true);
        const string Script = "$iteration | Get-CVIterationPerformance; $PSStyle.OutputRendering = 'PlainText'; $iteration | Get-CVIterationPerformance; $PSStyle.OutputRendering = 'Host'";

        var shown = styled.Screen(Script);
        var (coloured, afterwards) = (shown[..shown.LastIndexOf("Iteration 1", StringComparison.Ordinal)], shown[shown.LastIndexOf("Iteration 1", StringComparison.Ordinal)..]);

        Assert.Contains($"\u001b[{colour}m", coloured, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', afterwards); // what NO_COLOR makes of $PSStyle
        Assert.DoesNotContain('\u001b', plain.Screen(Script));
    }

    private Session Show(ScriptedServer server, bool styled = false)
    {
        var session = Session.Reusable(80, styled).With("endpoint", server.Endpoint).With(
            "iteration", Session.Output("[CustomVision.Models.Iteration] @{ Id = [guid]::NewGuid(); Name = 'Iteration 1'; Status = 'Completed'; ProjectId = $project.Id }").Single());
        session.Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");
        return session;
    }

    private static string Bar(double share, int filled)
    {
        var (full, empty) = Console.OutputEncoding.GetString(Console.OutputEncoding.GetBytes("█░")) == "█░" ? ('█', '░') : ('#', '.');
        return $"{new string(full, filled)}{new string(empty, 10 - filled)} {Percent(share)}";
    }

    private static string Percent(double share) => string.Format(CultureInfo.CurrentCulture, "{0,7:P1}", share);

    private static string[] Lines(string shown) => [.. shown.Split('\n').Select(line => line.TrimEnd()).Where(line => line.Length > 0)];

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
