using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Add-CVTrainingImage: tags per image, retries, journal, progress, summary, addresses.</summary>
public sealed class UploadOptionsTests(SharedService shared) : ProjectTest(shared)
{
    private const string Stored = """{"IsBatchSuccessful":true,"Images":[{"SourceUrl":"x","Image":null,"Status":"OK"}]}""";

    [Fact]
    public void Tags_are_given_by_name_and_made_when_asked_to()
    {
        Session.With("files", Folder.Images(3)).Output("$null = New-CVTag $project brick");

        Session.Output("$files | Add-CVTrainingImage -ProjectId $project -Tag brick, wall -CreateTag");

        Assert.Equal(["brick 3", "wall 3"], Session.Output("Get-CVTag $project | ForEach-Object { \"$($_.Name) $($_.ImageCount)\" }").Select(line => line.ToString()).Order());
    }

    [Fact]
    public void A_name_that_no_tag_has_is_an_error_of_its_image()
    {
        var outcome = Session.With("files", Folder.Images(2)).Run("$files | Add-CVTrainingImage -ProjectId $project -Tag brick");

        Assert.All(outcome.Output, result => Assert.Equal("ErrorInvalidTag", result.Properties["Status"].Value));
        Assert.Equal(["TagNotFound", "TagNotFound"], outcome.ErrorIds);
        Assert.Contains("'brick'", outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(Session.Output("Get-CVTrainingImage $project"));
    }

    [Fact]
    public void A_duplicate_says_which_tags_it_lacks_and_gets_them_when_asked_to()
    {
        Session.With("file", Folder.Image("a.jpg")).Output("$null = Add-CVTrainingImage $file -ProjectId $project -Tag brick -CreateTag");

        var second = Session.Output("Add-CVTrainingImage $file -ProjectId $project -Tag brick, wall -CreateTag").Single();
        var third = Session.Output("Add-CVTrainingImage $file -ProjectId $project -Tag brick, wall -TagDuplicate").Single();

        Assert.Equal("OKDuplicate", second.Properties["Status"].Value);
        Assert.Contains("-TagDuplicate", (string)second.Properties["Message"].Value, StringComparison.Ordinal);
        Assert.Null(third.Properties["Message"].Value);
        Assert.Equal("1", Session.Output("(Get-CVTag $project wall).ImageCount").Single().ToString());
    }

    [Fact]
    public void A_folder_a_missing_file_and_a_file_that_is_no_image_leave_no_empty_tags()
    {
        Folder.Image("photos/brick/1.jpg");
        Folder.Write("photos/thumbs/Thumbs.db", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]);

        var outcome = Session.With("folder", Folder.PathOf("photos")).Run(
            "Get-ChildItem $folder -Recurse | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag; Add-CVTrainingImage $folder/wood/none.jpg -ProjectId $project -TagFromFolder -CreateTag");

        Assert.Equal(["brick"], Session.Output("(Get-CVTag $project).Name").Select(name => name.ToString()));
        Assert.Equal(4, outcome.Errors.Count);
    }

