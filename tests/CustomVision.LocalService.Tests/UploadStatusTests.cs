using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;
using CustomVision.LocalService.Tests.V3;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

public sealed class UploadStatusTests
{
    private const int MaxImageBytes = 6 * 1024 * 1024;

    [Fact]
    public async Task A_new_image_is_answered_with_its_image_and_a_label_per_tag()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var (a, b) = (await service.NewTagAsync(project, "a"), await service.NewTagAsync(project, "b"));

        var answer = await service.UploadAsync(project, [TestImages.Png(30, 20)], a, b);

        Assert.True((bool)answer["IsBatchSuccessful"]!);
        var result = Assert.Single(answer["Images"]!.AsArray())!;
        Assert.Equal("OK", (string)result["Status"]!);
        var image = result["Image"]!;
        Assert.Equal((30, 20), ((int)image["Width"]!, (int)image["Height"]!));
        Assert.Equal([a, b], image["Labels"]!.AsArray().Select(label => (string)label!["TagId"]!));
        Assert.Equal(2, image["Labels"]!.AsArray().Select(label => (string)label!["LabelId"]!).Distinct().Count());
        Assert.Empty(image["Predictions"]!.AsArray());
    }

    [Fact]
    public async Task A_duplicate_is_answered_with_the_image_that_is_stored_and_makes_the_batch_unsuccessful()
    {
        var clock = new SettableClock(DateTimeOffset.UnixEpoch);
        await using var service = await TestService.StartAsync(clock: clock);
        var project = await service.NewProjectAsync();
        var (a, b) = (await service.NewTagAsync(project, "a"), await service.NewTagAsync(project, "b"));
        var image = TestImages.New();
        var first = await service.UploadAsync(project, image, a);

        clock.Now += TimeSpan.FromDays(1);
        var again = await service.UploadAsync(project, [image], b);

        Assert.False((bool)again["IsBatchSuccessful"]!);
        var result = again["Images"]![0]!;
        Assert.Equal("OKDuplicate", (string)result["Status"]!);
        // Id, Created and Labels are the old ones; the tag of the second call was not added.
        Assert.Equal(first["Image"]!.ToJsonString(), result["Image"]!.ToJsonString());
        Assert.Equal(0, (int)(await service.JsonAsync("GET", $"projects/{project}/tags/{b}"))["ImageCount"]!);
    }

    [Fact]
    public async Task Of_two_equal_images_in_a_batch_the_second_is_the_duplicate()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var image = TestImages.New();

        var answer = await service.UploadAsync(project, [image, TestImages.New(), image]);

        Assert.Equal(["OK", "OK", "OKDuplicate"], Statuses(answer));
        Assert.Equal((string)answer["Images"]![0]!["Image"]!["Id"]!, (string)answer["Images"]![2]!["Image"]!["Id"]!);
    }

    [Fact]
    public async Task An_image_of_another_project_is_no_duplicate_and_neither_is_one_that_was_deleted()
    {
        await using var service = await TestService.StartAsync();
        var (one, two) = (await service.NewProjectAsync("one"), await service.NewProjectAsync("two"));
        var image = TestImages.New();

        var first = await service.UploadAsync(one, image);
        var second = await service.UploadAsync(two, image);
        using var deletion = await service.SendAsync("DELETE", $"projects/{one}/images?imageIds={first["Image"]!["Id"]}");
        var third = await service.UploadAsync(one, image);

        Assert.Equal(["OK", "OK", "OK"], new[] { first, second, third }.Select(result => (string)result["Status"]!));
        Assert.Equal(3, new[] { first, second, third }.Select(result => (string)result["Image"]!["Id"]!).Distinct().Count());
    }

    [Fact]
    public async Task One_bad_image_does_not_fail_its_neighbours()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        var answer = await service.UploadAsync(
            project, [TestImages.New(), TestService.Text("text"), [], new byte[MaxImageBytes + 1], TestImages.New()]);

        Assert.False((bool)answer["IsBatchSuccessful"]!);
        Assert.Equal(["OK", "ErrorImageFormat", "ErrorImageFormat", "ErrorImageSize", "OK"], Statuses(answer));
        Assert.Equal([false, true, true, true, false], answer["Images"]!.AsArray().Select(result => result!["Image"] is null));
        Assert.Equal(2, (int)(await service.JsonAsync("GET", $"projects/{project}/tags"))["TotalUntaggedImages"]!);
    }

    [Fact]
    public async Task Jpeg_png_bmp_and_gif_are_images_and_nothing_else_is()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var jpeg = TestImages.Jpeg(16, 16);

        var answer = await service.UploadAsync(
            project,
            [jpeg, TestImages.Png(16, 16), TestImages.Bmp(16), TestImages.Gif(), TestImages.Webp(), jpeg[..3], TestService.Text("<svg xmlns='http://www.w3.org/2000/svg'/>")]);

        Assert.Equal(["OK", "OK", "OK", "OK", "ErrorImageFormat", "ErrorImageFormat", "ErrorImageFormat"], Statuses(answer));
    }

    [Theory]
    [InlineData(MaxImageBytes, "OK")]
    [InlineData(MaxImageBytes + 1, "ErrorImageSize")]
    public async Task An_image_has_at_most_6_MB(int length, string status)
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var project = await service.NewProjectAsync();
        var image = TestImages.Jpeg(64, 64);
        Array.Resize(ref image, length);

        Assert.Equal(status, (string)(await service.UploadAsync(project, image))["Status"]!);
    }

    [Theory]
    [InlineData(10_000, "OK")]
    [InlineData(10_001, "ErrorImageSize")]
    public async Task A_side_has_at_most_10_000_pixels(int width, string status)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        Assert.Equal(status, (string)(await service.UploadAsync(project, GreyPng.Of(width, 400)))["Status"]!);
    }

    [Theory]
    [InlineData(500, 20, "OK", "OK")]
    [InlineData(501, 20, "ErrorImageSize", "ErrorImageDimensions")]
    [InlineData(20, 501, "ErrorImageSize", "ErrorImageDimensions")]
    public async Task A_side_is_at_most_25_times_as_long_as_the_other(int width, int height, string status, string status34)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var image = GreyPng.Of(width, height);

        var uploaded = await service.V3Async("POST", $"projects/{project}/images", TestService.Multipart([image]), "3.4-preview", status == "OK" ? 200 : 207);

        Assert.Equal(status34, (string)uploaded["images"]![0]!["status"]!);
        if (status != "OK")
            Assert.Equal(status, (string)(await service.UploadAsync(project, image))["Status"]!);
    }

    [Fact]
    public async Task The_sample_textures_are_all_images()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var files = Directory.GetFiles(Path.Combine(Repository.Textures, "train"), "*.jpg", SearchOption.AllDirectories);

        var answer = await service.UploadAsync(project, files.Select(File.ReadAllBytes));

        Assert.Equal(36, files.Length);
        Assert.True((bool)answer["IsBatchSuccessful"]!);
    }

    [Fact]
    public async Task The_same_image_sent_many_times_at_once_is_stored_once()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var project = await service.NewProjectAsync();
        var image = TestImages.New();

        var results = await Task.WhenAll(Enumerable.Range(0, 32).Select(_ => service.UploadAsync(project, image)));

        Assert.Single(results, result => (string)result["Status"]! == "OK");
        Assert.Equal(31, results.Count(result => (string)result["Status"]! == "OKDuplicate"));
        Assert.Single(results.Select(result => (string)result["Image"]!["Id"]!).Distinct());
        Assert.Single(StoredImages.In(folder.PathOf("data")));
    }

    [Fact]
    public async Task Batches_and_lists_at_once_do_not_disturb_each_other()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "a");

        await Task.WhenAll(Enumerable.Range(0, 8).SelectMany(_ => new Task[]
        {
            service.UploadAsync(project, Enumerable.Range(0, 16).Select(_ => TestImages.New()), tag),
            service.JsonAsync("GET", $"projects/{project}/images/tagged/all"),
            service.JsonAsync("POST", "projects?name=same"),
        }));

        Assert.Equal(128, (int)(await service.JsonAsync("GET", $"projects/{project}/tags"))["TotalTaggedImages"]!);
        var names = (await service.JsonAsync("GET", "projects")).AsArray().Select(made => (string)made!["Name"]!).ToList();
        Assert.Equal(9, names.Distinct().Count());
    }

    private static IEnumerable<string> Statuses(JsonNode answer) => answer["Images"]!.AsArray().Select(result => (string)result!["Status"]!);
}
