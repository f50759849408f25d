namespace CustomVision.Client.Tests.Uploading;

/// <summary>Results find their images, whatever services do to order and names.</summary>
public sealed class MatchingTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Results_in_order_are_matched()
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadAsync(folder.WriteImages(5));

        Assert.All(results, result => UploadRuns.AssertStored(result));
        var request = Assert.Single(server.Requests);
        Assert.Equal($"POST /customvision/v1.0/Training/projects/{UploadRuns.Project}/images/image?tagIds={UploadRuns.Tag}", request.Line);
        Assert.Equal(
            ["image_001.jpg", "image_002.jpg", "image_003.jpg", "image_004.jpg", "image_005.jpg"],
            Assert.Single(server.SentNames()));
    }

    [Fact]
    public async Task Results_in_another_order_are_matched()
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(UploadAnswer.Outcomes(request).Reverse()));

        var results = await server.UploadAsync(folder.WriteImages(5));

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("\"{0}\"")]
    [InlineData("E:\\github\\TestImages\\tag1\\{0}")]
    [InlineData("\"E:\\github\\TestImages\\tag1\\{0}\"")]
    [InlineData("/home/user/my images/{0}")]
    [InlineData(" {0} ")]
    public async Task Results_under_dressed_up_names_are_matched_and_show_the_name_as_given(string dress)
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(
            UploadAnswer.Outcomes(request).Reverse().Select(outcome => outcome with { SourceUrl = string.Format(dress, outcome.SourceUrl) })));

        var results = await server.UploadAsync(folder.WriteImages(3));

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Equal(string.Format(dress, "image_001.jpg"), results[0].SourceUrl);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Results_under_names_in_another_case_are_matched()
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(
            UploadAnswer.Outcomes(request).Reverse().Select(outcome => outcome with { SourceUrl = outcome.SourceUrl!.ToUpperInvariant() })));

        var results = await server.UploadAsync(folder.WriteImages(3));

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Single(server.Requests);
    }

    // As 1.0 was recorded to do with a body that has no names: a GUID in place of each.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Images_whose_names_are_dropped_are_sent_again_one_by_one(bool asGuid)
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(
            UploadAnswer.Outcomes(request).Select(outcome => outcome with { SourceUrl = asGuid ? Guid.NewGuid().ToString("N") : null })));

        var results = await server.UploadAsync(folder.WriteImages(3));

        Assert.All(results, result => UploadRuns.AssertStored(result, attempts: 2));
        Assert.Equal([3, 1, 1, 1], server.BatchSizes());
    }

    [Fact]
    public async Task An_image_without_a_result_is_sent_again_by_itself()
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(
            UploadAnswer.Outcomes(request).Where((outcome, i) => i != 1)));

        var results = await server.UploadAsync(folder.WriteImages(3));

        UploadRuns.AssertStored(results[0]);
        UploadRuns.AssertStored(results[1], attempts: 2);
        UploadRuns.AssertStored(results[2]);
        Assert.Equal([3, 1], server.BatchSizes());
        Assert.Equal(["image_002.jpg"], server.SentNames()[1]);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task An_image_by_itself_that_does_not_get_one_result_is_an_unknown_error(int given)
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(
            Enumerable.Repeat(UploadAnswer.Outcomes(request)[0], given)));

        var result = Assert.Single(await server.UploadAsync(folder.WriteImages(1)));

        Assert.Equal(ImageStatus.ErrorUnknown, result.Status);
        Assert.Equal("The service did not return one result for the image.", result.Message);
        Assert.Equal(1, result.Attempts);
    }

    [Fact]
    public async Task Results_for_images_that_were_never_sent_are_passed_over()
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(
            [new Outcome("stranger.jpg", ImageStatus.OK, Guid.NewGuid()), .. UploadAnswer.Outcomes(request)]));

        var results = await server.UploadAsync(folder.WriteImages(3));

        Assert.All(results, result => UploadRuns.AssertStored(result));
    }

    [Fact]
    public async Task Images_of_one_name_from_several_folders_are_told_apart()
    {
        string[] paths =
        [
            folder.Write("a/img.jpg", UploadRuns.Content(1)),
            folder.Write("b/img.jpg", UploadRuns.Content(2)),
            folder.Write("c/IMG.JPG", UploadRuns.Content(3)),
            folder.Write("d/img~2.jpg", UploadRuns.Content(4)),
            folder.Write("e/img_2.jpg", UploadRuns.Content(5)),
        ];
        await using var server = new ScriptedServer(request => UploadAnswer.Of(UploadAnswer.Outcomes(request).Reverse()));

        var results = await server.UploadAsync(paths);

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task One_path_handed_in_twice_comes_out_twice()
    {
        var path = folder.WriteImages(1)[0];
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadAsync([path, path, path]);

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Names_that_are_hard_to_write_in_a_header_are_matched()
    {
        List<string> names =
        [
            "my [best] photo (1).jpg", "it's.jpg", "🦜 on a branch.jpg", "été à la plage.png", "日本.gif", "%41+&=#;,.bmp",
            ".jpg", "no extension", "two..dots..jpg", "-.jpg", new string('x', 250), new string('x', 246) + ".jpg",
        ];
        if (!OperatingSystem.IsWindows())
            names.AddRange(["a\"quoted\".jpg", "back\\slash.jpg", "line\r\nbreak.jpg", "tab\t.jpg", "colon:star*.jpg", "...", "trailing."]);
        var paths = names.Select((name, i) => folder.Write(Path.Combine($"{i}", name), UploadRuns.Content(i))).ToArray();
        await using var server = new ScriptedServer(request => UploadAnswer.Of(UploadAnswer.Outcomes(request).Reverse()));

        var results = await server.UploadAsync(paths);

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(ImageStatus.OK, true)]
    [InlineData(ImageStatus.OKDuplicate, true)]
    [InlineData(ImageStatus.ErrorImageFormat, false)]
    [InlineData(ImageStatus.ErrorLimitExceed, false)]
    [InlineData("ErrorInvalidRegion", false)]
    public async Task The_status_is_the_services_own(string status, bool stored)
    {
        await using var server = new ScriptedServer(request => UploadAnswer.Of(
            UploadAnswer.Outcomes(request).Select(outcome => outcome with { Status = status })));

        var result = (await server.UploadAsync(folder.WriteImages(2)))[1];

        Assert.Equal(status, result.Status);
        Assert.Equal(stored, result.IsStored);
        Assert.Null(result.Error);
        if (!stored)
            Assert.NotEmpty(result.Message!);
    }

    // Whatever mixture of habits a service has, no image is lost, doubled or mistaken for another.
    [Fact]
    public async Task Any_mixture_of_habits_leaves_each_image_with_its_own_result()
    {
        var random = new Random(20261123);
        var paths = folder.WriteImages(40);
        await using var server = new ScriptedServer(request => UploadAnswer.Of(Mangle(UploadAnswer.Outcomes(request), random)));

        for (var round = 0; round < 25; round++)
        {
            var some = Enumerable.Range(0, random.Next(1, 40)).Select(_ => paths[random.Next(paths.Length)]).ToArray();

            var results = await server.UploadAsync(some, new UploadSetup { BatchSize = random.Next(1, 20) });

            Assert.All(results, result => UploadRuns.AssertStored(result, result.Attempts));
            Assert.All(results, result => Assert.InRange(result.Attempts, 1, 2));
        }
    }

    private static IEnumerable<Outcome> Mangle(IReadOnlyList<Outcome> outcomes, Random random)
    {
        if (outcomes.Count == 1)
            return outcomes.Select(outcome => outcome with { SourceUrl = random.Next(2) == 0 ? outcome.SourceUrl : Guid.NewGuid().ToString("N") });
        var mangled = outcomes
            .Where(_ => random.Next(8) > 0)
            .Select(outcome => outcome with
            {
                SourceUrl = random.Next(6) switch
                {
                    0 => $"\"{outcome.SourceUrl}\"",
                    1 => $@"C:\x\{outcome.SourceUrl}",
                    2 => $"/x/y/{outcome.SourceUrl}",
                    3 => Guid.NewGuid().ToString("N"),
                    _ => outcome.SourceUrl,
                },
            })
            .ToArray();
        random.Shuffle(mangled);
        return mangled;
    }
}