    [Fact]
    public void A_JPEG_file_that_ends_early_is_stored_with_a_warning()
    {
        var whole = File.ReadAllBytes(Directory.GetFiles(Path.Combine(Repository.Root, "samples", "textures", "train", "brick"))[0]);
        Session.With("file", Folder.Write("half.jpg", whole[..(whole.Length / 2)]));

        Session.Output("$result = Add-CVTrainingImage $file -ProjectId $project -WarningVariable warning -WarningAction SilentlyContinue");

        Assert.Equal("OK", Session.Output("$result.Status").Single().ToString());
        Assert.Contains("half.jpg: The service stored the image, but the JPEG file has no end marker.", Session.Output("\"$warning\"").Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void The_query_of_a_URL_is_in_no_error()
    {
        var outcome = Session.Run(
            "$result = Add-CVTrainingImage -Url 'http://images.example/1.jpg?sig=secret' -ProjectId $project; $result.Path");

        var error = Assert.Single(outcome.Errors);
        Assert.Equal("http://images.example/1.jpg?sig=secret", outcome.Output.Single().ToString());
        Assert.DoesNotContain("secret", $"{error} {error.TargetObject} {error.CategoryInfo} {error.Exception}", StringComparison.Ordinal);
        Assert.StartsWith("http://images.example/1.jpg?…: ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains("URL", error.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void Folders_become_tags()
    {
        foreach (var name in new[] { "brick/1.jpg", "grass/1.jpg", "brick/2.jpg" })
            Folder.Image(name);

        Session.With("folder", Folder.Path).Output(
            "Get-ChildItem $folder/brick, $folder/grass | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag");

        Assert.Equal(["brick 2", "grass 1"], Session.Output("Get-CVTag $project | ForEach-Object { \"$($_.Name) $($_.ImageCount)\" }").Select(line => line.ToString()).Order());
    }

    [Fact]
    public void Columns_named_Path_and_Tag_bind_row_by_row()
    {
        Session.With("files", Folder.Images(3)).Output(
            "$rows = 0..2 | ForEach-Object { [pscustomobject] @{ Path = $files[$_]; Tag = @('a', 'b', '')[$_] } }");

        var results = Session.Output("$rows | Add-CVTrainingImage -ProjectId $project -CreateTag");

        Assert.Equal([1, 1, 0], results.Select(result => ((IReadOnlyList<Guid>)result.Properties["TagId"].Value).Count));
        Assert.Single(Session.Output("Get-CVTrainingImage $project -Untagged"));
    }

    [Theory]
    [InlineData("LiteralPath")]
    [InlineData("FullName")]
    [InlineData("PSPath")]
    public void Columns_that_name_a_file_bind_beside_tags(string column)
    {
        Session.With("file", Folder.Image("a[1].jpg")).Output(
            $"$result = [pscustomobject] @{{ {column} = $file; Tag = [string[]] ('a', 'b') }} | Add-CVTrainingImage -ProjectId $project -CreateTag");

        Assert.Equal("OK 2", Session.Output("\"$($result.Status) $($result.TagId.Count)\"").Single().ToString());
    }

    [Fact]
    public void A_column_named_Url_binds_beside_tags()
    {
        // Nothing is fetched from there: the local service takes images from this machine only.
        var outcome = Session.Run(
            "$result = [pscustomobject] @{ Url = 'http://images.example/1.jpg'; Tag = 'a' } | Add-CVTrainingImage -ProjectId $project -CreateTag; $result");

        Assert.Equal("http://images.example/1.jpg", outcome.Output.Single().Properties["Path"].Value);
        Assert.Single((IReadOnlyList<Guid>)outcome.Output.Single().Properties["TagId"].Value);
    }

    [Fact]
    public void What_failed_can_be_piped_in_again_with_its_tags()
    {
        var file = Folder.PathOf("late.jpg");
        var outcome = Session.With("file", file).Run("$failed = $file | Add-CVTrainingImage -ProjectId $project -Tag a -CreateTag; $failed");
        Assert.Equal("ErrorSource", outcome.Output.Single().Properties["Status"].Value);
        Folder.Image("late.jpg");

        Session.Output("$failed | Add-CVTrainingImage -ProjectId $project -CreateTag");

        Assert.Equal("1", Session.Output("(Get-CVTag $project a).ImageCount").Single().ToString());
    }

    [Fact]
    public async Task The_advice_for_a_large_image_behind_a_URL_is_to_download_it()
    {
        await using var server = new ScriptedServer(_ => ServerReply.Json(Stored.Replace("\"OK\"", "\"ErrorImageSize\"", StringComparison.Ordinal)));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        var error = Assert.Single(Session.Run("Add-CVTrainingImage -Url http://images.example/1.jpg -ProjectId $project").Errors);

        Assert.Equal("Download the image, and specify the file with -Resize.", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task A_passing_failure_is_retried_and_told_with_Verbose()
    {
        await using var server = new ScriptedServer(
            ServerReply.Json("""{"code":"429","message":"Please retry after 0 seconds."}""", 429), ServerReply.Drop, ServerReply.Json(Stored));
        Session.With("files", Folder.Images(1)).With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        var outcome = Session.Run("$files | Add-CVTrainingImage -ProjectId $project -Verbose");

        Assert.Equal(3, outcome.Output.Single().Properties["Attempts"].Value);
        Assert.Contains("Retry 1 of ", outcome.Talk, StringComparison.Ordinal);
        Assert.Contains("Retry 2 of ", outcome.Talk, StringComparison.Ordinal);
        Assert.DoesNotContain("abcdef", outcome.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", 1)]
    [InlineData("-BatchBytes 1MB", 3)]
    [InlineData("-BatchBytes 2MB", 2)]
    public async Task Bytes_end_a_batch_where_they_are_told_to(string options, int batches)
    {
        await using var server = new ScriptedServer(request => ServerReply.Json(
            $$"""{"IsBatchSuccessful":true,"Images":[{{string.Join(',', MultipartParts.Of(request).Select(part => $$"""{"SourceUrl":"{{part.FileName!.Trim('"')}}","Status":"OK"}"""))}}]}"""));
        var files = Enumerable.Range(1, 5).Select(number => Folder.Write($"{number}.jpg", new byte[450 * 1024])).ToArray();
        Session.With("files", files).With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        var results = Session.Output($"$files | Add-CVTrainingImage -ProjectId $project.Id {options}");

        Assert.Equal(files, results.Select(result => (string)result.Properties["Path"].Value));
        Assert.Equal(batches, server.Requests.Count);
    }

    [Theory]
    [InlineData("1MB - 1")]
    [InlineData("50MB + 1")]
    public void A_limit_in_bytes_that_the_service_could_not_keep_is_refused(string bytes) =>
        Assert.Equal("ParameterArgumentValidationError", Session.Run($"Add-CVTrainingImage x.jpg -ProjectId $project -BatchBytes ({bytes})").TerminatingId);

    [Fact]
    public async Task A_service_that_stays_away_costs_one_budget_and_not_one_for_each_image()
    {
        await using var server = new ScriptedServer(ServerReply.Json("{}", 503));
        Session.With("files", Folder.Images(40)).With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        var outcome = Session.Run("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 1 -ThrottleLimit 2 -MaxRetry 1");

        Assert.Equal(40, outcome.ErrorIds.Count(id => id == "ServiceFailed"));
        Assert.InRange(server.Requests.Count, 41, 43); // one each, and a second one for those that were under way at first
    }

    [Fact]
    public void A_second_run_with_the_same_journal_sends_nothing_and_gives_every_result()
    {
        var files = Folder.Images(70);
        Session.With("files", files).With("journal", Folder.PathOf("upload.journal")).Output("$tag = New-CVTag $project a");
        var first = Session.Output("$files | Add-CVTrainingImage -ProjectId $project -TagId $tag -Journal $journal");
        File.Move(files[0], Folder.PathOf("renamed.jpg"));
        files[0] = Folder.PathOf("renamed.jpg");
        var more = Folder.Image("more.jpg");

        var second = Session.With("files", files.Append(more).ToArray()).Output("$files | Add-CVTrainingImage -ProjectId $project -TagId $tag -Journal $journal");

        Assert.Equal(files.Append(more), second.Select(result => (string)result.Properties["Path"].Value));
        Assert.Equal([.. Enumerable.Repeat(0, 70), 1], second.Select(result => (int)result.Properties["Attempts"].Value));
        Assert.Equal(first.Select(Image), second.Take(70).Select(Image));
        Assert.Equal("71", Session.Output("(Get-CVTag $project a).ImageCount").Single().ToString());

        static string Image(PSObject result) => result.Properties["Image"].Value.ToString()!;
    }

    [Fact]
    public void The_journal_of_another_project_is_refused_before_anything_is_sent()
    {
        Session.With("files", Folder.Images(1)).With("journal", Folder.PathOf("upload.journal")).Output(
            "$files | Add-CVTrainingImage -ProjectId $project -Journal $journal; $other = New-CVProject other");

        var outcome = Session.Run("$files | Add-CVTrainingImage -ProjectId $other -Journal $journal");

        Assert.Equal("JournalNotUsable", outcome.TerminatingId);
        Assert.Contains("belongs to project", outcome.Terminating!.ToString(), StringComparison.Ordinal);
        Assert.Empty(Session.Output("Get-CVTrainingImage $other"));
    }

    [Fact]
    public void A_journal_cut_off_in_the_middle_of_a_line_is_read_up_to_there()
    {
        var files = Folder.Images(3);
        var journal = Folder.PathOf("upload.journal");
        Session.With("files", files).With("journal", journal).Output("$files | Add-CVTrainingImage -ProjectId $project -Journal $journal");
        var lines = File.ReadAllText(journal);
        File.WriteAllText(journal, lines[..^20]);

        var again = Session.Output("$files | Add-CVTrainingImage -ProjectId $project -Journal $journal");

        Assert.Equal([0, 0, 1], again.Select(result => (int)result.Properties["Attempts"].Value));
        Assert.Equal(4, File.ReadAllLines(journal).Length);
        Assert.Equal([0, 0, 0], Session.Output("$files | Add-CVTrainingImage -ProjectId $project -Journal $journal").Select(result => (int)result.Properties["Attempts"].Value));
    }

    [Fact]
    public void A_summary_counts_by_status()
    {
        Session.With("files", Folder.Images(3).Append(Folder.PathOf("missing.jpg")).ToArray()).Run("$files | Add-CVTrainingImage -ProjectId $project -SummaryVariable summary");

        var summary = Session.Output("$summary").Single();

        Assert.Equal(4L, summary.Properties["Images"].Value);
        Assert.Equal(3L, summary.Properties["Stored"].Value);
        Assert.Equal(1L, summary.Properties["Failed"].Value);
        Assert.Equal("3 1", Session.Output("\"$($summary.ByStatus['OK']) $($summary.ByStatus['ErrorSource'])\"").Single().ToString());
    }

    [Fact]
    public async Task Progress_is_one_bar_that_is_closed_and_none_where_it_is_not_wanted()
    {
        var release = new TaskCompletionSource();
        await using var server = new ScriptedServer(_ => ServerReply.Json(Stored).After(release.Task));
        Session.With("files", Folder.Images(1)).With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");
        using var running = Session.Start("$files | Add-CVTrainingImage -ProjectId $project");
        Assert.True(SpinWait.SpinUntil(() => running.Progress.Count > 0, TimeSpan.FromSeconds(20)));
        release.SetResult();
        running.Wait();

        Assert.Single(running.Progress.Select(record => record.ActivityId).Distinct());
        Assert.Contains("0 of 1 images", running.Progress[0].StatusDescription, StringComparison.Ordinal);
        Assert.Equal(ProgressRecordType.Completed, running.Progress[^1].RecordType);

        var silent = Session.Run("$ProgressPreference = 'SilentlyContinue'; $files | Add-CVTrainingImage -ProjectId $project");
        Assert.DoesNotContain("Uploading", silent.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_are_fetched_by_the_service()
    {
        var image = await File.ReadAllBytesAsync(Folder.Image("a.jpg"), TestContext.Current.CancellationToken);
        await using var web = new ScriptedServer(request =>
            request.Target == "/a.jpg" ? ServerReply.Of(200, "image/jpeg", image) : ServerReply.Empty(404));
        string[] urls = [$"{web.Endpoint}a.jpg", $"{web.Endpoint}none.jpg", "http://192.0.2.1/far.jpg"];

        var outcome = Session.With("urls", urls).Run("Add-CVTrainingImage -Url $urls -ProjectId $project");

        Assert.Equal(urls, outcome.Output.Select(result => (string)result.Properties["Path"].Value));
        Assert.Equal(["OK", "ErrorSource", "ErrorSource"], outcome.Output.Select(result => result.Properties["Status"].Value));
    }

    [Fact]
    public void Predictions_that_the_service_does_not_have_come_out_as_such()
    {
        var outcome = Session.Run("Add-CVTrainingImage -PredictionId ([guid]::NewGuid()) -ProjectId $project");

        Assert.Equal("ErrorSource", Assert.Single(outcome.Output).Properties["Status"].Value);
        Assert.Equal(["ImageUnreadable"], outcome.ErrorIds);
    }
}
