using System.Net;

namespace CustomVision.Client.Tests.RoundTrips;

/// <summary>Every operation against the local service as shipped. It shares no code with the client.</summary>
public abstract class TrainingRoundTripTests(LocalServiceFixture service, string version) : IClassFixture<LocalServiceFixture>
{
    private readonly ITrainingApi client = NewClient(service, version).Training;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_can_be_made_found_and_deleted()
    {
        var domain = (await client.GetDomainsAsync(Token))[0];
        Assert.NotEqual(Guid.Empty, domain.Id);
        Assert.NotEmpty(domain.Name!);
        var name = $"Birds & bees + 1% été #{Guid.NewGuid():N}?";

        var made = await client.CreateProjectAsync(new NewProject(name) { Description = "what \"flies\"", DomainId = domain.Id }, Token);

        Assert.Equal((name, "what \"flies\"", domain.Id), (made.Name, made.Description, made.Settings!.DomainId));
        Assert.Equal(version == "1.0", made.CurrentIterationId is not null);
        Assert.Equal(version is "1.0" or "3.0" ? null : "Succeeded", made.Status);
        Assert.InRange(made.Created, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal(name, (await client.GetProjectAsync(made.Id, Token)).Name);
        Assert.Contains(made.Id, (await client.GetProjectsAsync(Token)).Select(project => project.Id));

        await client.DeleteProjectAsync(made.Id, Token);

        Assert.DoesNotContain(made.Id, (await client.GetProjectsAsync(Token)).Select(project => project.Id));
        var error = await Assert.ThrowsAsync<ServiceErrorException>(() => client.GetProjectAsync(made.Id, Token));
        Assert.Equal((HttpStatusCode.NotFound, "NotFoundProject"), (error.StatusCode, error.ServiceCode));
        Assert.NotEmpty(error.ServiceMessage!);
        Assert.NotEmpty(error.RequestId!);
    }

    [Fact]
    public async Task A_tag_can_be_made_found_and_deleted()
    {
        var project = await NewProject();

        var made = await client.CreateTagAsync(project, "brick & mortar", "walls", cancellation: Token);

        Assert.Equal(("brick & mortar", "walls", 0, project), (made.Name, made.Description, made.ImageCount, made.ProjectId));
        Assert.Equal("brick & mortar", (await client.GetTagAsync(project, made.Id, cancellation: Token)).Name);
        var list = await client.GetTagsAsync(project, cancellation: Token);
        Assert.Equal((made.Id, project), Assert.Single(list.Tags.Select(tag => (tag.Id, tag.ProjectId))));
        Assert.Equal(version == "1.0" ? (0, 0) : ((int?)null, (int?)null), (list.TotalTaggedImages, list.TotalUntaggedImages));

        var twice = await Assert.ThrowsAsync<ServiceErrorException>(() => client.CreateTagAsync(project, "brick & mortar", cancellation: Token));
        Assert.Equal("BadRequestTagNameNotUnique", twice.ServiceCode);

        await client.DeleteTagAsync(project, made.Id, Token);

        Assert.Empty((await client.GetTagsAsync(project, cancellation: Token)).Tags);
        await Assert.ThrowsAsync<ServiceErrorException>(() => client.GetTagAsync(project, made.Id, cancellation: Token));
    }

    [Fact]
    public async Task Images_can_be_uploaded_listed_fetched_and_deleted()
    {
        var project = await NewProject();
        var brick = await client.CreateTagAsync(project, "brick", cancellation: Token);
        var wall = await client.CreateTagAsync(project, "wall", cancellation: Token);

        var tagged = await client.CreateImagesAsync(
            project, [.. new[] { Texture("brick", 0), Texture("brick", 1) }.Select(path => new ImageEntry(ImageSource.File, path, [brick.Id, wall.Id]))], Token);
        var untagged = await client.CreateImagesAsync(project, [new ImageEntry(ImageSource.File, Texture("grass", 0))], Token);

        Assert.All(tagged.Concat(untagged), result => Assert.Equal(ImageStatus.OK, result!.Status));
        var image = tagged[0]!.Image!;
        Assert.True(image.Width > 0 && image.Height > 0);
        Assert.Equal(project, image.ProjectId);

        var byTag = await client.GetImages(project, new ImageFilter { TagIds = [brick.Id] }).ToListAsync();
        var all = await client.GetImages(project, new ImageFilter { Status = TaggingStatus.Tagged }).ToListAsync();
        var none = await client.GetImages(project, new ImageFilter { Status = TaggingStatus.Untagged }).ToListAsync();
        var taggedIds = tagged.Select(result => result!.Image!.Id).Order().ToArray();
        Assert.Equal(taggedIds, byTag.Select(found => found.Id).Order());
        Assert.Equal(taggedIds, all.Select(found => found.Id).Order());
        Assert.Equal(untagged[0]!.Image!.Id, Assert.Single(none).Id);
        Assert.All(all, found => Assert.Equal(new[] { brick.Id, wall.Id }.Order(), found.Tags.Select(label => label.TagId).Order()));
        Assert.Empty(none[0].Tags);
        var counts = await client.GetTagsAsync(project, cancellation: Token);
        Assert.Equal(version == "1.0" ? (2, 1) : ((int?)null, (int?)null), (counts.TotalTaggedImages, counts.TotalUntaggedImages));
        if (version != "1.0")
            Assert.Equal((2, 1), (await client.CountImagesAsync(project, new ImageFilter { Status = TaggingStatus.Tagged }, Token), await client.CountImagesAsync(project, new ImageFilter { Status = TaggingStatus.Untagged }, Token)));
        Assert.All(counts.Tags, tag => Assert.Equal(2, tag.ImageCount));

        using var http = new HttpClient();
        Assert.Equal(File.ReadAllBytes(Texture("brick", 0)), await http.GetByteArrayAsync(image.OriginalImageUri, Token));
        Assert.NotEmpty(await http.GetByteArrayAsync(image.ThumbnailUri, Token));

        await client.DeleteImagesAsync(project, taggedIds, cancellation: Token);

        Assert.Empty(await client.GetImages(project, new ImageFilter { Status = TaggingStatus.Tagged }).ToListAsync());
        Assert.Single(await client.GetImages(project, new ImageFilter { Status = TaggingStatus.Untagged }).ToListAsync());
    }

    [Fact]
    public async Task Pages_of_images_follow_each_other_in_the_order_asked_for()
    {
        var project = await NewProject();
        var ids = new List<Guid>();
        for (var i = 0; i < 3; i++)
        {
            var results = await client.CreateImagesAsync(project, [new ImageEntry(ImageSource.File, Texture("gravel", i))], Token);
            ids.Add(results[0]!.Image!.Id);
        }

        var oldest = await client.GetImages(project, new ImageFilter { OrderBy = ImageOrder.Oldest, PageSize = 2 }).ToListAsync();
        var rest = await client.GetImages(project, new ImageFilter { OrderBy = ImageOrder.Oldest, PageSize = 2, Skip = 2 }).ToListAsync();
        var newest = await client.GetImages(project, new ImageFilter { Status = TaggingStatus.Untagged }).ToListAsync();

        Assert.Equal(ids, oldest.Select(image => image.Id));
        Assert.Equal(ids.Skip(2), rest.Select(image => image.Id));
        Assert.Equal(ids.AsEnumerable().Reverse(), newest.Select(image => image.Id));
    }

    [Fact]
    public async Task The_uploader_brings_every_texture_in_and_knows_them_again()
    {
        var project = await NewProject();
        var tag = await client.CreateTagAsync(project, "texture", cancellation: Token);
        var paths = Directory.GetFiles(Repository.Textures, "*.jpg", SearchOption.AllDirectories);
        Assert.True(paths.Length >= 36);

        var first = await Upload(project, [tag.Id], paths);
        var again = await Upload(project, [tag.Id], paths);

        Assert.Equal(paths, first.Select(result => result.Path));
        Assert.All(first, result => Assert.Equal((ImageStatus.OK, 1), (result.Status, result.Attempts)));
        Assert.Equal(paths, again.Select(result => result.Path));
        Assert.All(again, result => Assert.Equal((ImageStatus.OKDuplicate, true), (result.Status, result.IsStored)));
        Assert.Equal(first.Select(result => result.Image!.Id), again.Select(result => result.Image!.Id));
        Assert.Equal(paths.Length, (await client.GetTagAsync(project, tag.Id, cancellation: Token)).ImageCount);
    }

    [Fact]
    public async Task The_uploader_lets_no_bad_file_cost_a_good_one()
    {
        var project = await NewProject();
        using var folder = new TemporaryFolder();
        string[] paths =
        [
            Texture("brick", 0),
            folder.Write("text.jpg", "this is no image"u8.ToArray()),
            Path.Combine(Repository.Textures, "missing.jpg"),
            folder.Write("empty.jpg", []),
            folder.Write("[a] \u00e9 \ud83e\udd9c.jpg", File.ReadAllBytes(Texture("grass", 0))),
            folder.Write(Path.Combine("other", Path.GetFileName(Texture("brick", 0))), File.ReadAllBytes(Texture("gravel", 0))),
        ];

        var results = await Upload(project, [], paths);

        Assert.Equal(paths, results.Select(result => result.Path));
        Assert.Equal(
            [ImageStatus.OK, ImageStatus.ErrorImageFormat, ImageStatus.ErrorSource, ImageStatus.ErrorImageFormat, ImageStatus.OK, ImageStatus.OK],
            results.Select(result => result.Status));
        using var http = new HttpClient();
        foreach (var result in results.Where(result => result.IsStored))
            Assert.Equal(File.ReadAllBytes(result.Path!), await http.GetByteArrayAsync(result.Image!.OriginalImageUri, Token));
    }

    [Fact]
    public async Task An_unknown_project_ends_the_upload()
    {
        var error = await Assert.ThrowsAsync<AbandonedException>(() => Upload(Guid.NewGuid(), [], [Texture("brick", 0)]));

        Assert.Equal("NotFoundProject", Assert.IsType<ServiceErrorException>(error.InnerException).ServiceCode);
        Assert.Equal(0, error.Finished);
    }

    [Fact]
    public async Task An_unknown_tag_fails_the_images_that_were_to_get_it()
    {
        var project = await NewProject();

        var results = await Upload(project, [Guid.NewGuid()], [Texture("brick", 0), Texture("brick", 1)]);

        Assert.All(results, result => Assert.Equal(ImageStatus.ErrorInvalidTag, result.Status));
        Assert.All(results, result => Assert.IsType<ServiceErrorException>(result.Error));
    }

    [Fact]
    public async Task A_wrong_key_is_refused_and_shown_nowhere()
    {
        const string Wrong = "00000000000000000000000000wrong1";
        var stranger = new CustomVisionClient(new CustomVisionConnection(service.Endpoint, Secret.From(Wrong)) { Version = ApiVersion.Parse(version) }).Training;

        var error = await Assert.ThrowsAsync<ServiceErrorException>(() => stranger.GetProjectsAsync(Token));

        Assert.Equal(HttpStatusCode.Unauthorized, error.StatusCode);
        Assert.DoesNotContain(Wrong, error.ToString());
        Assert.DoesNotContain(Wrong, service.Log);
        Assert.DoesNotContain(service.TrainingKey, service.Log);
    }

    private static string Texture(string kind, int index) =>
        Directory.GetFiles(Path.Combine(Repository.Textures, "train", kind), "*.jpg").Order(StringComparer.Ordinal).ElementAt(index);

    private async Task<Guid> NewProject() => (await client.CreateProjectAsync(new NewProject($"round trip {Guid.NewGuid():N}"), Token)).Id;

    private async Task<IReadOnlyList<ImageCreateResult>> Upload(Guid project, IReadOnlyList<Guid> tags, IReadOnlyList<string> paths)
    {
        var results = new List<ImageCreateResult>();
        var uploader = new ImageUploader(
            NewClient(service, version),
            project,
            result =>
            {
                results.Add(result);
                return Task.CompletedTask;
            });
        await uploader.UploadAsync(new Uploading.LazyPaths(paths, _ => tags), Token);
        return results;
    }

    private static CustomVisionClient NewClient(LocalServiceFixture service, string version) =>
        new(new CustomVisionConnection(service.Endpoint, Secret.From(service.TrainingKey)) { Version = ApiVersion.Parse(version) });
}

/// <summary>The round trips with version 1.0.</summary>
public sealed class TrainingRoundTripV1Tests(LocalServiceFixture service) : TrainingRoundTripTests(service, "1.0");

/// <summary>The round trips with version 3.0, whose lists are two operations.</summary>
public sealed class TrainingRoundTripV30Tests(LocalServiceFixture service) : TrainingRoundTripTests(service, "3.0");

/// <summary>The round trips with version 3.3.</summary>
public sealed class TrainingRoundTripV33Tests(LocalServiceFixture service) : TrainingRoundTripTests(service, "3.3");
