namespace CustomVision.Client.Tests.Uploading;

/// <summary>With a journal, an upload that was cut off is run again and sends only what is missing.</summary>
public sealed class JournalTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(40);

    private readonly TemporaryFolder folder = new();
    private readonly HashSet<Guid> stored = [];

    private string Journal => folder.PathOf("upload.journal");

    private UploadSetup Options => new() { BatchSize = 2, ThrottleLimit = 1, MaxRetry = 0, JournalPath = Journal, Clock = new FakeClock() };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_second_run_sends_only_what_is_missing_and_still_gives_every_result_in_order()
    {
        var paths = folder.WriteImages(6);
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        await server.UploadFreelyAsync([paths[1], paths[4], paths[2]], Options);

        var results = await server.UploadFreelyAsync(paths, Options);

        Assert.Equal([1, 0, 0, 1, 0, 1], results.Select(result => result.Attempts));
        Assert.All(results, result => UploadRuns.AssertStored(result, result.Attempts));
        Assert.Equal(
            [["image_002.jpg", "image_005.jpg"], ["image_003.jpg"], ["image_001.jpg", "image_004.jpg"], ["image_006.jpg"]],
            server.SentNames());
    }

    [Fact]
    public async Task What_was_acknowledged_before_a_stop_is_not_sent_again()
    {
        var paths = folder.WriteImages(8);
        var isHanging = true;
        var turn = 0;
        await using var server = new ScriptedServer(request =>
            Volatile.Read(ref isHanging) && Interlocked.Increment(ref turn) > 2 ? ServerReply.Hang : UploadAnswer.Storing(stored)(request));
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        using (var uploader = server.NewFreeUploader(_ => { }, Options))
        {
            var upload = uploader.UploadAsync(new LazyPaths(paths), stop.Token);
            for (var request = 1; request <= 3; request++)
                await server.NextRequestAsync(Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => upload.WaitAsync(Patience, Token));
        }

        Volatile.Write(ref isHanging, false);
        var results = await server.UploadFreelyAsync(paths, Options);

        Assert.Equal([0, 0, 0, 0, 1, 1, 1, 1], results.Select(result => result.Attempts));
        Assert.All(results, result => UploadRuns.AssertStored(result, result.Attempts));
    }

    [Fact]
    public async Task A_journal_cut_off_at_any_byte_of_its_last_line_is_read_up_to_there_and_goes_on_soundly()
    {
        var paths = folder.WriteImages(3);
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        await server.UploadFreelyAsync(paths, Options);
        var whole = await File.ReadAllBytesAsync(Journal, Token);
        var lastLine = whole.AsSpan(0, whole.Length - 1).LastIndexOf((byte)'\n') + 1;

        for (var length = lastLine; length < whole.Length; length++)
        {
            await File.WriteAllBytesAsync(Journal, whole[..length], Token);

            var results = await server.UploadFreelyAsync(paths, Options);

            Assert.Equal([0, 0, 1], results.Select(result => result.Attempts));
            Assert.Equal(whole, await File.ReadAllBytesAsync(Journal, Token));
        }
    }

    [Fact]
    public async Task A_journal_cut_off_at_any_byte_of_its_first_line_is_begun_anew()
    {
        var paths = folder.WriteImages(1);
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        await server.UploadFreelyAsync(paths, Options);
        var whole = await File.ReadAllBytesAsync(Journal, Token);

        for (var length = 0; length <= whole.AsSpan().IndexOf((byte)'\n'); length++)
        {
            await File.WriteAllBytesAsync(Journal, whole[..length], Token);

            var results = await server.UploadFreelyAsync(paths, Options);

            Assert.Equal(1, results[0].Attempts);
            Assert.Equal(whole, await File.ReadAllBytesAsync(Journal, Token));
        }
    }

    [Fact]
    public async Task A_line_that_cannot_be_read_is_named_and_the_journal_left_as_it_is()
    {
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        await server.UploadFreelyAsync(folder.WriteImages(3), Options);
        var lines = await File.ReadAllLinesAsync(Journal, Token);
        lines[2] = lines[2][..^5];
        await File.WriteAllLinesAsync(Journal, lines, Token);

        var error = Assert.Throws<UploadJournalException>(() => server.NewFreeUploader(_ => { }, Options));

        Assert.Contains("Line 3", error.Message);
        Assert.Equal(lines, await File.ReadAllLinesAsync(Journal, Token));
    }

    [Fact]
    public async Task The_journal_of_another_project_is_refused_and_names_both()
    {
        var paths = folder.WriteImages(2);
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        await server.UploadFreelyAsync(paths, Options);
        var before = await File.ReadAllBytesAsync(Journal, Token);
        var other = Guid.NewGuid();

        var error = Assert.Throws<UploadJournalException>(
            () => new ImageUploader(server.NewRetryingClient(), other, _ => Task.CompletedTask, Options.Options));

        Assert.Contains(UploadRuns.Project.ToString(), error.Message);
        Assert.Contains(other.ToString(), error.Message);
        Assert.Contains(Journal, error.Message);
        Assert.Single(server.Requests);
        Assert.Equal(before, await File.ReadAllBytesAsync(Journal, Token));
    }

    [Theory]
    [InlineData("Dear diary,\n")]
    [InlineData("{}\n")]
    [InlineData("[1]\n")]
    [InlineData("[1]")]
    [InlineData("\n")]
    [InlineData("{\"endpoint\":\"https://x.example/\",\"tags\":[\"a\",\"b\"]}")]
    [InlineData("{\"journal\":\"CustomVision upload\",\"version\":1,\"project\":\"00000000-0000-0000-0000-000000000001\"}")]
    [InlineData("{\"version\":1,\"project\":\"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80\"}\n")]
    [InlineData("{\"journal\":\"CustomVision upload\",\"version\":99,\"project\":\"7f0a2c9e-11d4-4c5e-9d0b-3a1f5b6c7d80\"}\n")]
    public async Task A_file_that_is_no_journal_is_refused_and_left_as_it_is(string content)
    {
        await File.WriteAllTextAsync(Journal, content, Token);
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));

        var error = Assert.Throws<UploadJournalException>(() => server.NewFreeUploader(_ => { }, Options));

        Assert.Contains(Journal, error.Message);
        Assert.Equal(content, await File.ReadAllTextAsync(Journal, Token));
    }

    [Fact]
    public async Task Different_tags_are_a_different_upload_but_their_order_is_not()
    {
        var paths = folder.WriteImages(2);
        Guid[] tags = [UploadRuns.Tag, Guid.NewGuid()];
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        await server.UploadFreelyAsync(paths, Options, tagsOf: _ => tags);

        var other = await server.UploadFreelyAsync(paths, Options, tagsOf: _ => [UploadRuns.Tag]);
        var same = await server.UploadFreelyAsync(paths, Options, tagsOf: _ => [tags[1], tags[0]]);

        Assert.All(other, result => Assert.Equal(1, result.Attempts));
        Assert.All(same, result => Assert.Equal(0, result.Attempts));
    }

    [Fact]
    public async Task A_file_that_was_changed_is_sent_and_one_that_was_renamed_is_not()
    {
        var paths = folder.WriteImages(2);
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        await server.UploadFreelyAsync(paths, Options);
        await File.WriteAllBytesAsync(paths[0], UploadRuns.Content(99), Token);
        var renamed = folder.PathOf("renamed.jpg");
        File.Move(paths[1], renamed);

        var results = await server.UploadFreelyAsync([paths[0], renamed], Options);

        UploadRuns.AssertStored(results[0], attempts: 1);
        UploadRuns.AssertStored(results[1], attempts: 0);
    }

    [Fact]
    public async Task The_same_content_twice_in_one_run_comes_out_twice_then_and_later()
    {
        var path = folder.WriteImages(1)[0];
        var copy = folder.Write("copy.jpg", await File.ReadAllBytesAsync(path, Token));
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));

        var first = await server.UploadFreelyAsync([path, copy], Options);
        var second = await server.UploadFreelyAsync([path, copy, path], Options);

        Assert.All(first, result => UploadRuns.AssertStored(result));
        Assert.All(second, result => UploadRuns.AssertStored(result, attempts: 0));
        Assert.Single(server.SentNames());
    }

    [Fact]
    public async Task Images_that_were_removed_from_the_project_are_sent_again()
    {
        var paths = folder.WriteImages(4);
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        await server.UploadFreelyAsync(paths, Options);
        stored.Remove(UploadAnswer.IdOf(await File.ReadAllBytesAsync(paths[2], Token)));

        var second = await server.UploadFreelyAsync(paths, Options);
        var third = await server.UploadFreelyAsync(paths, Options);

        Assert.Equal([0, 0, 1, 0], second.Select(result => result.Attempts));
        Assert.Equal([0, 0, 0, 0], third.Select(result => result.Attempts));
    }

    [Fact]
    public async Task The_images_of_the_project_are_not_listed_when_the_journal_has_none_of_the_images()
    {
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        var paths = folder.WriteImages(4);
        await server.UploadFreelyAsync(paths[..2], Options);

        await server.UploadFreelyAsync(paths[2..], Options);

        Assert.All(server.Requests, request => Assert.Equal("POST", request.Method));
    }

    [Fact]
    public async Task What_was_refused_is_sent_again()
    {
        var paths = folder.WriteImages(2);
        await using var server = new ScriptedServer(request => request.Method == "GET"
            ? UploadAnswer.Storing(stored)(request)
            : UploadAnswer.Of(UploadAnswer.Outcomes(request).Select((outcome, i) => i == 0 ? outcome with { Status = ImageStatus.ErrorStorage, ImageId = null } : outcome)));
        stored.Add(UploadAnswer.IdOf(await File.ReadAllBytesAsync(paths[1], Token)));
        await server.UploadFreelyAsync(paths, Options);

        var results = await server.UploadFreelyAsync(paths, Options);

        Assert.Equal([1, 0], results.Select(result => result.Attempts));
    }

    [Fact]
    public async Task Two_runs_at_once_on_one_journal_are_refused_and_the_first_is_not_disturbed()
    {
        var paths = folder.WriteImages(4);
        var answer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = new ScriptedServer(request => UploadAnswer.Storing(stored)(request).After(answer.Task));
        var results = new List<ImageCreateResult>();
        using (var first = server.NewFreeUploader(results.Add, Options))
        {
            var upload = first.UploadAsync(new LazyPaths(paths), Token);
            await server.NextRequestAsync(Token);

            var error = Assert.Throws<UploadJournalException>(() => server.NewFreeUploader(_ => { }, Options));

            Assert.Contains(Journal, error.Message);
            answer.SetResult();
            await upload.WaitAsync(Patience, Token);
        }

        Assert.All(results, result => UploadRuns.AssertStored(result));
        Assert.All(await server.UploadFreelyAsync(paths, Options), result => Assert.Equal(0, result.Attempts));
    }

    [Theory]
    [InlineData("")] // the folder itself
    [InlineData("missing/upload.journal")]
    public async Task A_journal_that_cannot_be_made_is_refused_before_anything_is_sent(string name)
    {
        await using var server = new ScriptedServer(UploadAnswer.Storing(stored));
        var options = Options with { JournalPath = folder.PathOf(name) };

        var error = Assert.Throws<UploadJournalException>(() => server.NewFreeUploader(_ => { }, options));

        Assert.Contains(options.JournalPath, error.Message);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task A_journal_that_can_no_longer_be_written_ends_the_upload_and_says_so()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Only there can a file be sealed.");
        using var sealable = new SealableFile();
        var paths = folder.WriteImages(4);
        await using var server = new ScriptedServer(request =>
        {
            sealable.Seal();
            return UploadAnswer.Ok(request);
        });

        var error = await Assert.ThrowsAsync<UploadJournalException>(
            () => server.UploadFreelyAsync(paths, Options with { JournalPath = sealable.Path }));

        Assert.Contains("cannot be written", error.Message);
        Assert.Contains(sealable.Path, error.Message);
        Assert.Single(server.Requests);
        UploadRuns.AssertFree(paths);
    }
}
