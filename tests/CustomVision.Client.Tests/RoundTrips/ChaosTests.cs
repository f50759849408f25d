using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;

namespace CustomVision.Client.Tests.RoundTrips;

/// <summary>
/// Uploads to the local service while it misbehaves or while they are stopped. Afterwards every image is there once, with its
/// tags, by the bytes that the service gives back.
/// </summary>
public abstract class ChaosTests : IClassFixture<LocalServiceFixture>, IDisposable
{
    private const double FailingInAll = 0.1;
    private const int Seed = 21; // with which every way strikes early, whatever the order of the requests

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);
    private static readonly string[][] TagSets = [[], ["alder"], ["birch"], ["alder", "birch"]];

    private readonly TemporaryFolder folder = new();
    private readonly HttpClient local = new(new SocketsHttpHandler { UseProxy = false });
    private readonly CustomVisionConnection connection;
    private readonly ITrainingApi client;

    private protected ChaosTests(LocalServiceFixture service, string version)
    {
        connection = new CustomVisionConnection(service.Endpoint, Secret.From(service.TrainingKey)) { Version = ApiVersion.Parse(version) };
        client = new CustomVisionClient(connection).Training;
        local.BaseAddress = new Uri(service.Endpoint, "_local/");
        local.DefaultRequestHeaders.Add("Training-key", service.TrainingKey);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        local.Dispose();
        folder.Dispose();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Every_image_arrives_once_while_one_request_in_ten_fails_in_any_way()
    {
        var uploads = Images(400);
        var project = (await client.CreateProjectAsync(new NewProject("chaos"), Token)).Id;
        foreach (var rule in Rules())
            (await local.PostAsJsonAsync("faults", rule, Token)).EnsureSuccessStatusCode();
        var results = new List<ImageCreateResult>();
        using (var uploader = NewUploader(project, results.Add, new UploadSetup { BatchSize = 2, CreateTags = true, Clock = new FakeClock(runs: true) }))
            await uploader.UploadAsync(Input(uploads), Token).WaitAsync(Patience, Token);
        var rules = await local.GetFromJsonAsync<JsonArray>("faults", Token);
        (await local.DeleteAsync("faults", Token)).EnsureSuccessStatusCode();

        Assert.All(rules!, rule => Assert.True(rule!["met"]!.GetValue<int>() > 0, $"No request met {rule}."));
        Assert.Equal(uploads.Select(upload => upload.Path), results.Select(result => result.Path));
        Assert.All(results, result => Assert.True(result.IsStored, $"{result.Status} {result.Message}"));
        Assert.Contains(results, result => result.Attempts > 1);
        await AssertHeldAsync(project, uploads, results);
    }

    [Fact]
    public async Task Every_image_arrives_once_when_an_upload_with_a_journal_is_stopped_again_and_again()
    {
        var options = new UploadSetup { BatchSize = 4, CreateTags = true, JournalPath = folder.PathOf("upload.journal") };
        var uploads = Images(240);
        var project = (await client.CreateProjectAsync(new NewProject("stops"), Token)).Id;
        int[] stops = [1, 37, 90, 150, 201];
        foreach (var moment in stops)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var before = 0;
            using var stopped = NewUploader(
                project,
                _ =>
                {
                    if (++before == moment)
                        stop.Cancel();
                },
                options);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => stopped.UploadAsync(Input(uploads), stop.Token).WaitAsync(Patience, Token));
        }

        var results = new List<ImageCreateResult>();
        using (var uploader = NewUploader(project, results.Add, options))
            await uploader.UploadAsync(Input(uploads), Token).WaitAsync(Patience, Token);

        Assert.Equal(uploads.Select(upload => upload.Path), results.Select(result => result.Path));
        Assert.All(results, result => Assert.True(result.IsStored));
        Assert.InRange(results.Count(result => result.Attempts == 0), stops[^1], uploads.Length);
        Assert.InRange(await ReceivedAsync(project), uploads.Length, uploads.Length + stops.Length * options.ThrottleLimit * options.BatchSize);
        await AssertHeldAsync(project, uploads, results);
    }

    /// <summary>Each way of failing that the local service has, and its results in another order.</summary>
    private static IEnumerable<JsonObject> Rules()
    {
        JsonObject[] ways =
        [
            new() { ["status"] = 429, ["retryAfter"] = 1 },
            new() { ["status"] = 429, ["message"] = "Too many requests." },
            new() { ["status"] = 500, ["code"] = "ErrorUnknown" },
            new() { ["status"] = 503 },
            new() { ["status"] = 408 },
            new() { ["html"] = true, ["status"] = 502 },
            new() { ["truncate"] = true },
            new() { ["drop"] = "beforeBody" },
            new() { ["drop"] = "afterBody" },
        ];
        for (var i = 0; i < ways.Length; i++)
        {
            // A rule sees what those before it let pass.
            ways[i]["operation"] = "CreateImages*";
            ways[i]["probability"] = FailingInAll / ways.Length / (1 - i * FailingInAll / ways.Length);
            ways[i]["seed"] = Seed * ways.Length + i;
        }

        return [.. ways, new() { ["operation"] = "CreateImages*", ["reorder"] = true, ["seed"] = Seed }];
    }

    // With metadata, images travel as base64 text in JSON, and share requests with images of other tags.
    private Dictionary<string, string> MetadataOf(int image) =>
        connection.Version.IsV1 || image % 3 > 0 ? [] : new() { ["line"] = $"{image % 2}" };

    private static string[] TagsOf(int image) => TagSets[image % TagSets.Length];

    private ImageUpload[] Images(int count)
    {
        var texture = File.ReadAllBytes(Texture());
        return
        [
            .. Enumerable.Range(0, count).Select(i => new ImageUpload(folder.Write($"{i}.jpg", [.. texture, .. BitConverter.GetBytes(i)]), [])
            {
                TagNames = TagsOf(i),
                Metadata = MetadataOf(i),
            }),
        ];
    }

    private static string Texture() => Path.Combine(Repository.Textures, "train", "brick", "brick_01.jpg");

    private static ChannelReader<ImageUpload> Input(IEnumerable<ImageUpload> uploads)
    {
        var input = Channel.CreateUnbounded<ImageUpload>();
        foreach (var upload in uploads)
            Assert.True(input.Writer.TryWrite(upload));
        input.Writer.Complete();
        return input.Reader;
    }

    private ImageUploader NewUploader(Guid project, Action<ImageCreateResult> onResult, UploadSetup options) => new(
        new CustomVisionClient(connection, options.Requests),
        project,
        result =>
        {
            onResult(result);
            return Task.CompletedTask;
        },
        options.Options);

    private async Task AssertHeldAsync(Guid project, ImageUpload[] uploads, List<ImageCreateResult> results)
    {
        var names = (await client.GetTagsAsync(project, cancellation: Token)).Tags.ToDictionary(tag => tag.Id, tag => tag.Name!);
        var held = new Dictionary<string, (Guid Id, string[] Tags, IReadOnlyDictionary<string, string> Metadata)>();
        foreach (var image in await ImagesAsync(project))
            Assert.True(
                held.TryAdd(
                    Hash(await local.GetByteArrayAsync(image.OriginalImageUri, Token)),
                    (image.Id, [.. image.Tags.Select(tag => names[tag.TagId]).Order()], image.Metadata)),
                "An image is there twice.");

        Assert.Equal(uploads.Length, held.Count);
        foreach (var (upload, result) in uploads.Zip(results))
        {
            var (id, tags, metadata) = held[Hash(await File.ReadAllBytesAsync(upload.Path, Token))];
            Assert.Equal(upload.TagNames, tags);
            Assert.Equal(upload.Metadata, metadata);
            Assert.Equal(id, result.Image!.Id);
        }
    }

    private Task<List<Image>> ImagesAsync(Guid project) => client.GetImages(project, new ImageFilter { OrderBy = ImageOrder.Oldest }).ToListAsync();

    /// <summary>How many images came in whole requests, counting each as often as it came.</summary>
    private async Task<int> ReceivedAsync(Guid project) => (await local.GetFromJsonAsync<JsonElement[]>("requests", Token))!
        .Where(request => request.GetProperty("path").GetString()!.Contains(project.ToString(), StringComparison.Ordinal))
        .Sum(request => request.GetProperty("imageCount") is { ValueKind: JsonValueKind.Number } count ? count.GetInt32() : 0);

    private static string Hash(byte[] content) => Convert.ToHexString(SHA256.HashData(content));
}

/// <summary>Chaos with version 1.0.</summary>
public sealed class ChaosV1Tests(LocalServiceFixture service) : ChaosTests(service, "1.0");

/// <summary>Chaos with version 3.3, and metadata.</summary>
public sealed class ChaosV33Tests(LocalServiceFixture service) : ChaosTests(service, "3.3");
