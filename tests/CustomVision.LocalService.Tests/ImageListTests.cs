using System.Text.Json.Nodes;
using CustomVision.LocalService.Tests.Support;

namespace CustomVision.LocalService.Tests;

public sealed class ImageListTests
{
    [Fact]
    public async Task Images_come_newest_first_or_oldest_first_in_pages_also_at_equal_times()
    {
        // The clock stands still: all times are equal.
        await using var service = await TestService.StartAsync(clock: new SettableClock(DateTimeOffset.UnixEpoch));
        var project = await service.NewProjectAsync();
        var uploaded = new List<string>();
        for (var number = 0; number < 5; number++)
            uploaded.Add((string)(await service.UploadAsync(project, TestImages.New()))["Image"]!["Id"]!);

        var oldest = await Ids(service, $"projects/{project}/images/untagged?orderBy=Oldest");
        var newest = await Ids(service, $"projects/{project}/images/untagged");
        var page = await Ids(service, $"projects/{project}/images/untagged?orderBy=newest&take=2&skip=1");

        Assert.Equal(uploaded, oldest);
        Assert.Equal(uploaded.AsEnumerable().Reverse(), newest);
        Assert.Equal([uploaded[3], uploaded[2]], page);
        Assert.Empty(await Ids(service, $"projects/{project}/images/untagged?take=0"));
        Assert.Empty(await Ids(service, $"projects/{project}/images/untagged?skip=5"));
    }

