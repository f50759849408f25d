using System.Threading.Channels;
using CustomVision.Tagging;

namespace CustomVision.Client.Tests.Tagging;

public sealed class ImageTaggerTests
{
    private const int Patience = 30_000;

    private static readonly Guid Project = new("7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80");
    private static readonly Guid Robin = new("a1111111-1111-4111-8111-111111111111");
    private static readonly Guid Wren = new("b2222222-2222-4222-8222-222222222222");

    [Fact]
    public async Task Each_tag_of_each_image_is_one_request_and_the_last_answer_is_the_image_as_it_is()
    {
        var (first, second) = (Guid.NewGuid(), Guid.NewGuid());
        await using var server = new ScriptedServer(Answer);

        var results = await AddAsync(server, [Image(first, Robin, Wren), Image(second, Wren)]);

        Assert.Equal(
            [Post(first, Robin), Post(first, Wren), Post(second, Wren)],
            server.Requests.Select(request => request.Line));
        Assert.Equal([Wren, Wren], results.Select(result => Assert.Single(result.Image!.Tags).TagId));
        Assert.All(results, result => Assert.Equal(Project, result.Image!.ProjectId));
        Assert.All(results, result => Assert.Empty(result.Failures));
    }

    [Fact(Timeout = Patience)]
    public async Task Results_come_out_in_order_when_requests_are_answered_in_reverse()
    {
        var ids = Ids(6);
        var turns = ids.ToDictionary(id => id, _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var server = new ScriptedServer(request => Answer(request).After(turns[ImageOf(request)].Task));
        var results = new List<ImageTagResult>();
        var running = NewTagger(server, results, new RequestOptions { ThrottleLimit = 6 }).AddAsync(Input(ids.Select(id => Image(id, Robin))), TestContext.Current.CancellationToken);
        for (var i = 0; i < 6; i++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);

        foreach (var id in ids.Reverse())
        {
            Assert.Empty(results);
            turns[id].SetResult();
        }

        await running;
        Assert.Equal(ids, results.Select(result => result.Request.ImageId));
    }

    [Fact]
    public async Task One_failure_leaves_the_other_tags_and_images_alone()
    {
        var (good, gone) = (Guid.NewGuid(), Guid.NewGuid());
        await using var server = new ScriptedServer(request =>
            ImageOf(request) == gone ? Refusal("NotFoundImage") : request.Target.Contains($"{Robin}", StringComparison.Ordinal) ? Refusal("NotFoundTag") : Answer(request));

        var results = await AddAsync(server, [Image(good, Robin, Wren), Image(gone, Wren), Image(good, Wren)]);

        var failure = Assert.Single(results[0].Failures);
        Assert.Equal((Robin, "NotFoundTag"), (failure.TagId, ((ServiceErrorException)failure.Error).ServiceCode));
        Assert.NotNull(results[0].Image);
        Assert.Equal(Wren, Assert.Single(results[1].Failures).TagId);
        Assert.Null(results[1].Image);
        Assert.Empty(results[2].Failures);
    }

    [Fact]
    public async Task Trouble_that_passes_is_waited_out()
    {
        var image = Image(Guid.NewGuid(), Robin);
        var replies = new Queue<ServerReply>([ServerReply.Empty(429), ServerReply.Drop, ServerReply.Empty(503)]);
        await using var server = new ScriptedServer(request => replies.TryDequeue(out var reply) ? reply : Answer(request));

        var results = await AddAsync(server, [image]);

        Assert.Empty(Assert.Single(results).Failures);
        Assert.Equal(4, server.Requests.Count);
    }

    [Theory]
    [InlineData(401)]
    [InlineData(403)]
    [InlineData(302)]
    public async Task What_every_further_image_would_meet_ends_it_after_what_was_done(int status)
    {
        var ids = Ids(9);
        await using var server = new ScriptedServer(request => ImageOf(request) == ids[2] ? ServerReply.Empty(status) : Answer(request));
        var results = new List<ImageTagResult>();

        var end = await Assert.ThrowsAsync<AbandonedException>(() =>
            NewTagger(server, results, OneByOne).AddAsync(Input(ids.Select(id => Image(id, Robin))), TestContext.Current.CancellationToken));

        Assert.Equal(2, end.Finished);
        Assert.Equal(ids[..2], results.Select(result => result.Request.ImageId));
        Assert.Equal(3, server.Requests.Count);
    }

    [Fact]
    public async Task A_known_label_is_taken_off_by_its_id_without_looking_it_up()
    {
        var (image, label) = (Guid.NewGuid(), Guid.NewGuid());
        await using var server = new ScriptedServer(Answer);

        var results = await RemoveAsync(server, [Image(image, Robin) with { Tags = [new ImageTag { LabelId = label, TagId = Robin }] }]);

        Assert.Equal(Delete(image, label), Assert.Single(server.Requests).Line);
        Assert.Empty(Assert.Single(results).NotPresent);
    }

    [Fact]
    public async Task Labels_that_are_not_known_are_looked_up_once_for_each_tag_page_by_page_until_all_are_found()
    {
        var ids = Ids(3);
        var labels = ids.ToDictionary(id => id, _ => Guid.NewGuid());
        await using var server = new ScriptedServer(request => request.Method == "DELETE" ? Answer(request)
            : request.Target.EndsWith("skip=0", StringComparison.Ordinal) ? Listing([.. Ids(59), ids[1]])
            : request.Target.EndsWith("skip=60", StringComparison.Ordinal) ? Listing([ids[2], ids[0]])
            : ServerReply.Empty(500));

        var results = await RemoveAsync(server, [.. ids.Select(id => Image(id, Robin))]);

        Assert.Equal(["GET", "GET", "DELETE", "DELETE", "DELETE"], server.Requests.Select(request => request.Method));
        Assert.Equal(ids.Select(id => Delete(id, labels[id])), server.Requests.Skip(2).Select(request => request.Line));
        Assert.Contains($"tagged?tagIds={Robin}&orderBy=Oldest", server.Requests[0].Target, StringComparison.Ordinal);
        Assert.Equal(ids, results.Select(result => result.Request.ImageId));

        ServerReply Listing(Guid[] images) => ServerReply.Json($"[{string.Join(',', images.Select(id =>
            $$"""{"Id":"{{id}}","Labels":[{"LabelId":"{{Guid.NewGuid()}}","TagId":"{{Wren}}"},{"LabelId":"{{labels.GetValueOrDefault(id)}}","TagId":"{{Robin}}"}]}"""))}]");
    }

    [Fact]
    public async Task Nothing_is_looked_up_before_all_known_labels_are_off()
    {
        var (known, unknown) = (Guid.NewGuid(), Guid.NewGuid());
        await using var server = new ScriptedServer(request => request.Method == "GET" ? ServerReply.Json("[]") : Answer(request));
        var labelled = Image(known, Robin) with { Tags = [new ImageTag { LabelId = Guid.NewGuid(), TagId = Robin }] };

        var results = await RemoveAsync(server, [Image(unknown, Robin), labelled, labelled with { ImageId = Guid.NewGuid() }]);

        Assert.Equal(["DELETE", "DELETE", "GET"], server.Requests.Select(request => request.Method));
        Assert.Equal(unknown, results[^1].Request.ImageId);
        Assert.Equal([Robin], results[^1].NotPresent);
        Assert.All(results, result => Assert.Empty(result.Failures));
    }

    [Fact]
    public async Task A_label_that_is_gone_is_looked_up_and_one_that_goes_meanwhile_is_not_there()
    {
        var (image, old, now) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        await using var server = new ScriptedServer(request => request.Method == "DELETE" ? Refusal("NotFound")
            : ServerReply.Json($$"""[{"Id":"{{image}}","Labels":[{"LabelId":"{{now}}","TagId":"{{Robin}}"}]}]"""));

        var result = Assert.Single(await RemoveAsync(server, [Image(image, Robin) with { Tags = [new ImageTag { LabelId = old, TagId = Robin }] }]));

        Assert.Equal([Delete(image, old), Delete(image, now)], server.Requests.Where(request => request.Method == "DELETE").Select(request => request.Line));
        Assert.Equal([Robin], result.NotPresent);
        Assert.Empty(result.Failures);
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_is_a_failure_of_each_image_that_needs_it()
    {
        await using var server = new ScriptedServer(request => request.Target.Contains($"{Wren}", StringComparison.Ordinal) ? Refusal("NotFoundTag") : ServerReply.Json("[]"));

        var results = await RemoveAsync(server, [Image(Guid.NewGuid(), Robin, Wren), Image(Guid.NewGuid(), Wren)]);

        Assert.All(results, result => Assert.Equal(Wren, Assert.Single(result.Failures).TagId));
        Assert.Equal([Robin], results[0].NotPresent);
        Assert.Equal(2, server.Requests.Count);
    }

    private static RequestOptions OneByOne => new() { ThrottleLimit = 1, Clock = new FakeClock(runs: true) };

    private static Guid[] Ids(int count) => [.. Enumerable.Range(0, count).Select(_ => Guid.NewGuid())];

    private static ImageToTag Image(Guid id, params Guid[] tags) => new(Project, id, tags);

    private static string Post(Guid image, Guid tag) => $"POST {Address(image)}?tagId={tag}";

    private static string Delete(Guid image, Guid label) => $"DELETE {Address(image)}/{label}";

    private static string Address(Guid image) => $"/customvision/v1.0/Training/projects/{Project}/images/{image}/label";

    private static Guid ImageOf(ReceivedRequest request) => Guid.Parse(request.Target.Split('/')[7]);

    /// <summary>The image that was asked for, with the tag that the request names.</summary>
    private static ServerReply Answer(ReceivedRequest request) => ServerReply.Json(
        $$"""{"Id":"{{ImageOf(request)}}","Labels":[{"LabelId":"{{Guid.NewGuid()}}","TagId":"{{request.Target[^36..]}}"}]}""");

    private static ServerReply Refusal(string code) => ServerReply.Json($$"""{"Code":"{{code}}","Message":"no"}""", 404);

    private static ImageTagger NewTagger(ScriptedServer server, List<ImageTagResult> results, RequestOptions options) => new(
        new CustomVisionClient(server.NewConnection(), options),
        result =>
        {
            results.Add(result);
            return Task.CompletedTask;
        });

    private static ChannelReader<ImageToTag> Input(IEnumerable<ImageToTag> images)
    {
        var channel = Channel.CreateUnbounded<ImageToTag>();
        foreach (var image in images)
            channel.Writer.TryWrite(image);
        channel.Writer.Complete();
        return channel.Reader;
    }

    private static Task<List<ImageTagResult>> AddAsync(ScriptedServer server, IReadOnlyList<ImageToTag> images) =>
        RunAsync(server, images, (tagger, input) => tagger.AddAsync(input, TestContext.Current.CancellationToken));

    private static Task<List<ImageTagResult>> RemoveAsync(ScriptedServer server, IReadOnlyList<ImageToTag> images) =>
        RunAsync(server, images, (tagger, input) => tagger.RemoveAsync(input, TestContext.Current.CancellationToken));

    /// <summary>Runs the work one image at a time, and sees to it that each comes out exactly once.</summary>
    private static async Task<List<ImageTagResult>> RunAsync(
        ScriptedServer server, IReadOnlyList<ImageToTag> images, Func<ImageTagger, ChannelReader<ImageToTag>, Task> work)
    {
        var results = new List<ImageTagResult>();
        var tagger = NewTagger(server, results, OneByOne);

        await work(tagger, Input(images));

        Assert.Equal(images.Select(image => image.ImageId).Order(), results.Select(result => result.Request.ImageId).Order());
        Assert.Equal((images.Count, images.Count), (tagger.Counters.Seen, tagger.Counters.Done));
        return results;
    }
}
