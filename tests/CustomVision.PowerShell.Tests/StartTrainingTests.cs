using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Start-CVTraining: what it waits for, and what it says when there is nothing to wait for.</summary>
public sealed class StartTrainingTests(SharedService shared) : ProjectTest(shared)
{
    private const string Id = "00000000-0000-0000-0000-000000000001";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public void Without_Wait_it_gives_the_iteration_that_has_begun()
    {
        Session.Upload(Folder, "brick").Upload(Folder, "grass");

        var begun = Session.Output("Start-CVTraining $project").Single();

        Assert.Equal("Iteration 1", begun.Properties["Name"].Value);
        Assert.Equal("Training", begun.Properties["Status"].Value);
    }

    [Fact]
    public void With_Wait_it_gives_the_trained_iteration_and_closes_its_bar()
    {
        Session.Upload(Folder, "brick").Upload(Folder, "grass");
        using var running = Session.Start("Get-CVProject $project.Name | Start-CVTraining -Wait");
        running.Wait();

        var trained = running.Output.Single();
        Assert.Equal("Completed", trained.Properties["Status"].Value);
        Assert.NotNull(trained.Properties["TrainedAt"].Value);
        Assert.Equal(false, trained.Properties["IsDefault"].Value);
        Assert.StartsWith("Training project test-", running.Progress[0].Activity, StringComparison.Ordinal);
        Assert.StartsWith("Iteration 1: Training, 0:00:0", running.Progress[0].StatusDescription, StringComparison.Ordinal);
        Assert.Equal(ProgressRecordType.Completed, running.Progress[^1].RecordType);
    }

    [Fact]
    public void SetDefault_waits_and_makes_it_the_default_of_version_1_0()
    {
        Session.With("service", Shared.Service).Output("Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 1.0");
        Session.Upload(Folder, "brick").Upload(Folder, "grass");

        var trained = Session.Output("Start-CVTraining $project -SetDefault").Single();

        Assert.Equal("Completed", trained.Properties["Status"].Value);
        Assert.Equal(true, trained.Properties["IsDefault"].Value);
        Assert.Equal("Iteration 1", Session.Output("(Get-CVIteration $project -Default).Name").Single().ToString());
    }

    [Fact]
    public void SetDefault_publishes_with_later_versions()
    {
        Session.With("service", Shared.Service).Output("Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -PredictionResourceId $service.Connection.PredictionResourceId");
        Session.Upload(Folder, "brick").Upload(Folder, "grass");

        Assert.Equal("default", Session.Output("(Start-CVTraining $project -SetDefault).PublishName").Single().ToString());
    }

    [Fact]
    public void Without_progress_there_is_none()
    {
        Session.Upload(Folder, "brick").Upload(Folder, "grass");
        using var running = Session.Start("$ProgressPreference = 'SilentlyContinue'; Start-CVTraining $project -Wait");
        running.Wait();

        Assert.Single(running.Output);
        Assert.Empty(running.Progress);
    }

