namespace CustomVision.Client.Tests.Uploading;

/// <summary>Images that the project already has.</summary>
public sealed class DuplicateTests : IDisposable
{
    private static readonly Guid Second = new("a2222222-2222-4222-8222-222222222222");

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task The_message_of_a_duplicate_names_the_tags_that_were_not_added()
    {
        await using var server = new ScriptedServer(Duplicates(has: [UploadRuns.Tag]));

        var results = await UploadAsync(server, new UploadSetup());

        Assert.All(results, result => Assert.Equal((ImageStatus.OKDuplicate, true), (result.Status, result.IsStored)));
        Assert.All(results, result => Assert.Equal(
            $"The project already has this image. These tags were not added to it: {Second}. Use -TagDuplicate to add them.", result.Message));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task A_duplicate_that_has_the_tags_needs_no_message()
    {
        await using var server = new ScriptedServer(Duplicates(has: [Second, UploadRuns.Tag]));

        var results = await UploadAsync(server, new UploadSetup { TagDuplicates = true });

        Assert.All(results, result => Assert.Null(result.Message));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Tags_are_added_to_duplicates_if_the_caller_wants_that()
    {
        await using var server = new ScriptedServer(Duplicates(has: [UploadRuns.Tag]));

        var results = await UploadAsync(server, new UploadSetup { TagDuplicates = true });

        Assert.All(results, result => Assert.Equal((ImageStatus.OKDuplicate, null), (result.Status, result.Message)));
        Assert.All(results, result => Assert.Equal(Second, Assert.Single(result.Image!.Tags).TagId));
        Assert.Equal(
            results.Select(result => $"POST /customvision/v1.0/Training/projects/{UploadRuns.Project}/images/{result.Image!.Id}/label?tagId={Second}"),
            server.Requests.Skip(1).Select(request => request.Line));
    }

    [Fact]
    public async Task A_tag_that_cannot_be_added_is_an_error_of_its_image_and_no_other()
    {
        var turn = 0;
        var duplicates = Duplicates(has: [UploadRuns.Tag]);
        await using var server = new ScriptedServer(
            request => request.Target.Contains("/label", StringComparison.Ordinal) && ++turn == 1 ? ServerReply.Json("""{"Code":"NotFoundTag","Message":"Invalid tag"}""", 404) : duplicates(request));

        var results = await UploadAsync(server, new UploadSetup { TagDuplicates = true });

        Assert.Equal(
            $"The project already has this image. These tags could not be added to it: {Second}. Invalid tag (PostImageLabel: 404 NotFoundTag)",
            results[0].Message);
        Assert.NotNull(results[0].Error);
        Assert.True(results[0].IsStored);
        Assert.Null(results[1].Message);
    }

    private static Func<ReceivedRequest, ServerReply> Duplicates(Guid[] has) => request =>
        request.Target.Contains("/label", StringComparison.Ordinal)
            ? ServerReply.Json($$"""{"Id":"{{request.Target.Split('/')[^2]}}","Labels":[{"TagId":"{{request.Target.Split('=')[1]}}"}]}""")
            : UploadAnswer.Of(UploadAnswer.Outcomes(request).Select(outcome => outcome with { Status = ImageStatus.OKDuplicate, TagIds = has }));

    private Task<IReadOnlyList<ImageCreateResult>> UploadAsync(ScriptedServer server, UploadSetup setup) =>
        server.UploadFreelyAsync(folder.WriteImages(2), setup with { Clock = new FakeClock() }, tagsOf: _ => [UploadRuns.Tag, Second]);
}
