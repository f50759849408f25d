using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Get-CVPrediction and Remove-CVPrediction, and what follows from a prediction.</summary>
public sealed class StoredPredictionTests(SharedService shared) : TrainedTest(shared)
{
    [Fact]
    public async Task A_long_list_comes_whole_and_in_the_part_asked_for()
    {
        await TrainAsync();
        Session.Output("$made = 1..12 | ForEach-Object { $images } | Invoke-CVPrediction -ProjectId $project | ForEach-Object Id");

        Assert.Equal(Ids("$made").Order(), Ids("Get-CVPrediction $project | ForEach-Object Id").Order());
        var oldest = Ids("Get-CVPrediction $project -OrderBy Oldest | ForEach-Object Id");
        Assert.Equal(144, oldest.Count);
        Assert.Equal(oldest.Take(70), Ids("$project | Get-CVPrediction -OrderBy Oldest -First 70 | ForEach-Object Id"));
        Assert.Equal(oldest.Take(3), Ids("Get-CVPrediction $project -OrderBy Oldest | Select-Object -First 3 | ForEach-Object Id"));
        Assert.Equal(144, Session.Output("Get-CVPrediction $project -OrderBy Suggested").Count);
    }

    [Fact]
    public async Task Filters_reach_the_service_under_its_names()
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"Results":[],"Token":null}"""));
        var id = Guid.NewGuid();
        Session.With("endpoint", server.Endpoint).With("id", id).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        Session.Output(
            "Get-CVPrediction $id -IterationId $id -TagId $id -Threshold 0.25 -StartTime 2026-01-02T03:04:05Z -EndTime '2026-02-03T04:05:06+01:00' -Application 'the door' -OrderBy Oldest -First 10");

        var request = Assert.Single(server.Requests);
        var text = Uri.UnescapeDataString(request.Target) + request.BodyText;
        foreach (var wanted in new[] { id.ToString(), "0.25", "2026-01-02T03:04:05", "2026-02-03T03:05:06", "the door", "Oldest", "10" })
            Assert.Contains(wanted, text, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task Tag_and_threshold_choose_and_an_unknown_tag_is_an_error()
    {
        await TrainAsync();
        Session.Output("$images | Invoke-CVPrediction -ProjectId $project");

        var bricks = Session.Output("Get-CVPrediction $project -TagId brick -Threshold 0.5");

        Assert.InRange(bricks.Count, 1, 11);
        Assert.All(bricks, prediction => Assert.Equal("brick", Session.With("one", prediction).Output("$one.Predictions[0].TagName").Single().ToString()));
        Assert.Equal(["NameNotFound"], Session.Run("Get-CVPrediction $project -TagId moss").ErrorIds);
    }

    [Fact]
    public async Task A_listing_piped_into_removal_removes_every_prediction()
    {
        await TrainAsync();
        Session.Output("1..12 | ForEach-Object { $images } | Invoke-CVPrediction -ProjectId $project");

        Session.Output("Get-CVPrediction $project | Remove-CVPrediction -Confirm:$false");

        Assert.Empty(Session.Output("Get-CVPrediction $project"));
    }

    [Fact]
    public async Task Single_predictions_are_removed_by_id_or_as_Invoke_gives_them()
    {
        await TrainAsync();
        Session.Output("$made = $images[0..3] | Invoke-CVPrediction -ProjectId $project");

        Session.Output("Remove-CVPrediction $project.Name $made[0].Id -Confirm:$false; $made[2] | Remove-CVPrediction -Confirm:$false");

        Assert.Equal(Ids("$made[1, 3].Id").Order(), Ids("(Get-CVPrediction $project).Id").Order());
    }

    [Fact]
    public async Task Removal_goes_in_requests_of_64()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(204));
        Session.With("endpoint", server.Endpoint).With("ids", Enumerable.Range(0, 130).Select(_ => Guid.NewGuid()).ToArray())
            .Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        Session.Output("Remove-CVPrediction $project.Id $ids -Confirm:$false");

        Assert.Equal(3, server.Requests.Count);
        Assert.All(server.Requests, request => Assert.Equal("DELETE", request.Method));
    }

    [Fact]
    public async Task A_stored_prediction_that_is_added_becomes_a_training_image_with_the_tag_that_is_right()
    {
        await TrainAsync();
        Session.With("file", Folder.Image("new.jpg")).Output("$made = Invoke-CVPrediction $file -ProjectId $project");

        var result = Session.Output("Get-CVPrediction $project | Add-CVTrainingImage -ProjectId $project -Tag grass").Single();

        Assert.Equal("OK", result.Properties["Status"].Value);
        Assert.Equal(Session.Output("$made.Id").Single().ToString(), result.Properties["Path"].Value);
        Assert.Equal(7, Session.Output("Get-CVTrainingImage $project -TagId grass").Count);
    }

    private List<Guid> Ids(string script) => [.. Session.Output(script).Select(id => (Guid)id.BaseObject)];
}
