namespace CustomVision.Client.Tests.Http;

/// <summary>Every request is retried after temporary failures, and only as often as is safe.</summary>
public sealed class RetriedRequestTests
{
    private const string Something = """{"Id":"00000000-0000-0000-0000-000000000001"}""";
    private const string Tags = """{"Tags":[]}""";

    private static readonly Guid Project = Guid.NewGuid();
    private static readonly Guid Id = Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The operations that the service can carry out twice without harm, each with an answer.</summary>
    private static readonly Dictionary<string, (string Answer, Func<CustomVisionClient, Task> Call)> Idempotent = new()
    {
        ["GetProjects"] = ("[]", client => client.Training.GetProjectsAsync(Token)),
        ["GetProject"] = (Something, client => client.Training.GetProjectAsync(Project, Token)),
        ["UpdateProject"] = (Something, client => client.Training.UpdateProjectAsync(Project, new ProjectUpdate { Name = "a" }, Token)),
        ["DeleteProject"] = ("{}", client => client.Training.DeleteProjectAsync(Project, Token)),
        ["GetTags"] = (Tags, client => client.Training.GetTagsAsync(Project, cancellation: Token)),
        ["GetOrCreateTag"] = (Something, client => client.Training.GetOrCreateTagAsync(Project, "a", Token)),
        ["DeleteTag"] = ("{}", client => client.Training.DeleteTagAsync(Project, Id, Token)),
        ["GetImages"] = ("[]", client => client.Training.GetImages(Project, new ImageFilter { Status = TaggingStatus.Tagged }).NextPageAsync(Token)),
        ["CreateImages"] = ("{}", client => client.Training.CreateImageAsync([1], cancellation: Token)),
        ["DeleteImages"] = ("{}", client => client.Training.DeleteImagesAsync(Project, [Id], cancellation: Token)),
        ["AddImageTag"] = (Something, client => client.Training.AddImageTagAsync(Project, Id, Id, Token)),
        ["RemoveImageTag"] = (Something, client => client.Training.RemoveImageTagAsync(Project, Id, new ImageTag { LabelId = Id }, Token)),
        ["GetIterations"] = ("[]", client => client.Training.GetIterationsAsync(Project, Token)),
        ["UpdateIteration"] = (Something, client => client.Training.UpdateIterationAsync(Project, Id, new IterationUpdate { Name = "a" }, Token)),
        ["GetPredictions"] = ("{}", client => client.Training.GetPredictions(Project, new PredictionFilter()).NextPageAsync(Token)),
        ["DeletePredictions"] = ("{}", client => client.Training.DeletePredictionsAsync(Project, [Id], Token)),
        ["Predict"] = (Something, client => client.Prediction.PredictAsync(Project, new ImageEntry(ImageSource.Url, "http://127.0.0.1/"), new PredictionOptions(), Token)),
    };

    private static readonly Dictionary<string, Func<CustomVisionClient, Task>> NotIdempotent = new()
    {
        ["CreateProject"] = client => client.Training.CreateProjectAsync(new NewProject("a"), Token),
        ["CreateTag"] = client => client.Training.CreateTagAsync(Project, "a", cancellation: Token),
        ["TrainProject"] = client => client.Training.TrainProjectAsync(Project, cancellation: Token),
    };

    [Fact]
    public async Task A_request_that_may_be_repeated_is_retried_after_a_429_a_503_and_a_broken_connection()
    {
        foreach (var (operation, (answer, call)) in Idempotent)
        {
            await using var server = new ScriptedServer(ServerReply.Empty(429), ServerReply.Empty(503), ServerReply.Drop, ServerReply.Json(answer));

            await call(server.NewRetryingClient());

            Assert.True(server.Requests.Count == 4, operation);
        }
    }

    [Fact]
    public async Task A_request_that_must_not_be_repeated_is_retried_only_when_it_was_not_carried_out()
    {
        foreach (var (operation, call) in NotIdempotent)
        {
            await using var throttled = new ScriptedServer(ServerReply.Empty(429), ServerReply.Json(Something));
            await using var failed = new ScriptedServer(ServerReply.Empty(503));
            await using var broken = new ScriptedServer(ServerReply.Drop);

            await call(throttled.NewRetryingClient());
            await Assert.ThrowsAsync<ServiceErrorException>(() => call(failed.NewRetryingClient()));
            await Assert.ThrowsAsync<ConnectionFailedException>(() => call(broken.NewRetryingClient()));

            Assert.True((throttled.Requests.Count, failed.Requests.Count, broken.Requests.Count) == (2, 1, 1), operation);
        }
    }

    [Fact]
    public async Task A_request_that_reached_no_service_is_sent_again_even_if_it_must_not_be_repeated()
    {
        await using var server = new ScriptedServer(_ => ServerReply.Json(Something), refuses: true);
        var client = server.NewRetryingClient(onRetry: _ =>
        {
            server.Listen();
            return Task.CompletedTask;
        });

        await client.Training.CreateProjectAsync(new NewProject("a"), Token);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_endpoint_that_never_answered_is_given_up_after_three_retries()
    {
        await using var server = new ScriptedServer(_ => ServerReply.Json("[]"), refuses: true);
        var retries = 0;
        var client = server.NewRetryingClient(onRetry: _ =>
        {
            retries++;
            return Task.CompletedTask;
        });

        await Assert.ThrowsAsync<ConnectionFailedException>(() => client.Training.GetProjectsAsync(Token));

        Assert.Equal(3, retries);
    }

    [Fact]
    public async Task A_deletion_that_an_earlier_attempt_may_have_carried_out_is_not_a_failure()
    {
        await using var server = new ScriptedServer(ServerReply.Empty(503), ServerReply.Empty(404));
        await using var missing = new ScriptedServer(ServerReply.Empty(429), ServerReply.Empty(404));

        await server.NewRetryingClient().Training.DeleteProjectAsync(Project, Token);

        await Assert.ThrowsAsync<ServiceErrorException>(() => missing.NewRetryingClient().Training.DeleteProjectAsync(Project, Token));
    }

    [Fact]
    public async Task A_list_that_repeats_a_page_or_a_token_ends_with_an_error()
    {
        var page = $"[{string.Join(',', Enumerable.Range(0, 100).Select(_ => $$"""{"Id":"{{Guid.NewGuid()}}"}"""))}]";
        await using var images = new ScriptedServer(ServerReply.Json(page));
        await using var predictions = new ScriptedServer(_ => ServerReply.Json(
            $$$"""{"Results":[{"Id":"{{{Guid.NewGuid()}}}"}],"Token":{"Continuation":"same"}}"""));

        await Assert.ThrowsAsync<UnexpectedAnswerException>(() => images.NewClient().GetImages(Project, new ImageFilter()).ToListAsync());
        await Assert.ThrowsAsync<UnexpectedAnswerException>(() => predictions.NewClient().GetPredictions(Project, new PredictionFilter()).ToListAsync());

        Assert.Equal((2, 2), (images.Requests.Count, predictions.Requests.Count));
    }

    [Fact]
    public async Task A_list_whose_service_returns_smaller_pages_is_read_to_its_end()
    {
        await using var server = new ScriptedServer(request => ServerReply.Json(
            $"[{string.Join(',', Enumerable.Range(0, request.Target.EndsWith("skip=100", StringComparison.Ordinal) ? 7 : 50).Select(_ => $$"""{"Id":"{{Guid.NewGuid()}}"}"""))}]"));

        Assert.Equal(107, (await server.NewClient().GetImages(Project, new ImageFilter { Status = TaggingStatus.Tagged }).ToListAsync()).Count);
    }
}
