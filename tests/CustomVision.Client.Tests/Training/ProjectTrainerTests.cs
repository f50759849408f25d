namespace CustomVision.Client.Tests.Training;

/// <summary>Waiting for a training, with a clock of the test's own.</summary>
public sealed class ProjectTrainerTests
{
    private static readonly Guid Project = Guid.NewGuid();
    private static readonly Guid Id = Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_asks_at_growing_intervals_until_the_training_has_ended()
    {
        var clock = new FakeClock(runs: true);
        var polls = 0;
        await using var server = new ScriptedServer(request => Answer(request.Method == "GET" && ++polls == 12 ? "Completed" : "Training"));
        var seen = new List<TimeSpan>();
        var trainer = new ProjectTrainer(server.NewRetryingClient(clock), progress => { seen.Add(progress.Elapsed); return Task.CompletedTask; });

        var trained = await trainer.WaitAsync(await trainer.BeginAsync(Project, null, Token), null, Token);

        Assert.Equal(("Completed", Project), (trained.Status, trained.ProjectId));
        var intervals = await Delays(clock, 12);
        Assert.Equal(0.2, intervals[0], 3);
        Assert.Equal(intervals.Order(), intervals);
        Assert.Equal(2, intervals[^1], 3);
        Assert.Equal(12, seen.Count);
        Assert.Equal(intervals.Take(11).Sum(), seen[^1].TotalSeconds, 3);
    }

    [Theory]
    [InlineData("Queued")]
    [InlineData("Training")]
    public async Task What_is_queued_is_waited_for_as_well(string status)
    {
        var polls = 0;
        await using var server = new ScriptedServer(_ => Answer(++polls < 3 ? status : "Completed"));
        var trainer = new ProjectTrainer(server.NewRetryingClient(new FakeClock(runs: true)));

        Assert.Equal("Completed", (await trainer.WaitAsync(Begun(status), null, Token)).Status);
    }

    [Fact]
    public async Task Failures_that_pass_do_not_end_the_wait()
    {
        await using var server = new ScriptedServer(
            Answer("Training"),
            ServerReply.Json("""{"statusCode":429,"message":"Please retry after 7 seconds."}""", 429),
            ServerReply.Drop,
            ServerReply.Json("{}", 503),
            Answer("Completed"));
        var clock = new FakeClock(runs: true);
        var trainer = new ProjectTrainer(server.NewRetryingClient(clock));

        var trained = await trainer.WaitAsync(Begun("Training"), null, Token);

        Assert.Equal("Completed", trained.Status);
        Assert.Equal(7, (await Delays(clock, 3))[2]);
    }

    [Fact]
    public async Task A_service_that_stays_away_ends_the_wait_after_some_minutes()
    {
        await using var server = new ScriptedServer(ServerReply.Json("{}", 503));
        var clock = new FakeClock(runs: true);
        var begun = clock.Now;
        var trainer = new ProjectTrainer(server.NewRetryingClient(clock));

        await Assert.ThrowsAsync<ServiceErrorException>(() => trainer.WaitAsync(Begun("Training"), null, Token));

        Assert.InRange(clock.Now - begun, TimeSpan.FromMinutes(4), TimeSpan.FromMinutes(6));
    }

    [Fact]
    public async Task A_refusal_ends_the_wait_at_once()
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"Code":"NotFoundIteration","Message":"gone"}""", 404));
        var trainer = new ProjectTrainer(server.NewRetryingClient(new FakeClock(runs: true)));

        var refusal = await Assert.ThrowsAsync<ServiceErrorException>(() => trainer.WaitAsync(Begun("Training"), null, Token));

        Assert.Equal("NotFoundIteration", refusal.ServiceCode);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_training_that_fails_says_which_it_was()
    {
        await using var server = new ScriptedServer(Answer("Failed"));
        var trainer = new ProjectTrainer(server.NewRetryingClient(new FakeClock(runs: true)));

        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => trainer.WaitAsync(Begun("Training"), null, Token));

        Assert.Equal(Id, failure.Iteration.Id);
        Assert.Contains("'Iteration 1'", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_training_that_fails_names_its_reason_where_the_service_has_one()
    {
        await using var server = new ScriptedServer(ServerReply.Json(
            $$"""{"Id":"{{Id}}","Name":"Iteration 1","Status":"Failed","TrainingErrorDetails":"Only 0 of 5 images can be decoded."}"""));
        var trainer = new ProjectTrainer(server.NewRetryingClient(new FakeClock(runs: true)));

        var failure = await Assert.ThrowsAsync<TrainingFailedException>(() => trainer.WaitAsync(Begun("Training"), null, Token));

        Assert.Equal($"The training of 'Iteration 1' failed: Only 0 of 5 images can be decoded. The iteration's id is {Id}.", failure.Message);
        Assert.Equal("Only 0 of 5 images can be decoded.", failure.Iteration.TrainingErrorDetails);
    }

    [Fact]
    public async Task The_time_limit_holds_even_where_nothing_answers()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        var trainer = new ProjectTrainer(server.NewRetryingClient(new FakeClock(runs: true)));

        var late = await Assert.ThrowsAsync<TrainingTimeoutException>(
            () => trainer.WaitAsync(Begun("Training"), TimeSpan.FromMilliseconds(50), Token));

        Assert.Equal(Id, late.Iteration.Id);
    }

    [Fact]
    public async Task To_cancel_is_no_time_limit()
    {
        await using var server = new ScriptedServer(ServerReply.Hang);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var trainer = new ProjectTrainer(server.NewRetryingClient(new FakeClock(runs: true)));
        var waiting = trainer.WaitAsync(Begun("Training"), TimeSpan.FromMinutes(1), stop.Token);
        await server.NextRequestAsync(Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_training_is_asked_for_again_after_a_rate_limit_and_not_after_a_lost_answer()
    {
        await using var limited = new ScriptedServer(ServerReply.Json("{}", 429), Answer("Training"));
        await using var broken = new ScriptedServer(ServerReply.Drop);

        await new ProjectTrainer(limited.NewRetryingClient(new FakeClock(runs: true))).BeginAsync(Project, null, Token);
        await Assert.ThrowsAsync<ConnectionFailedException>(
            () => new ProjectTrainer(broken.NewRetryingClient(new FakeClock(runs: true))).BeginAsync(Project, null, Token));

        Assert.Equal(2, limited.Requests.Count);
        Assert.Single(broken.Requests);
    }

    [Fact]
    public async Task The_default_keeps_its_name_and_is_set_again_after_a_failure_that_passes()
    {
        await using var server = new ScriptedServer(ServerReply.Json("{}", 429), Answer("Completed"));
        var trainer = new ProjectTrainer(server.NewRetryingClient(new FakeClock(runs: true)));

        await trainer.MakeDefaultAsync(Begun("Completed"), Token);

        Assert.Equal(2, server.Requests.Count);
        Assert.Equal("""{"Name":"Iteration 1","IsDefault":true}""", System.Text.Encoding.UTF8.GetString(server.Requests[^1].Body));
    }

    private static Iteration Begun(string status) => new() { Id = Id, Name = "Iteration 1", Status = status };

    private static ServerReply Answer(string status) => ServerReply.Json($$"""{"Id":"{{Id}}","Name":"Iteration 1","Status":"{{status}}"}""");

    private static async Task<double[]> Delays(FakeClock clock, int count)
    {
        var delays = new double[count];
        for (var number = 0; number < count; number++)
            delays[number] = (await clock.NextDelayAsync()).TotalSeconds;
        return delays;
    }
}
