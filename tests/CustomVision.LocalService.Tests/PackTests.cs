using System.Text.Json.Nodes;
using CustomVision.LocalService.Storage;
using CustomVision.LocalService.Tests.Support;
using CustomVision.Tests;

namespace CustomVision.LocalService.Tests;

public sealed class PackTests
{
    [Fact]
    public async Task Small_pictures_of_an_upload_share_a_file_and_large_ones_have_their_own()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        byte[][] pictures = [Pictures.New(), Large(DiskDraft.LargestInPack), Pictures.New(), Large(DiskDraft.LargestInPack + 1), Pictures.New()];
        JsonArray images;
        await using (var service = await TestService.StartAsync(data))
        {
            images = (await service.UploadAsync(await service.NewProjectAsync(), pictures))["Images"]!.AsArray();
            await CheckAsync(service);
        }
        await using var again = await TestService.StartAsync(data);
        await CheckAsync(again);

        async Task CheckAsync(TestService service)
        {
            Assert.Single(StoredPictures.Packs(data));
            Assert.Single(StoredPictures.Lone(data));
            Assert.Equal(5, StoredPictures.In(data).Count);
            foreach (var (image, picture) in images.Zip(pictures))
                Assert.Equal(picture, await service.Client.GetByteArrayAsync(Here(service, image), TestService.Cancel));
        }
    }

    [Fact]
    public async Task What_is_left_of_a_pack_moves_when_more_than_half_is_deleted()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        await using var service = await TestService.StartAsync(data);
        var project = await service.NewProjectAsync();
        byte[][] pictures = [.. Enumerable.Range(0, 8).Select(_ => Pictures.New())];
        var images = (await service.UploadAsync(project, pictures))["Images"]!.AsArray();
        var whole = Assert.Single(StoredPictures.Packs(data));

        await DeleteAsync([1, 3]);
        Assert.Equal(whole, Assert.Single(StoredPictures.Packs(data)));

        await DeleteAsync([0, 2, 4, 6]);
        var rest = Assert.Single(StoredPictures.Packs(data));
        Assert.NotEqual(whole, rest);
        Assert.Equal(pictures[5].Length + pictures[7].Length, new FileInfo(rest).Length);
        foreach (var left in (int[])[5, 7])
            Assert.Equal(pictures[left], await service.Client.GetByteArrayAsync(Here(service, images[left]), TestService.Cancel));

        await DeleteAsync([5, 7]);
        Assert.Empty(StoredPictures.Packs(data));

        async Task DeleteAsync(int[] which)
        {
            var ids = which.Select(number => (string)images[number]!["Image"]!["Id"]!);
            using var deletion = await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={string.Join(',', ids)}");
            Assert.Equal(204, (int)deletion.StatusCode);
        }
    }

    [Fact]
    public async Task An_upload_that_is_sent_again_takes_no_room_again()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        await using var service = await TestService.StartAsync(data);
        var (one, two) = (await service.NewProjectAsync("one"), await service.NewProjectAsync("two"));
        byte[][] pictures = [.. Enumerable.Range(0, 8).Select(_ => Pictures.New())];
        var added = Pictures.New();
        await service.UploadAsync(one, pictures);
        var first = Assert.Single(StoredPictures.Packs(data));
        var length = new FileInfo(first).Length;

        await service.UploadAsync(one, pictures);
        await service.UploadAsync(two, pictures);
        Assert.Equal(first, Assert.Single(StoredPictures.Packs(data)));
        Assert.Equal(length, new FileInfo(first).Length);

        var result = (await service.UploadAsync(two, [.. pictures, added]))["Images"]!.AsArray()[^1];
        var second = Assert.Single(StoredPictures.Packs(data), pack => pack != first);
        Assert.Equal(added.Length, new FileInfo(second).Length);
        Assert.Equal(added, await service.Client.GetByteArrayAsync(Here(service, result), TestService.Cancel));
        Assert.Equal(9, StoredPictures.In(data).Count);
    }

    [Fact]
    public async Task Uploads_that_follow_each_other_share_a_file_and_those_at_the_same_time_do_not()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        await using var service = await TestService.StartAsync(data);
        var project = await service.NewProjectAsync();
        byte[][] pictures = [.. Enumerable.Range(0, 5).Select(_ => Pictures.New())];
        var images = new List<JsonNode?>();

        foreach (var picture in pictures[..3])
            images.Add((await service.UploadAsync(project, [picture]))["Images"]![0]);
        var first = Assert.Single(StoredPictures.Packs(data));
        using (var other = Draft(service))
        {
            images.Add((await service.UploadAsync(project, [pictures[3]]))["Images"]![0]);
            Assert.Single(StoredPictures.Packs(data), pack => pack != first);
        }
        images.Add((await service.UploadAsync(project, [pictures[4]]))["Images"]![0]);

        Assert.Equal(2, StoredPictures.Packs(data).Length);
        foreach (var (image, picture) in images.Zip(pictures))
            Assert.Equal(picture, await service.Client.GetByteArrayAsync(Here(service, image), TestService.Cancel));
    }

    [Fact]
    public async Task A_pack_that_is_emptied_while_an_upload_adds_to_it_goes_with_the_next_deletion()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        await using var service = await TestService.StartAsync(data);
        var project = await service.NewProjectAsync();
        var images = new[]
        {
            (await service.UploadAsync(project, [Pictures.New()]))["Images"]![0],
            (await service.UploadAsync(project, [[.. Pictures.New(), .. new byte[DiskDraft.LargestInPack]]]))["Images"]![0],
        };
        var pack = Assert.Single(StoredPictures.Packs(data));

        using (Draft(service))
        {
            await DeleteAsync(images[0]);
            Assert.True(File.Exists(pack));
        }
        await DeleteAsync(images[1]);

        Assert.False(File.Exists(pack));

        async Task DeleteAsync(JsonNode? image) =>
            (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={image!["Image"]!["Id"]}")).Dispose();
    }

    [Fact]
    public async Task A_pack_that_someone_took_away_fails_one_deletion_and_no_other()
    {
        using var folder = new TemporaryFolder();
        var data = folder.PathOf("data");
        string project;
        JsonArray images;
        await using (var first = await TestService.StartAsync(data))
        {
            project = await first.NewProjectAsync();
            images = (await first.UploadAsync(project, [Pictures.New(), Pictures.New(), Pictures.New()]))["Images"]!.AsArray();
        }
        File.Delete(Assert.Single(StoredPictures.Packs(data)));
        await using var service = await TestService.StartAsync(data);
        images.Add((await service.UploadAsync(project, [Pictures.New()]))["Images"]![0]!.DeepClone());

        Assert.Equal(500, await DeleteAsync(images[0]));
        Assert.Equal(204, await DeleteAsync(images[^1]));

        async Task<int> DeleteAsync(JsonNode? image)
        {
            using var deletion = await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={image!["Image"]!["Id"]}");
            return (int)deletion.StatusCode;
        }
    }

    [Fact]
    public async Task The_same_picture_twice_in_an_upload_is_stored_once()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var picture = Pictures.New();

        var images = (await service.UploadAsync(await service.NewProjectAsync(), [picture, picture]))["Images"]!.AsArray();

        Assert.Equal(["OK", "OKDuplicate"], images.Select(image => (string)image!["Status"]!));
        Assert.Single(StoredPictures.In(folder.PathOf("data")));
        Assert.Equal(picture, await service.Client.GetByteArrayAsync(Here(service, images[0]), TestService.Cancel));
    }

    [Fact]
    public async Task Pictures_are_served_while_their_pack_is_moved()
    {
        using var folder = new TemporaryFolder();
        await using var service = await TestService.StartAsync(folder.PathOf("data"));
        var project = await service.NewProjectAsync();
        byte[][] pictures = [.. Enumerable.Range(0, 32).Select(_ => Pictures.New())];
        var images = (await service.UploadAsync(project, pictures))["Images"]!.AsArray();
        var address = Here(service, images[^1]);

        var deletions = DeleteAsync();
        do
        {
            Assert.Equal(pictures[^1], await service.Client.GetByteArrayAsync(address, TestService.Cancel));
        }
        while (!deletions.IsCompleted);
        await deletions;

        async Task DeleteAsync()
        {
            foreach (var image in images.SkipLast(1))
                (await service.SendAsync("DELETE", $"projects/{project}/images?imageIds={image!["Image"]!["Id"]}")).Dispose();
        }
    }

    /// <summary>What another upload has brought to the disk, and not stored yet.</summary>
    private static PictureDraft Draft(TestService service)
    {
        var draft = service.Store.Pictures.Begin();
        draft.Write(Pictures.New());
        service.Store.Pictures.Flush([draft]);
        return draft;
    }

    /// <summary>Readers of PNG pass over what follows the picture.</summary>
    private static byte[] Large(int bytes)
    {
        var picture = Pictures.New();
        return [.. picture, .. new byte[bytes - picture.Length]];
    }

    /// <summary>A restart may have changed the port.</summary>
    private static string Here(TestService service, JsonNode? result) =>
        service.Endpoint + new Uri((string)result!["Image"]!["ImageUri"]!).PathAndQuery;
}
