using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Add-CVImageTag and Remove-CVImageTag.</summary>
public sealed class ImageTagTests(SharedService shared) : ProjectTest(shared, version: "1.0")
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public void Tags_are_put_on_images_of_a_listing_and_taken_off_again()
    {
        Upload(3).Output("$robin = New-CVTag $project robin; $null = New-CVTag $project wren");

        Assert.Empty(Session.Output("Get-CVTrainingImage $project | Add-CVImageTag -Tag robin, WREN"));
        Assert.Equal(["robin 3", "wren 3"], Tags());

        Assert.Empty(Session.Output("Get-CVTrainingImage $project -First 2 | Remove-CVImageTag -TagId $robin -Confirm:$false"));
        Assert.Equal(["robin 1", "wren 3"], Tags());

        Session.Output("Remove-CVImageTag -Image (Get-CVTrainingImage $project) -Tag wren, $robin.Id -Confirm:$false");
        Assert.Equal(["robin 0", "wren 0"], Tags());
        Assert.Equal(3, Session.Output("Get-CVTrainingImage $project -Untagged").Count);
    }

    [Fact]
    public void Results_of_an_upload_bring_their_images_along_and_those_without_one_are_passed_over()
    {
        Session.With("files", new[] { Folder.Image("a.jpg"), Folder.PathOf("missing.jpg"), Folder.Image("b.jpg") }).Output("New-CVTag $project robin, wren");

        var outcome = Session.Run(
            "$files | Add-CVTrainingImage -ProjectId $project -Tag robin | Add-CVImageTag -Tag wren -PassThru -Verbose");

        Assert.Equal(["ImageUnreadable"], outcome.ErrorIds);
        Assert.Equal(2, outcome.Output.Count);
        Assert.Contains("A result without an image is ignored", outcome.Talk, StringComparison.Ordinal);
        Assert.Equal(["robin 2", "wren 2"], Tags());
    }

    [Fact]
    public void Images_come_by_id_or_row_of_a_table_too()
    {
        Upload(3).Output("$tags = New-CVTag $project robin, wren; $ids = Get-CVTrainingImage $project | ForEach-Object Id");

        Session.Output("Add-CVImageTag $project.Name $ids[0], $ids[1] robin");
        Session.Output("[pscustomobject]@{ Project = $project.Name; ImageId = \"$($ids[1])\"; Tag = 'wren' }, [pscustomobject]@{ Project = $project.Id; ImageId = $ids[2]; Tag = 'robin' } | Add-CVImageTag");
        Assert.Equal(["robin 3", "wren 1"], Tags());

        Session.Output("Remove-CVImageTag $project $ids robin -Confirm:$false");
        Assert.Equal(["robin 0", "wren 1"], Tags());
    }

    [Fact]
    public void With_PassThru_the_images_come_out_as_they_are_now_and_in_order()
    {
        Upload(20).Output("$null = New-CVTag $project robin, wren; $images = Get-CVTrainingImage $project -OrderBy Oldest");

        var changed = Session.Output("$changed = $images | Add-CVImageTag -Tag robin, wren -PassThru -ThrottleLimit 8; $changed");

        Assert.Equal(Session.Output("$images.Id").Select(id => id.BaseObject), changed.Select(image => image.Properties["Id"].Value));
        Assert.Equal(40, Session.Output("$changed.Tags").Count);
        Assert.Equal(Session.Output("$project.Id").Single().BaseObject, changed[0].Properties["ProjectId"].Value);
    }

    [Fact]
    public void What_is_as_it_should_be_is_no_error()
    {
        Upload(2).Output("$null = New-CVTag $project robin; $images = Get-CVTrainingImage $project; $images | Add-CVImageTag -Tag robin");

        Session.Output("$images | Add-CVImageTag -Tag robin; Get-CVTrainingImage $project | Add-CVImageTag -Tag robin");
        Assert.Equal(["robin 2"], Tags());

        Session.Output("Get-CVTrainingImage $project -First 1 | Remove-CVImageTag -Tag robin -Confirm:$false");
        var outcome = Session.Run("Get-CVTrainingImage $project | Remove-CVImageTag -Tag robin -Confirm:$false -Verbose");

        Assert.Empty(outcome.Errors);
        Assert.Null(outcome.Terminating);
        Assert.Equal(1, outcome.Talk.Split(" does not have tag robin.").Length - 1);
        Assert.Equal(["robin 0"], Tags());
    }

    [Fact]
    public void Images_that_were_listed_before_they_changed_end_up_right_all_the_same()
    {
        Upload(2).Output("$null = New-CVTag $project robin; $before = Get-CVTrainingImage $project; $before | Add-CVImageTag -Tag robin");

        Session.Output("$before | Remove-CVImageTag -Tag robin -Confirm:$false"); // they do not show the tag that they have
        Assert.Equal(["robin 0"], Tags());

        Session.Output(
            """
            $tagged = $before | Add-CVImageTag -Tag robin -PassThru
            $tagged | Remove-CVImageTag -Tag robin -Confirm:$false
            $tagged | Add-CVImageTag -Tag robin
            $tagged | Remove-CVImageTag -Tag robin -Confirm:$false
            """); // they show a label that is not there any more, and have the tag by another
        Assert.Equal(["robin 0"], Tags());
    }

    [Theory]
    [InlineData("Get-CVTrainingImage $project -Untagged | Add-CVImageTag -Tag robin", "robin 230")]
    [InlineData("Get-CVTrainingImage $project | Add-CVImageTag -Tag robin; Get-CVTrainingImage $project -Tag robin | Remove-CVImageTag -Tag robin -Confirm:$false", "robin 0")]
    public void A_listing_that_the_change_shortens_is_gone_through_to_its_end(string script, string tags)
    {
        Upload(230).Output("$null = New-CVTag $project robin");

        Session.Output(script);

        Assert.Equal([tags], Tags());
    }

    [Fact]
    public void One_failure_leaves_the_others_alone()
    {
        Upload(3).Output(
            "$null = New-CVTag $project robin; $images = Get-CVTrainingImage $project; $images[1] | Remove-CVTrainingImage -Confirm:$false");

        var outcome = Session.Run("$images | Add-CVImageTag -Tag robin; 'on'");

        Assert.Equal(["ImageNotFound"], outcome.ErrorIds);
        Assert.Equal(Session.Output("$images[1].Id").Single().BaseObject, outcome.Errors[0].TargetObject);
        Assert.Contains("tag robin", outcome.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("NotFoundImage", outcome.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("Get-CVTrainingImage", outcome.Errors[0].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal("on", outcome.Output.Single().ToString());
        Assert.Equal(["robin 2"], Tags());
    }

    [Theory]
    [InlineData("Add-CVImageTag -Tag robin, nuthatch", "NameNotFound", "nuthatch")]
    [InlineData("Remove-CVImageTag -Tag nuthatch, robin -Confirm:$false", "NameNotFound", "nuthatch")]
    public void A_name_that_no_tag_has_is_said_once_and_changes_nothing(string script, string id, string target)
    {
        Upload(3).Output("$null = New-CVTag $project robin; Get-CVTrainingImage $project -First 1 | Add-CVImageTag -Tag robin");

        var outcome = Session.Run($"Get-CVTrainingImage $project | {script}; 'on'");

        Assert.Equal([id], outcome.ErrorIds);
        Assert.Equal(target, outcome.Errors[0].TargetObject);
        Assert.Equal("on", outcome.Output.Single().ToString());
        Assert.Equal(["robin 1"], Tags());
    }

    [Fact]
    public void Unknown_ids_are_errors_that_name_the_image()
    {
        Upload(2).Output("$null = New-CVTag $project robin; $images = Get-CVTrainingImage $project");

        Assert.Equal(["TagNotFound", "TagNotFound"], Session.Run("$images | Add-CVImageTag -TagId ([guid]::NewGuid())").ErrorIds);
        Assert.Equal(["TagNotFound", "TagNotFound"], Session.Run("$images | Remove-CVImageTag -TagId ([guid]::NewGuid()) -Confirm:$false").ErrorIds);
        Assert.Equal(["ProjectNotFound"], Session.Run("Add-CVImageTag ([guid]::NewGuid()) $images[0].Id robin").ErrorIds);
        Assert.Equal(["NameNotFound"], Session.Run("Remove-CVImageTag nobody-has-this-name $images[0].Id robin -Confirm:$false").ErrorIds);
    }

    [Fact]
    public void A_project_among_several_that_lacks_the_tag_loses_nothing_for_the_others()
    {
        Upload(2).Output("$null = New-CVTag $project robin; $first = Get-CVTrainingImage $project; $project = New-CVProject \"$($project.Name) too\"");
        Upload(1).Output("$both = @(Get-CVTrainingImage $project) + $first");

        var outcome = Session.Run("$both | Add-CVImageTag -Tag robin -PassThru");

        Assert.Equal(["NameNotFound"], outcome.ErrorIds);
        Assert.Equal(2, outcome.Output.Count);
    }

    [Theory]
    [InlineData("Add-CVImageTag $project $id $tag", "POST")]
    [InlineData("Remove-CVImageTag $project $id $tag -Confirm:$false", "GET")]
    public async Task A_refused_key_ends_it_and_trouble_that_passes_is_waited_out_within_the_budget(string script, string method)
    {
        await using var server = new ScriptedServer(ServerReply.Empty(503), ServerReply.Empty(503), ServerReply.Empty(401));
        Session.With("endpoint", server.Endpoint).With("id", Guid.NewGuid()).With("tag", Guid.NewGuid())
            .Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0; $project = $project.Id");

        var failed = Session.Run($"{script} -MaxRetry 1 -Verbose");
        var refused = Session.Run(script);

        Assert.Equal(["ServiceFailed"], failed.ErrorIds);
        Assert.Contains("Retry 1 of ", failed.Talk, StringComparison.Ordinal);
        Assert.Equal("AccessDenied", refused.TerminatingId);
        Assert.Equal([method, method, method], server.Requests.Select(request => request.Method));
    }

    [Fact]
    public async Task A_label_that_the_image_shows_costs_one_request()
    {
        await using var server = new ScriptedServer(ServerReply.Json($$"""{"Id":"{{Guid.NewGuid()}}","Labels":[]}"""));
        Upload(1).With("endpoint", server.Endpoint).Output(
            "$robin = New-CVTag $project robin; $image = Get-CVTrainingImage $project | Add-CVImageTag -Tag robin -PassThru; Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        Session.Output("$image | Remove-CVImageTag -TagId $robin -Confirm:$false");

        var request = Assert.Single(server.Requests);
        Assert.Equal($"DELETE /customvision/v1.0/Training/projects/{Text("$project.Id")}/images/{Text("$image.Id")}/label/{Text("$image.Tags[0].LabelId")}", request.Line);
    }

    [Fact]
    public async Task A_stop_cancels_what_is_under_way()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        Session.With("endpoint", server.Endpoint).With("ids", Enumerable.Range(0, 9).Select(_ => Guid.NewGuid()).ToArray()).With("tag", Guid.NewGuid())
            .Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");
        using var running = Session.Start("Add-CVImageTag $project $ids $tag");
        for (var request = 0; request < 4; request++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);

        await Task.Run(running.Stop, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Throws<PipelineStoppedException>(running.Wait);
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public void What_if_says_what_would_be_done() => Assert.Contains(
        "\"Remove tag 'robin', 'wren'\" on target \"image c151d5b5-dd07-472a-acc8-15d29dea8518 of project 'birds'\"",
        Session.Screen("Remove-CVImageTag birds c151d5b5-dd07-472a-acc8-15d29dea8518 robin, wren -WhatIf"),
        StringComparison.Ordinal);

    [Fact]
    public void Without_a_connection_it_says_so() =>
        Assert.Equal("NotConnected", Session.Run("Disconnect-CVService; Add-CVImageTag $project ([guid]::NewGuid()) robin").TerminatingId);

    private Session Upload(int count)
    {
        Session.With("files", Folder.Images(count)).Output("$null = $files | Add-CVTrainingImage -ProjectId $project");
        return Session;
    }

    private IEnumerable<string> Tags() => Session.Output("Get-CVTag $project | ForEach-Object { \"$($_.Name) $($_.ImageCount)\" }").Select(tag => tag.ToString()).Order();

    private string Text(string script) => Session.Output(script).Single().ToString();
}
