using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Invoke-CVPrediction.</summary>
public sealed class PredictionTests(SharedService shared) : TrainedTest(shared)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task Each_input_comes_out_once_in_order_and_what_failed_is_an_error_too()
    {
        await TrainAsync();
        var text = Folder.Write("text.jpg", "text"u8.ToArray());
        var missing = Folder.PathOf("missing.jpg");

        var outcome = Session.With("text", text).With("missing", missing)
            .Run("$images[0].FullName, $text, $missing, $images[6].FullName | Invoke-CVPrediction -ProjectId $project");

        Assert.Equal(["OK", "ErrorImageFormat", "ErrorSource", "OK"], outcome.Output.Select(result => Text(result, "Status")));
        Assert.Equal(["brick", "", "", "grass"], outcome.Output.Select(result => Text(result, "Tag")));
        Assert.Equal([text, missing], outcome.Output.Skip(1).Take(2).Select(result => Text(result, "Path")));
        Assert.InRange((double)outcome.Output[0].Properties["Probability"].Value, 0.5, 1);
        Assert.Equal(["ImageFormatNotSupported", "ImageUnreadable"], outcome.ErrorIds);
        Assert.Equal([text, missing], outcome.Errors.Select(error => error.TargetObject));
        Assert.Contains("BadRequestImageFormat", outcome.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("request id", outcome.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Null(outcome.Terminating);
    }

    [Fact]
    public async Task Lists_in_a_result_can_be_indexed()
    {
        await TrainAsync();

        Assert.Equal("brick", Session.Output("(Invoke-CVPrediction $images[0] -ProjectId $project).Predictions[0].TagName").Single().ToString());
        Assert.Equal("brick", Session.Output("(Get-CVPrediction $project).Predictions[0].TagName").Single().ToString());
    }

    [Fact]
    public async Task Files_of_Get_ChildItem_bind_by_their_exact_names_and_paths_by_wildcards()
    {
        await TrainAsync();
        var odd = Folder.Image("odd [1].jpg");
        Folder.Image("other.jpg");

        Assert.Equal(odd, Text(Session.With("folder", Folder.Path).Output("Get-ChildItem $folder | Where-Object Name -like 'odd*' | Invoke-CVPrediction -Project $project.Name").Single(), "Path"));
        Assert.Equal(2, Session.Output("Invoke-CVPrediction $folder/*.jpg -ProjectId $project").Count);
    }

    [Fact]
    public async Task An_iteration_is_named_by_its_name_or_id_and_an_application_is_kept()
    {
        await TrainAsync();

        Session.Output("$images[0..2] | Invoke-CVPrediction -ProjectId $project -IterationId $iterationName -Application door");
        Session.Output("$images[3] | Invoke-CVPrediction -ProjectId $project -IterationId $iteration");

        Assert.Equal(3, Session.Output("Get-CVPrediction $project -Application door").Count);
        Assert.Equal(4, Session.Output("Get-CVPrediction $project -IterationId $iterationName").Count);
    }

    [Fact]
    public async Task An_address_is_fetched_by_the_service()
    {
        await TrainAsync();

        var result = Session.Output("$url = (Get-CVTrainingImage $project -First 1).OriginalImageUri; Invoke-CVPrediction -Url $url -ProjectId $project").Single();

        Assert.Equal("OK", Text(result, "Status"));
        Assert.Equal(Session.Output("$url").Single().ToString(), Text(result, "Path"));
    }

    [Fact]
    public void Without_a_default_iteration_it_ends_and_says_what_to_do()
    {
        var outcome = Session.Run("$images | Invoke-CVPrediction -ProjectId $project");

        Assert.Empty(outcome.Output);
        Assert.Empty(outcome.Errors);
        Assert.Equal("NoDefaultIteration", outcome.TerminatingId);
        Assert.Contains("Project has no default iteration", outcome.Terminating!.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("Completed images: 0.", outcome.Terminating.ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Contains("Start-CVTraining -SetDefault", outcome.Terminating.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Set-CVIteration", outcome.Terminating.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(Session.Output("$project.Id").Single().BaseObject, outcome.Terminating.TargetObject);
    }

    [Fact]
    public void An_unknown_project_or_iteration_or_key_ends_it()
    {
        Assert.Equal("ProjectNotFound", Session.Run("Invoke-CVPrediction $images[0] -ProjectId ([guid]::NewGuid())").TerminatingId);
        Assert.Equal("NameNotFound", Session.Run("Invoke-CVPrediction $images[0] -ProjectId nobody-has-this-name").TerminatingId);
        Assert.Equal("NameNotFound", Session.Run("Invoke-CVPrediction $images[0] -ProjectId $project -IterationId nobody").TerminatingId);
        Assert.Equal("IterationNotFound", Session.Run("Invoke-CVPrediction $images[0] -ProjectId $project -IterationId ([guid]::NewGuid())").TerminatingId);
        Session.Output("Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -PredictionKey $service.TrainingKey -ApiVersion 1.0");
        var refused = Session.Run("Invoke-CVPrediction $images[0] -ProjectId $project");
        Assert.Equal("AccessDenied", refused.TerminatingId);
        Assert.Contains("prediction key", refused.Terminating!.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_iteration_that_is_not_trained_ends_it()
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"Code":"BadRequestIterationIsNotTrained","Message":"Not trained"}""", 400));
        ConnectTo(server);

        Assert.Equal("IterationNotTrained", Session.Run("Invoke-CVPrediction $images[0] -ProjectId $id").TerminatingId);
    }

    [Fact]
    public async Task Without_a_prediction_key_nothing_is_sent()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(500));
        ConnectTo(server);
        Session.Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        var outcome = Session.Run("Invoke-CVPrediction $images[0] -ProjectId surfaces");

        Assert.Equal("NoPredictionKey", outcome.TerminatingId);
        Assert.Contains("-PredictionKey", outcome.Terminating!.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public void Without_any_connection_it_says_so()
    {
        Session.Output("Disconnect-CVService");

        Assert.Equal("NotConnected", Session.Run("Invoke-CVPrediction $images[0] -ProjectId surfaces").TerminatingId);
    }

    [Fact]
    public async Task With_nothing_but_a_prediction_endpoint_an_id_is_enough_and_a_name_is_not()
    {
        await TrainAsync();
        Session.Output("Connect-CVService -PredictionEndpoint $service.Endpoint -PredictionKey $service.PredictionKey -ApiVersion 1.0");

        Assert.Equal("brick", Text(Session.Output("Invoke-CVPrediction $images[0] -ProjectId $project").Single(), "Tag"));
        Assert.Equal("brick", Text(Session.Output("Invoke-CVPrediction $images[0] -ProjectId $project.Id -IterationId $iteration").Single(), "Tag"));
        Assert.Equal("NoTrainingKey", Session.Run("Invoke-CVPrediction $images[0] -ProjectId $project.Name").TerminatingId);
        Assert.Equal("NoTrainingKey", Session.Run("Get-CVPrediction $project").TerminatingId);
    }

    [Fact]
    public async Task Trouble_that_passes_is_told_verbosely_and_the_budget_is_kept()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(503));
        ConnectTo(server);

        var outcome = Session.Run("Invoke-CVPrediction $images[0] -ProjectId $id -MaxRetry 1 -Verbose");

        Assert.Equal(["ServiceFailed"], outcome.ErrorIds);
        Assert.Equal(2, outcome.Output.Single().Properties["Attempts"].Value);
        Assert.Contains("Retry 1 of ", outcome.Talk, StringComparison.Ordinal);
        Assert.Contains("PredictImage: POST ", outcome.Talk, StringComparison.Ordinal);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task A_stop_cancels_what_is_under_way_and_closes_the_files()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        ConnectTo(server);
        var files = Folder.Images(10);
        using var running = Session.With("files", files).Start("$files | Invoke-CVPrediction -ProjectId $id");
        for (var i = 0; i < 4; i++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);

        await Task.Run(running.Stop, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Throws<PipelineStoppedException>(running.Wait);
        foreach (var file in files)
            File.Open(file, FileMode.Open, FileAccess.ReadWrite, FileShare.None).Dispose();
    }

    [Fact]
    public async Task The_pipeline_may_end_after_the_first_result_or_error()
    {
        await TrainAsync();

        Assert.Single(Session.Output("$images | Invoke-CVPrediction -ProjectId $project | Select-Object -First 1"));
        Assert.Equal("ImageUnreadable", Session.Run("'nowhere.jpg', $images[0] | Invoke-CVPrediction -ProjectId $project -ErrorAction Stop").TerminatingId);
    }

    [Fact]
    public async Task The_tables_fit_80_columns()
    {
        await TrainAsync();
        using var narrow = Shared.Connect(80);
        narrow.With("files", new[] { Folder.Image("an image with a name that is longer than its column.jpg"), Folder.Write("text.jpg", "text"u8.ToArray()), Folder.PathOf("missing.jpg") })
            .With("project", Session.Output("$project").Single())
            .Output("Connect-CVService -Endpoint $service.Endpoint -TrainingKey $service.TrainingKey -PredictionKey $service.PredictionKey");

        var table = narrow.Screen("$files | Invoke-CVPrediction -ProjectId $project -ErrorAction SilentlyContinue").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var stored = narrow.Screen("Get-CVPrediction $project").Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(["Image", "Tag", "Probability", "Message"], table[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.All(table.Concat(stored), line => Assert.InRange(line.Length, 1, 80));
        Assert.Contains(table, line => line.StartsWith("text.jpg ", StringComparison.Ordinal) && line.TrimEnd().EndsWith("ErrorImageFormat", StringComparison.Ordinal));
        Assert.Contains(table, line => line.TrimEnd().EndsWith("The file does not exist.", StringComparison.Ordinal));
        Assert.Equal(["Id", "Created", "Tag", "Probability"], stored[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(" brick ", stored[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_result_that_is_added_brings_its_image_and_not_its_tag()
    {
        await TrainAsync();

        var results = Session.Output(
            """
            $other = New-CVProject "other-$([guid]::NewGuid())"
            $right = New-CVTag $other right
            $images[0, 6] | Invoke-CVPrediction -ProjectId $project | Add-CVTrainingImage -ProjectId $other -TagId $right
            $url = (Get-CVTrainingImage $project -First 1).OriginalImageUri
            Invoke-CVPrediction -Url $url -ProjectId $project | Add-CVTrainingImage -ProjectId $other -Tag right
            """);

        Assert.Equal(3, results.Count);
        Assert.All(results, result => Assert.StartsWith("OK", Text(result, "Status"), StringComparison.Ordinal));
        Assert.All(results, result => Assert.Single((Guid[])result.Properties["TagId"].Value));
        Assert.Equal("right", Session.Output("Get-CVTag $other | ForEach-Object Name").Single().ToString());
    }

    private static string Text(PSObject result, string property) => result.Properties[property].Value?.ToString() ?? "";

    private void ConnectTo(ScriptedServer server) => Session.With("endpoint", server.Endpoint).With("id", Guid.NewGuid())
        .Output("Connect-CVService $endpoint -TrainingKey abcdef -PredictionKey abcdef -SkipCheck -ApiVersion 1.0");
}
