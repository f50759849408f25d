namespace CustomVision.Client.Tests.Uploading;

/// <summary>Files that cannot be sent, or not to their end, are results like all others and cost their neighbours nothing.</summary>
public sealed class LocalFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task What_is_no_use_sending_comes_out_between_its_neighbours_and_is_not_sent()
    {
        var good = folder.WriteImages(3);
        var missing = folder.PathOf("missing.jpg");
        var nowhere = folder.PathOf("no", "such", "folder.jpg");
        var empty = folder.Write("empty.jpg", []);
        var large = Sized("large.jpg", 6 * 1024 * 1024 + 1);
        var nul = folder.PathOf("nul\0.jpg");
        string[] paths = [missing, good[0], empty, large, good[1], folder.Path, nul, "", nowhere, good[2]];
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadAsync(paths);

        Assert.Equal(["image_001.jpg", "image_002.jpg", "image_003.jpg"], server.SentNames().SelectMany(names => names));
        var byPath = results.ToDictionary(result => result.Path!);
        Assert.All(good, path => UploadRuns.AssertStored(byPath[path]));
        AssertNotSent(byPath[missing], ImageStatus.ErrorSource, "The file does not exist.");
        AssertNotSent(byPath[nowhere], ImageStatus.ErrorSource, "The file does not exist.");
        AssertNotSent(byPath[empty], ImageStatus.ErrorImageFormat, "The file is empty.");
        AssertNotSent(byPath[large], ImageStatus.ErrorImageSize, "The file has 6,291,457 bytes. The service accepts images of at most 6,291,456 bytes.");
        AssertNotSent(byPath[folder.Path], ImageStatus.ErrorSource, "The path is a folder, not a file.");
        AssertNotSent(byPath[nul], ImageStatus.ErrorSource);
        AssertNotSent(byPath[""], ImageStatus.ErrorSource);
    }

    [Fact]
    public async Task The_largest_image_allowed_is_sent()
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        UploadRuns.AssertStored(Assert.Single(await server.UploadAsync([Sized("large.jpg", 6 * 1024 * 1024)])));
    }

    [Fact]
    public async Task Nothing_is_sent_when_nothing_can_be()
    {
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadAsync([folder.PathOf("1.jpg"), folder.PathOf("2.jpg")]);

        Assert.All(results, result => AssertNotSent(result, ImageStatus.ErrorSource));
        Assert.Empty(await server.UploadAsync([]));
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_file_that_someone_keeps_to_himself_is_a_result()
    {
        var paths = folder.WriteImages(3);
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        IReadOnlyList<ImageCreateResult> results;

        using (new FileStream(paths[1], FileMode.Open, FileAccess.ReadWrite, FileShare.None))
            results = await server.UploadAsync(paths);

        UploadRuns.AssertStored(results[0]);
        UploadRuns.AssertStored(results[2]);
        AssertNotSent(results[1], ImageStatus.ErrorSource);
        Assert.StartsWith("The file cannot be read:", results[1].Message);
    }

    [Fact]
    public async Task A_file_that_nobody_may_read_is_a_result()
    {
        var paths = folder.WriteImages(2);
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(paths[0], UnixFileMode.None);
        Assert.SkipWhen(IsReadable(paths[0]), "Permissions do not stop this user.");
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadAsync(paths);

        AssertNotSent(results[0], ImageStatus.ErrorSource, "The user has no permission to read the file.");
        UploadRuns.AssertStored(results[1]);
    }

    [Fact]
    public async Task A_file_that_is_deleted_before_it_is_sent_is_a_result()
    {
        var paths = folder.WriteImages(3);
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        var results = new List<ImageCreateResult>();

        await server.NewUploader(results.Add).UploadAsync(new LazyPaths(Handed()), TestContext.Current.CancellationToken);

        Assert.Equal(paths, results.Select(result => result.Path));
        AssertNotSent(results[0], ImageStatus.ErrorSource, "The file does not exist.");
        UploadRuns.AssertStored(results[1]);
        UploadRuns.AssertStored(results[2]);

        IEnumerable<string> Handed()
        {
            yield return paths[0];
            yield return paths[1];
            File.Delete(paths[0]);
            yield return paths[2];
        }
    }

    [Fact]
    public async Task A_batch_whose_files_are_all_gone_sends_nothing()
    {
        var paths = folder.WriteImages(2);
        await using var server = new ScriptedServer(UploadAnswer.Ok);
        var results = new List<ImageCreateResult>();

        await server.NewUploader(results.Add).UploadAsync(new LazyPaths(Handed()), TestContext.Current.CancellationToken);

        Assert.All(results, result => AssertNotSent(result, ImageStatus.ErrorSource, "The file does not exist."));
        Assert.Equal(2, results.Count);
        Assert.Empty(server.Requests);

        IEnumerable<string> Handed()
        {
            foreach (var path in paths)
                yield return path;
            foreach (var path in paths)
                File.Delete(path);
        }
    }

    [Fact]
    public async Task A_file_that_shrinks_while_it_is_sent_is_a_result_and_its_neighbours_go_again()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps others from writing to a file that is being sent.");
        // Large files before it keep the sender busy, whatever the socket buffers hold, until the server has cut it short.
        string[] paths =
        [
            .. Enumerable.Range(1, 6).Select(i => Sized($"large{i}.jpg", 6 * 1024 * 1024, firstByte: (byte)i)),
            folder.Write("shrinking.jpg", UploadRuns.Content(1, 10_000)),
            folder.Write("last.jpg", UploadRuns.Content(2)),
        ];
        var cut = false;
        await using var server = new ScriptedServer(UploadAnswer.Ok)
        {
            BeforeBody = _ =>
            {
                if (cut)
                    return null;
                cut = true;
                using var file = new FileStream(paths[6], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(4_000);
                return null;
            },
        };

        var results = await server.UploadAsync(paths, new UploadSetup { BatchBytes = 64 * 1024 * 1024 });

        Assert.Equal(ImageStatus.ErrorSource, results[6].Status);
        Assert.Equal("The file became shorter while it was sent.", results[6].Message);
        Assert.Equal(1, results[6].Attempts);
        Assert.All(results.Where((_, i) => i != 6), result => UploadRuns.AssertStored(result, attempts: 2));
        Assert.DoesNotContain("shrinking.jpg", Assert.Single(server.SentNames()));
    }

    [Fact]
    public async Task A_file_that_shrinks_while_it_is_sent_by_itself_is_a_result_and_the_next_goes_on()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps others from writing to a file that is being sent.");
        const int Large = 48 * 1024 * 1024; // more than any socket buffer holds
        string[] paths = [Sized("shrinking.jpg", Large), folder.Write("last.jpg", UploadRuns.Content(2))];
        var cut = false;
        await using var server = new ScriptedServer(UploadAnswer.Ok)
        {
            BeforeBody = _ =>
            {
                if (cut)
                    return null;
                cut = true;
                using var file = new FileStream(paths[0], FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                file.SetLength(4_000);
                return null;
            },
        };

        var results = await server.UploadAsync(paths, new UploadSetup { BatchSize = 1, LargestImage = Large });

        Assert.Equal((ImageStatus.ErrorSource, 1), (results[0].Status, results[0].Attempts));
        UploadRuns.AssertStored(results[1]);
    }

    // A link is as long as its target's name; what counts is the image behind it.
    [Fact]
    public async Task A_link_counts_as_the_file_it_leads_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege there.");
        var good = Link("good.jpg", folder.WriteImages(1)[0]);
        var large = Link("too_large.jpg", Sized("large.jpg", 6 * 1024 * 1024 + 1));
        var empty = Link("to_empty.jpg", folder.Write("empty.jpg", []));
        var dangling = Link("dangling.jpg", folder.PathOf("missing.jpg"));
        var directory = Link("directory.jpg", folder.Path);
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        var results = await server.UploadAsync([good, large, empty, dangling, directory]);

        UploadRuns.AssertStored(results[0]);
        AssertNotSent(results[1], ImageStatus.ErrorImageSize);
        AssertNotSent(results[2], ImageStatus.ErrorImageFormat, "The file is empty.");
        AssertNotSent(results[3], ImageStatus.ErrorSource, "The file does not exist.");
        AssertNotSent(results[4], ImageStatus.ErrorSource, "The path is a folder, not a file.");
    }

    [Fact]
    public async Task Links_fill_batches_with_the_bytes_of_the_files_they_lead_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Making links needs a privilege there.");
        var links = folder.WriteImages(4, size: 1000).Select((path, i) => Link($"link{i}.jpg", path)).ToArray();
        await using var server = new ScriptedServer(UploadAnswer.Ok);

        await server.UploadAsync(links, new UploadSetup { BatchBytes = 2000 });

        Assert.Equal([2, 2], server.BatchSizes());
    }

    private static void AssertNotSent(ImageCreateResult result, string status, string? message = null)
    {
        Assert.Equal(status, result.Status);
        Assert.Equal(0, result.Attempts);
        Assert.Null(result.SourceUrl);
        Assert.Null(result.Image);
        Assert.False(result.IsStored);
        Assert.NotEmpty(result.Message!);
        if (message is not null)
            Assert.Equal(message, result.Message);
    }

    private static bool IsReadable(string path)
    {
        try
        {
            File.OpenRead(path).Dispose();
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private string Link(string name, string target)
    {
        var path = folder.PathOf(name);
        File.CreateSymbolicLink(path, target);
        return path;
    }

    private string Sized(string name, long size, byte firstByte = 1)
    {
        var path = folder.PathOf(name);
        using var file = File.Create(path);
        file.WriteByte(firstByte);
        file.SetLength(size);
        return path;
    }
}