    [Fact]
    public void Too_few_images_are_named_with_what_is_needed()
    {
        Session.Upload(Folder, "brick").Upload(Folder, "grass", count: 3);

        var error = Assert.Single(Session.Run("Start-CVTraining $project").Errors);

        Assert.Equal("NotEnoughImages,CustomVision.PowerShell.Commands.Iterations.StartTrainingCommand", error.FullyQualifiedErrorId);
        Assert.Contains("Not enough images", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("at least 5 images per tag", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(Session.Output("$project.Id").Single().BaseObject, error.TargetObject);
    }

    [Fact]
    public void A_project_that_has_not_changed_is_not_trained_again()
    {
        var outcome = Session.Train(Folder).Run("Start-CVTraining $project -Wait; 'on'");

        Assert.Equal(["TrainingNotNeeded"], outcome.ErrorIds);
        Assert.Contains("Nothing changed since last training", outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("on", outcome.Output.Single().ToString());
    }

    [Theory]
    [InlineData("BadRequestTrainingNotNeededButTrainingPipelineUpdated", "TrainingNotNeeded")]
    [InlineData("BadRequestTrainingAlreadyInProgress", "TrainingInProgress")]
    [InlineData("BadRequestClassificationTrainingValidationFailed", "NotEnoughImages")]
    [InlineData("BadRequestMultiClassClassificationTrainingValidationFailed", "NotEnoughImages")]
    [InlineData("BadRequestMultiLabelClassificationTrainingValidationFailed", "NotEnoughImages")]
    [InlineData("BadRequestDetectionTrainingValidationFailed", "NotEnoughImages")]
    [InlineData("BadRequest", "BadRequest")]
    public async Task A_refusal_has_an_id_of_its_own_and_the_words_of_the_service(string code, string id)
    {
        await using var server = new ScriptedServer(ServerReply.Json($$"""{"Code":"{{code}}","Message":"the service's words"}""", 400));

        var error = Assert.Single(Connect(server).Run("Start-CVTraining $project -Wait").Errors);

        Assert.StartsWith($"{id},", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.StartsWith("the service's words", error.ToString(), StringComparison.Ordinal);
        Assert.Contains(code, error.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task A_training_that_fails_is_an_error_that_names_the_iteration()
    {
        await using var server = new ScriptedServer(Answer("Training"), Answer("Failed"));

        var outcome = Connect(server).Run("Start-CVTraining $project -SetDefault; 'on'");

        Assert.Equal(["TrainingFailed"], outcome.ErrorIds);
        Assert.Contains("'Iteration 7'", outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(Id, outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal("on", outcome.Output.Single().ToString());
        Assert.Equal(2, server.Requests.Count); // and nothing was made the default
    }

    [Fact]
    public async Task A_training_that_takes_longer_than_its_time_goes_on_and_is_named()
    {
        await using var server = new ScriptedServer(Answer("Training"));

        using var running = Connect(server).Start("Start-CVTraining $project -Timeout 0.3 -ErrorVariable late -ErrorAction SilentlyContinue");
        running.Wait();

        var error = (ErrorRecord)Session.Output("$late").Single().BaseObject;
        Assert.StartsWith("TrainingTimedOut,", error.FullyQualifiedErrorId, StringComparison.Ordinal);
        Assert.Contains("'Iteration 7' had not ended after 0:00:00.3, and continues", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ProgressRecordType.Completed, running.Progress[^1].RecordType);
        Assert.Empty(running.Output);
    }

    [Fact]
    public async Task A_rate_limit_or_a_broken_connection_does_not_end_the_wait()
    {
        await using var server = new ScriptedServer(
            Answer("Training"), ServerReply.Json("{}", 429), Answer("Training"), ServerReply.Drop, Answer("Completed"));

        Assert.Equal("Completed", Connect(server).Output("Start-CVTraining $project -Wait").Single().Properties["Status"].Value);
    }

    [Fact]
    public async Task Stop_ends_the_wait_and_asks_for_nothing_more()
    {
        await using var server = new ScriptedServer(Answer("Training"));
        using var running = Connect(server).Start("Start-CVTraining $project -Wait");
        for (var request = 1; request <= 3; request++)
            await server.NextRequestAsync(Token);

        await Task.Run(running.Stop, Token).WaitAsync(TimeSpan.FromSeconds(5), Token);

        Assert.Throws<PipelineStoppedException>(running.Wait);
        Assert.Empty(running.Output);
        Assert.All(server.Requests, request => Assert.NotEqual("DELETE", request.Method));
    }

    private Session Connect(ScriptedServer server)
    {
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck -ApiVersion 1.0");
        return Session;
    }

    private static ServerReply Answer(string status) =>
        ServerReply.Json($$"""{"Id":"{{Id}}","Name":"Iteration 7","Status":"{{status}}","IsDefault":false}""");
}
