using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Objects of one cmdlet as the input of another, and several objects in one argument.</summary>
public sealed class PipelineTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void Images_of_a_project_are_copied_to_another_without_their_tags_unless_tags_are_named()
    {
        Session.With("files", Folder.Images(2)).Output("$files | Add-CVTrainingImage -ProjectId $project -Tag brick -CreateTag");
        Session.Output($"$other = New-CVProject copy-{Guid.NewGuid():N}");

        Assert.Equal(["OK", "OK"], Session.Output("(Get-CVTrainingImage $project | Add-CVTrainingImage -ProjectId $other).Status").Select(status => $"{status}"));
        Assert.Equal(2, Session.Output("Get-CVTrainingImage $other -Untagged").Count);
        Assert.Empty(Session.Output("Get-CVTag $other"));

        Session.Output("Get-CVTrainingImage $project | Add-CVTrainingImage -ProjectId $other -Tag wall -CreateTag -TagDuplicate");
        Assert.Equal(2, Session.Output("Get-CVTrainingImage $other -TagId wall").Count);
    }

    [Fact]
    public void A_tag_from_the_pipeline_gets_its_images()
    {
        Session.With("files", Folder.Images(3)).Output("$files[0, 1] | Add-CVTrainingImage -ProjectId $project -Tag brick -CreateTag; $files[2] | Add-CVTrainingImage -ProjectId $project -Tag grass -CreateTag");

        Assert.Equal(["brick", "brick"], Session.Output("(Get-CVTag $project brick | Get-CVTrainingImage).TagNames").Select(names => $"{names}"));
        Assert.Equal(3, Session.Output("Get-CVTag $project | Get-CVTrainingImage").Count);
        Assert.Equal(3, Session.Output("$project | Get-CVTrainingImage").Count);
    }

    [Fact]
    public void Images_are_found_by_id_in_the_order_of_the_ids()
    {
        Session.With("files", Folder.Images(3)).Output("$files | Add-CVTrainingImage -ProjectId $project; $all = Get-CVTrainingImage $project; $none = [guid]::NewGuid()");

        var outcome = Session.Run("Get-CVTrainingImage $project -Id $all[2].Id, $none, $all[0]");

        Assert.Equal(Session.Output("$all[2, 0].Id").Select(id => $"{id}"), outcome.Output.Select(image => $"{image}"));
        Assert.Equal(["ImageNotFound"], outcome.ErrorIds);
        Assert.Contains("has no image", outcome.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-CVTag $project | Add-CVTrainingImage -ProjectId $project", "Tag")]
    [InlineData("$project | Add-CVTrainingImage -ProjectId $project", "Project")]
    [InlineData("[pscustomobject] @{ Name = 'a' } | Add-CVTrainingImage -ProjectId $project", "PSCustomObject")]
    [InlineData("Get-CVTag $project | Invoke-CVPrediction -ProjectId $project", "Tag")]
    public void An_object_without_a_path_is_rejected_with_its_type(string script, string type)
    {
        Session.Output("New-CVTag $project brick");

        var outcome = Session.Run(script);

        Assert.Empty(outcome.Output);
        Assert.Contains($"is not an image: the {type} object has no property Path", $"{(outcome.Errors.Count > 0 ? outcome.Errors[0] : outcome.Terminating)}", StringComparison.Ordinal);
    }

    [Fact]
    public void A_row_without_a_path_has_a_result_that_names_the_row()
    {
        var script = "$rows = 0..2 | ForEach-Object { [pscustomobject] @{ Path = @($files[0], '', $files[1])[$_]; Tag = 'a' } }; $rows | Add-CVTrainingImage -ProjectId $project -CreateTag -TagFromFolder";
        var outcome = Session.With("files", Folder.Images(2)).Run(script);

        Assert.Equal(["OK", "ErrorSource", "OK"], outcome.Output.Select(result => $"{result.Properties["Status"].Value}"));
        Assert.Equal("row 2", outcome.Output[1].Properties["Path"].Value);
        Assert.Equal(["ImageUnreadable"], outcome.ErrorIds);
        Assert.Contains("The Path of row 2 of the input is empty.", outcome.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Add-CVTrainingImage -Url http://127.0.0.1:9/a.jpg -ProjectId $project -TagFromFolder -CreateTag")]
    [InlineData("Add-CVTrainingImage -PredictionId ([guid]::NewGuid()) -ProjectId $project -TagFromFolder")]
    public void TagFromFolder_is_rejected_where_there_is_no_folder(string script)
    {
        var outcome = Session.Run(script);

        Assert.Equal("BadArgument", outcome.TerminatingId);
        Assert.Contains("-TagFromFolder requires files", outcome.Terminating!.ToString(), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void Several_objects_are_removed_and_read_with_one_argument()
    {
        Session.Output($"'a', 'b', 'c', 'd' | New-CVTag $project; $one = New-CVProject one-{Guid.NewGuid():N}; $two = New-CVProject two-{Guid.NewGuid():N}");

        Assert.Equal(["a", "d"], Session.Output("(Get-CVTag $project -TagId a, d).Name").Select(name => $"{name}"));
        Session.Output("Remove-CVTag $project a, b -Confirm:$false; Get-CVTag $project c, d | Remove-CVTag -Confirm:$false");
        Assert.Empty(Session.Output("Get-CVTag $project"));
        Assert.Equal(2, Session.Output("Get-CVProject -ProjectId $one, $two.Name").Count);
        Session.Output("Remove-CVProject $one, $two.Name -Confirm:$false");
        Assert.Equal(["ProjectNotFound", "ProjectNotFound"], Session.Run("Get-CVProject -ProjectId $one, $two").ErrorIds);
    }

    [Fact]
    public void Prompts_name_tags_and_projects_also_for_objects_from_the_pipeline()
    {
        Session.Output("New-CVTag $project brick; New-CVTag $project grass");
        var name = Session.Output("$project.Name").Single();

        Assert.Contains($"tag 'brick' of project '{name}'", Session.Screen("Get-CVTag $project brick | Remove-CVTag -WhatIf"), StringComparison.Ordinal);
        Assert.Contains($"tag 'grass' of project '{name}'", Session.Screen("Remove-CVTag $project.Id brick, grass -WhatIf"), StringComparison.Ordinal);
        Assert.Contains($"iteration 'Iteration 1' of project '{name}'", Session.Screen("Remove-CVIteration $project 'Iteration 1' -WhatIf"), StringComparison.Ordinal);
        Assert.Contains($"project '{name}'", Session.Screen("Remove-CVProject $project.Id -WhatIf"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("$image | Remove-CVTrainingImage", "of project '{0}'")]
    [InlineData("Remove-CVTrainingImage $project.Id -All", "all images of project '{0}'")]
    [InlineData("$image | Add-CVImageTag -TagId $brick.Id", "of project '{0}'", "Add tag 'brick'")]
    [InlineData("$image | Remove-CVImageTag -TagId brick", "of project '{0}'", "Remove tag 'brick'")]
    [InlineData("$image | Save-CVTrainingImage $folder", "of project '{0}'")]
    [InlineData("Save-CVTrainingImage $folder -ProjectId $project.Id", "images of project '{0}'")]
    [InlineData("$image | Set-CVImageMetadata -Metadata @{ shift = 'night' }", "of project '{0}'", "shift")]
    [InlineData("Add-CVImageRegion $project.Id $image @{ Tag = 'brick'; Left = 0; Top = 0; Width = 1; Height = 1 }", "of project '{0}'", "Add region brick")]
    [InlineData("Publish-CVIteration $project.Id 'Iteration 1' live", "iteration 'Iteration 1' of project '{0}'", "'live'")]
    [InlineData("Start-CVTraining $project.Id", "project '{0}'")]
    [InlineData("Copy-CVProject $project.Id", "project '{0}'")]
    [InlineData("Backup-CVProject $project.Id $folder", "project '{0}'")]
    [InlineData("Set-CVTag $project.Id $brick.Id -Name wall", "tag 'brick' of project '{0}'")]
    [InlineData("Set-CVProject $project.Id -Name other", "project '{0}'")]
    public void Prompts_show_names_where_only_ids_were_specified(string script, string target, string action = "")
    {
        Session.With("file", Folder.Image("a.jpg")).With("folder", Folder.Path).Output("$brick = New-CVTag $project brick; $null = Add-CVTrainingImage $file -ProjectId $project; $image = Get-CVTrainingImage $project");

        var shown = Session.Screen($"{script} -WhatIf").ReplaceLineEndings("");

        Assert.Contains(string.Format(null, target, Session.Output("$project.Name").Single()), shown, StringComparison.Ordinal);
        Assert.Contains(action, shown, StringComparison.Ordinal);
    }

    [Fact]
    public void WhatIf_of_an_upload_names_the_tags_and_those_that_would_be_created()
    {
        Session.With("file", Folder.Image("grass/a.jpg")).Output("$brick = New-CVTag $project brick");

        var shown = Session.Screen("Add-CVTrainingImage $file -ProjectId $project -TagId $brick.Id -Tag wall -TagFromFolder -CreateTag -WhatIf").ReplaceLineEndings(" ");

        Assert.Contains("with tags 'brick', 'wall' (created first), 'grass' (created first)", shown, StringComparison.Ordinal);
        Assert.Equal("brick", Session.Output("(Get-CVTag $project).Name").Single().ToString());
    }

    [Fact]
    public void Results_images_and_files_contain_the_names_of_the_tags()
    {
        Session.With("file", Folder.Image("a.jpg")).Output("$brick = New-CVTag $project brick; $result = Add-CVTrainingImage $file -ProjectId $project -TagId $brick.Id -Tag wall -CreateTag; $image = Get-CVTrainingImage $project");

        Assert.Equal("brick, wall", Session.Output("$result.TagNames").Single().ToString());
        Assert.Equal("brick, wall", Session.Output("(($image.TagNames -split ', ') | Sort-Object) -join ', '").Single().ToString());
        foreach (var what in new[] { "$result", "$image", "(Add-CVImageTag -Image $image -TagId brick -PassThru)" })
            foreach (var how in new[] { "ConvertTo-Csv", "ConvertTo-Json -Depth 2", "Format-List | Out-String", "Format-List TagNames | Out-String" })
                Assert.Contains("brick", string.Join('\n', Session.Output($"{what} | {how}")), StringComparison.Ordinal);
        Assert.Contains("wall", Session.Screen("$image"), StringComparison.Ordinal);
    }

    [Fact]
    public void A_misspelled_name_suggests_the_nearest()
    {
        Session.Output("'brick', 'grass', 'gravel' | New-CVTag $project");

        Assert.Equal("There is no tag named 'brik'. Did you mean 'brick'?", Session.Run("Get-CVTag $project -TagId brik").Errors.Single().ToString());
        Assert.Equal("There is no tag named 'gravl'. Did you mean 'gravel'?", Session.Run("Get-CVTag $project gravl").Errors.Single().ToString());
        Assert.Equal("There is no tag named 'sand'.", Session.Run("Get-CVTag $project sand").Errors.Single().ToString());
        Assert.Contains(
            "Did you mean 'test-",
            Session.Run("$misspelled = $project.Name.Replace('test', 'tets'); Get-CVTag $misspelled").Errors.Single().ToString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_project_with_the_same_name_is_a_warning()
    {
        Assert.Contains("exists", Session.Run("New-CVProject $project.Name").Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("exists", Session.Run("New-CVProject \"new $([guid]::NewGuid())\"").Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_project_whose_name_the_service_accepts_twice_is_a_warning()
    {
        const string Old = """{"Id":"00000000-0000-0000-0000-000000000001","Name":"birds"}""";
        const string New = """{"Id":"00000000-0000-0000-0000-000000000002","Name":"birds"}""";
        await using var server = new ScriptedServer(ServerReply.Json(New), ServerReply.Json($"[{Old},{New}]"));

        var outcome = Session.With("endpoint", server.Endpoint).Run("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0; New-CVProject birds");

        Assert.Contains("Another project is named 'birds'", outcome.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void The_open_workspace_of_version_1_0_is_shown_as_not_trained_and_has_no_performance()
    {
        Session.With("service", Shared.Service).Output("Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 1.0");
        Assert.Contains("(not trained)", Session.Screen("Get-CVIteration $project"), StringComparison.Ordinal);
        Assert.Empty(Session.Output("Get-CVIteration $project | Get-CVIterationPerformance"));
        Assert.Equal(["IterationNotTrained"], Session.Run("Get-CVIterationPerformance $project 'Iteration 1'").ErrorIds);
    }

    [Theory]
    [InlineData("60000", "60000 seconds")]
    [InlineData("'01:00:00'", "01:00:00")]
    public void A_delay_that_is_too_long_is_rejected_in_the_unit_of_the_user(string delay, string shown)
    {
        var outcome = Session.With("service", Shared.Service).Run($"Add-CVLocalFault CreateImagesFromData -Delay {delay} -Service $service");

        Assert.Equal("BadArgument", outcome.TerminatingId);
        Assert.Equal($"-Delay is at most 600 seconds (00:10:00). The specified delay is {shown}.", outcome.Terminating!.ToString());
    }

    [Fact]
    public void A_data_path_of_another_provider_is_rejected()
    {
        var outcome = Session.Run("Start-CVLocalService -DataPath env:foo");

        Assert.Equal("BadArgument", outcome.TerminatingId);
        Assert.Contains("Environment is not the file system", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_connection_without_a_key_is_rejected_at_once_and_names_the_missing_key()
    {
        using var session = new Session().With("endpoint", Shared.Service.Properties["Endpoint"].Value);

        Assert.Equal("NoKey", session.Run("Connect-CVService $endpoint").TerminatingId);
        session.Output("Connect-CVService -PredictionEndpoint $endpoint -PredictionKey abcdef");
        Assert.Equal("NoTrainingKey", session.Run("Get-CVProject").TerminatingId);
    }

    [Fact]
    public async Task A_rejected_key_is_named()
    {
        await using var server = new ScriptedServer(_ => ServerReply.Json("""{"code":"401","message":"Access denied due to invalid subscription key."}""", 401));
        Session.With("endpoint", server.Endpoint).With("file", Folder.Image("a.jpg")).Output("Connect-CVService $endpoint -TrainingKey abcdef -PredictionKey abcdef -SkipCheck -ApiVersion 1.0");

        Assert.StartsWith("The service refused the training key", $"{Session.Run("Get-CVProject").Terminating}", StringComparison.Ordinal);
        Assert.StartsWith("The service refused the prediction key", $"{Session.Run("Invoke-CVPrediction $file -ProjectId $project.Id").Terminating}", StringComparison.Ordinal);
    }
}
