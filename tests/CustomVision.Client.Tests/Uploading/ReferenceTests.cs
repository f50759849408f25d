using System.Threading.Channels;

namespace CustomVision.Client.Tests.Uploading;

/// <summary>Images that the service gets by itself, from addresses and from predictions, are uploaded as files are.</summary>
public sealed class ReferenceTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);
    private static readonly Guid OtherTag = Guid.NewGuid();

    private readonly TemporaryFolder folder = new();

    private static UploadSetup Options => new() { BatchSize = 3, ThrottleLimit = 1, Clock = new FakeClock(runs: true) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<ImageSource, string> Sources => new() { { ImageSource.Url, "url" }, { ImageSource.Prediction, "predictions" } };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task They_go_out_in_batches_with_their_tags_and_results_in_another_order_find_them(ImageSource source, string operation)
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(ReferenceRequest.Outcomes(request).Reverse()));
        var uploads = Some(source, 7, OtherTag, UploadRuns.Tag);

        var results = await UploadAsync(server, uploads);

        AssertAllStored(results);
        var requests = server.Requests.Select(ReferenceRequest.Of).ToList();
        Assert.Equal([3, 3, 1], requests.Select(request => request.Names.Length));
        Assert.Equal(uploads.Select(upload => upload.Path), requests.SelectMany(request => request.Names));
        Assert.All(requests, request => Assert.Equal([OtherTag, UploadRuns.Tag], request.TagIds));
        Assert.All(requests, request => Assert.Equal(
            $"POST /customvision/v1.0/Training/projects/{UploadRuns.Project}/images/{operation}", request.Line));
    }

    [Fact]
    public async Task Sources_and_tags_are_kept_apart_and_results_come_in_the_order_of_the_input()
    {
        await using var server = new ScriptedServer(
            request => request.Target.Contains("/images/image", StringComparison.Ordinal) ? UploadAnswer.Ok(request) : ReferenceRequest.Ok(request));
        var files = folder.WriteImages(4);
        var urls = Some(ImageSource.Url, 4);
        var tagged = Some(ImageSource.Url, 4, UploadRuns.Tag);
        var predictions = Some(ImageSource.Prediction, 4, UploadRuns.Tag);
        var mixed = Enumerable.Range(0, 4).SelectMany(i => new[] { predictions[i], urls[i], new ImageUpload(files[i], [UploadRuns.Tag]), tagged[i] });

        var results = await UploadAsync(server, [.. mixed]);

        AssertAllStored(results.Where(result => !files.Contains(result.Path)));
        Assert.All(results.Where(result => files.Contains(result.Path)), result => UploadRuns.AssertStored(result));
        Assert.Equal(8, server.Requests.Count); // of each kind three and then one
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_failure_that_passes_is_retried(ImageSource source, string _)
    {
        var turn = 0;
        await using var server = new ScriptedServer(request => Interlocked.Increment(ref turn) switch
        {
            1 => ServerReply.Empty(503),
            2 => ServerReply.Drop,
            3 => ServerReply.Empty(429),
            _ => ReferenceRequest.Ok(request),
        });

        var results = await UploadAsync(server, Some(source, 3));

        AssertAllStored(results, attempts: 4);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task A_batch_that_is_refused_is_halved_until_the_culprit_is_alone(ImageSource source, string _)
    {
        var uploads = Some(source, 8);
        await using var server = new ScriptedServer(request => ReferenceRequest.Of(request).Names.Contains(uploads[5].Path)
            ? ServerReply.Json("""{"Code":"BadRequestImageBatch","Message":"No"}""", 400)
            : ReferenceRequest.Ok(request));

        var results = await UploadAsync(server, uploads, Options with { BatchSize = 8 });

        AssertAllStored(results.Where((result, i) => i != 5), attempts: null);
        Assert.Equal((ImageStatus.ErrorRequest, 4), (results[5].Status, results[5].Attempts));
        Assert.Contains("No", results[5].Message);
        Assert.Equal([8, 4, 4, 2, 1, 1, 2], server.Requests.Select(request => ReferenceRequest.Of(request).Names.Length));
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task What_the_service_cannot_get_is_told_image_by_image(ImageSource source, string _)
    {
        var uploads = Some(source, 3);
        await using var server = new ScriptedServer(request => UploadAnswer.Of(ReferenceRequest.Outcomes(request).Select(
            outcome => outcome.SourceUrl == uploads[1].Path ? new Outcome(outcome.SourceUrl, ImageStatus.ErrorSource, null) : outcome)));

        var results = await UploadAsync(server, uploads);

        Assert.Equal([ImageStatus.OK, ImageStatus.ErrorSource, ImageStatus.OK], results.Select(result => result.Status));
        Assert.False(results[1].IsStored);
        Assert.Null(results[1].Error);
        Assert.Contains("source", results[1].Message);
        Assert.Equal(uploads[1].Path, results[1].SourceUrl);
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task Results_under_quoted_names_are_matched_and_those_without_a_name_are_asked_for_one_by_one(ImageSource source, string _)
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(ReferenceRequest.Outcomes(request).Reverse().Select(
            (outcome, i) => outcome with { SourceUrl = i == 0 ? null : $"\"{outcome.SourceUrl}\"" })));

        var results = await UploadAsync(server, Some(source, 3));

        AssertAllStored(results, attempts: null);
        Assert.Equal([1, 1, 2], results.Select(result => result.Attempts));
    }

    [Fact]
    public async Task Addresses_that_differ_only_in_what_follows_the_path_are_told_apart()
    {
        string[] addresses = ["https://example.com/a.jpg?v=1", "https://example.com/a.jpg?v=2", "https://example.com/b/a.jpg?v=1"];
        await using var server = new ScriptedServer(request => UploadAnswer.Of(ReferenceRequest.Outcomes(request).Reverse()));

        var results = await UploadAsync(server, [.. addresses.Select(address => new ImageUpload(address, []) { Source = ImageSource.Url })]);

        AssertAllStored(results);
        Assert.Single(server.Requests);
    }

    [Theory]
    [MemberData(nameof(Sources))]
    public async Task The_journal_knows_them_by_their_name(ImageSource source, string _)
    {
        var options = Options with { JournalPath = folder.PathOf("upload.journal") };
        var uploads = Some(source, 5);
        var stored = uploads[..2].Select(upload => ReferenceRequest.IdOf(upload.Path)).ToHashSet();
        await using var server = new ScriptedServer(request => request.Method == "GET" ? UploadAnswer.Storing(stored)(request) : ReferenceRequest.Ok(request));
        await UploadAsync(server, uploads[..2], options);

        var results = await UploadAsync(server, uploads, options);

        // A URL can contain a signature.
        Assert.DoesNotContain("http", await File.ReadAllTextAsync(options.JournalPath, Token), StringComparison.Ordinal);
        Assert.Equal([0, 0, 1, 1, 1], results.Select(result => result.Attempts));
        Assert.All(results, result => Assert.Equal(ReferenceRequest.IdOf(result.Path!), result.Image!.Id));
    }

    private static ImageUpload[] Some(ImageSource source, int count, params Guid[] tags) =>
    [
        .. Enumerable.Range(1, count).Select(i => new ImageUpload(
            source == ImageSource.Url ? $"https://example.com/{tags.Length}/image_{i}.jpg" : Guid.NewGuid().ToString(), tags)
        {
            Source = source,
        }),
    ];

    private static void AssertAllStored(IEnumerable<ImageCreateResult> results, int? attempts = 1) => Assert.All(results, result =>
    {
        Assert.True(result.IsStored);
        Assert.Equal(ReferenceRequest.IdOf(result.Path!), result.Image!.Id);
        Assert.Equal(attempts ?? result.Attempts, result.Attempts);
    });

    /// <summary>Sees to it that each came out exactly once, in order, and with its tags.</summary>
    private static async Task<List<ImageCreateResult>> UploadAsync(
        ScriptedServer server, IReadOnlyList<ImageUpload> uploads, UploadSetup? options = null)
    {
        var input = Channel.CreateUnbounded<ImageUpload>();
        foreach (var upload in uploads)
            Assert.True(input.Writer.TryWrite(upload));
        input.Writer.Complete();
        var results = new List<ImageCreateResult>();
        using var uploader = server.NewFreeUploader(results.Add, options ?? Options);
        await uploader.UploadAsync(input.Reader, Token).WaitAsync(Patience, Token);

        Assert.Equal(uploads.Select(upload => upload.Path), results.Select(result => result.Path));
        Assert.All(uploads.Zip(results), pair => Assert.Equal(pair.First.TagIds, pair.Second.TagId));
        return results;
    }
}