    [Fact]
    public async Task A_page_has_50_images_unless_asked_otherwise()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "many");
        await service.UploadAsync(project, Enumerable.Range(0, 60).Select(_ => TestImages.New()), tag);

        Assert.Equal(50, (await Ids(service, $"projects/{project}/images/tagged/all")).Count);
        Assert.Equal(50, (await Ids(service, $"projects/{project}/images/tagged?tagIds={tag}")).Count);
        Assert.Equal(60, (await Ids(service, $"projects/{project}/images/tagged/all?take=1000")).Count);
    }

    [Fact]
    public async Task Images_by_tags_have_any_of_them_and_come_once()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var (a, b, c) = (await service.NewTagAsync(project, "a"), await service.NewTagAsync(project, "b"), await service.NewTagAsync(project, "c"));
        async Task<string> Upload(params string[] tags) => (string)(await service.UploadAsync(project, TestImages.New(), tags))["Image"]!["Id"]!;
        var (ofA, ofB, ofBoth, ofC, untagged) = (await Upload(a), await Upload(b), await Upload(a, b), await Upload(c), await Upload());

        var images = $"projects/{project}/images";
        Assert.Equal([ofBoth, ofB, ofA], await Ids(service, $"{images}/tagged?tagIds={a}&tagIds={b}"));
        Assert.Equal([ofBoth, ofB, ofA], await Ids(service, $"{images}/tagged?tagIds={a},{b}"));
        Assert.Equal([ofA, ofB], await Ids(service, $"{images}/tagged?tagIds={a},{b}&orderBy=Oldest&take=2"));
        Assert.Equal([ofB], await Ids(service, $"{images}/tagged?tagIds={a},{b}&take=1&skip=1"));
        Assert.Equal([ofC], await Ids(service, $"{images}/tagged?tagIds={{{c}}}"));
        Assert.Equal([ofC, ofBoth, ofB, ofA], await Ids(service, $"{images}/tagged"));
        Assert.Equal([ofC, ofBoth, ofB, ofA], await Ids(service, $"{images}/tagged/all"));
        Assert.Equal([untagged], await Ids(service, $"{images}/untagged"));
        Assert.Equal("NotFoundTag", await service.ErrorAsync(404, "GET", $"{images}/tagged?tagIds={Guid.NewGuid()}"));
    }

    [Fact]
    public async Task Pages_fit_together_in_whatever_order_they_are_asked_for_and_after_changes_too()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var (a, b) = (await service.NewTagAsync(project, "a"), await service.NewTagAsync(project, "b"));
        var random = new Random(20170518);
        var images = $"projects/{project}/images";

        for (var round = 0; round < 3; round++)
        {
            foreach (var tags in (string[][])[[a], [b], [a, b], []])
                await service.UploadAsync(project, Enumerable.Range(0, 7).Select(_ => TestImages.New()), tags);
            foreach (var list in (string[])["tagged/all?", $"tagged?tagIds={a}&", $"tagged?tagIds={a},{b}&", $"tagged?tagIds={b},{a}&", "untagged?"])
                foreach (var order in (string[])["Newest", "Oldest"])
                {
                    var all = await Ids(service, $"{images}/{list}orderBy={order}&take=1000");
                    for (var page = 0; page < 20; page++)
                    {
                        var (skip, take) = (random.Next(all.Count + 2), random.Next(10));
                        Assert.Equal(all.Skip(skip).Take(take), await Ids(service, $"{images}/{list}orderBy={order}&take={take}&skip={skip}"));
                    }
                }
            foreach (var list in (string[])["tagged/all", "untagged"])
            {
                var deleted = (await Ids(service, $"{images}/{list}?take=1000")).Where((_, index) => index % 4 == round).ToList();
                (await service.SendAsync("DELETE", $"{images}?imageIds={string.Join(',', deleted)}")).Dispose();
            }
        }
    }

    [Theory]
    [InlineData("take=-1", "take")]
    [InlineData("take=x", "take")]
    [InlineData("skip=-1", "skip")]
    [InlineData("skip=99999999999", "skip")]
    [InlineData("orderBy=Suggested", "orderBy")]
    public async Task A_page_that_makes_no_sense_is_refused_by_name(string query, string name)
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();

        foreach (var list in new[] { "tagged", "tagged/all", "untagged" })
        {
            using var response = await service.SendAsync("GET", $"projects/{project}/images/{list}?{query}");
            Assert.Equal(400, (int)response.StatusCode);
            Assert.Contains(name, (string)JsonNode.Parse(await response.Content.ReadAsStringAsync(TestService.Cancel))!["Message"]!, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Images_are_deleted_by_ids_repeated_or_with_commas_and_unknown_ids_are_passed_over()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tag = await service.NewTagAsync(project, "a");
        var result = await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TestImages.New()), tag);
        var ids = result["Images"]!.AsArray().Select(image => (string)image!["Image"]!["Id"]!).ToList();
        var images = $"projects/{project}/images";

        using var first = await service.SendAsync("DELETE", $"{images}?imageIds={ids[0]}&imageIds={ids[1]}");
        using var second = await service.SendAsync("DELETE", $"{images}?imageIds={ids[2]}%2C{ids[3]},{Guid.NewGuid()},{ids[0]}");

        Assert.Equal(204, (int)first.StatusCode);
        Assert.Equal(204, (int)second.StatusCode);
        Assert.Equal([ids[4]], await Ids(service, $"{images}/tagged/all"));
        Assert.Equal(1, (int)(await service.JsonAsync("GET", $"projects/{project}/tags/{tag}"))["ImageCount"]!);
        Assert.Equal("BadRequestInvalidIds", await service.ErrorAsync(400, "DELETE", images));
        Assert.Equal("BadRequestInvalidIds", await service.ErrorAsync(400, "DELETE", $"{images}?imageIds=all"));
    }

    [Fact]
    public async Task Images_of_another_project_are_not_deleted()
    {
        await using var service = await TestService.StartAsync();
        var (one, two) = (await service.NewProjectAsync("one"), await service.NewProjectAsync("two"));
        var id = (string)(await service.UploadAsync(one, TestImages.New()))["Image"]!["Id"]!;

        using var response = await service.SendAsync("DELETE", $"projects/{two}/images?imageIds={id}");

        Assert.Equal([id], await Ids(service, $"projects/{one}/images/untagged"));
    }

    [Fact]
    public async Task Images_can_be_listed_by_more_tags_than_one_query_of_SQLite_can_join()
    {
        await using var service = await TestService.StartAsync();
        var project = await service.NewProjectAsync();
        var tags = new List<string>();
        for (var number = 0; number < 150; number++)
            tags.Add(await service.NewTagAsync(project, $"{number}"));
        var added = await service.UploadAsync(project, Enumerable.Range(0, 5).Select(_ => TestImages.New()), [.. tags]);
        string[] expected = [.. added["Images"]!.AsArray().Select(result => (string)result!["Image"]!["Id"]!).Reverse()];
        await service.UploadAsync(project, TestImages.New());
        var iteration = (string)(await service.JsonAsync("POST", $"projects/{project}/train"))["Id"]!;
        var query = $"projects/{project}/images/tagged?tagIds={string.Join(',', tags)}";

        foreach (var list in (string[])[query, $"{query}&iterationId={iteration}"])
        {
            Assert.Equal(expected, await Ids(service, list));
            Assert.Equal(expected.Reverse(), await Ids(service, $"{list}&orderBy=Oldest"));
            Assert.Equal(expected[1..3], await Ids(service, $"{list}&take=2&skip=1"));
            Assert.Equal(expected[3..], await Ids(service, $"{list}&take=2&skip=3"));
        }

        for (var number = 0; number < 450; number++)
            tags.Add(await service.NewTagAsync(project, $"unused {number}"));
        Assert.Equal(expected, await Ids(service, $"projects/{project}/images/tagged?tagIds={string.Join(',', tags)}"));
    }

    private static async Task<List<string>> Ids(TestService service, string path) =>
        [.. (await service.JsonAsync("GET", path)).AsArray().Select(image => (string)image!["Id"]!)];
}
