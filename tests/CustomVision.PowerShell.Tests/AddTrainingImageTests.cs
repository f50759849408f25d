using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Add-CVTrainingImage: every input comes out once, in order, with its path.</summary>
public sealed class AddTrainingImageTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void Files_from_the_pipeline_come_out_stored_in_input_order_with_their_tags()
    {
        var files = Folder.Images(70); // more than one batch
        Session.With("folder", Folder.Path).Output("$tag = New-CVTag $project brick");

        var results = Session.Output("Get-ChildItem $folder/*.jpg | Add-CVTrainingImage -ProjectId $project.Id -TagId $tag.Id");

        Assert.Equal(files, Paths(results));
        Assert.All(results, result => Assert.Equal("CustomVision.Models.ImageCreateResult", result.TypeNames[0]));
        Assert.All(results, result => Assert.Equal("OK", Text(result, "Status")));
        Assert.All(results, result => Assert.Equal(1, result.Properties["Attempts"].Value));
        Assert.Equal("128", Session.Output("($x = Get-CVTrainingImage $project -First 1).Width").Single().ToString());
        Assert.Equal("70", Session.Output("(Get-CVTag $project).ImageCount").Single().ToString());
        Assert.Equal("70", Session.Output("@(Get-CVTrainingImage $project -TagId $tag).Count").Single().ToString());
    }

    [Fact]
    public void Strings_wildcards_and_relative_paths_are_understood()
    {
        var one = Folder.Image("a1.jpg");
        var two = Folder.Image("a2.jpg");
        var three = Folder.Image("b.jpg");
        Session.With("folder", Folder.Path).Output("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)");

        Assert.Equal([three, one, two], Paths(Session.Output("'b.jpg', 'a*.jpg' | Add-CVTrainingImage -ProjectId $project")));
        Assert.Equal([one, two, three], Paths(Session.Output("Add-CVTrainingImage *.jpg -ProjectId $project")));
        Assert.Equal([three], Paths(Session.Output("Add-CVTrainingImage -LiteralPath ./b.jpg -ProjectId $project")));
    }

    [Fact]
    public void A_FileInfo_that_no_provider_has_touched_binds_as_well()
    {
        var file = Folder.Image("plain [1].jpg");

        Assert.Equal([file], Paths(Session.With("file", new FileInfo(file)).Output("$file | Add-CVTrainingImage -ProjectId $project")));
    }

    [Theory]
    [InlineData("brick[1].jpg")]
    [InlineData("a 'single' and \"double\" quote.jpg")]
    [InlineData("🧱 brick – ziegel – 砖.jpg")]
    [InlineData("semi;colon,comma=equals&percent%20.jpg")]
    public void A_name_with_unusual_characters_goes_through(string name)
    {
        var file = Folder.Image(name);

        var literal = Session.With("file", file).Output("Add-CVTrainingImage -LiteralPath $file -ProjectId $project");
        var piped = Session.With("folder", Folder.Path).Output("Get-ChildItem $folder | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal([file], Paths(literal));
        Assert.Equal([file], Paths(piped));
        Assert.Equal("OK", Text(literal[0], "Status"));
        Assert.Equal("OKDuplicate", Text(piped[0], "Status"));
    }

    [Fact]
    public void A_path_of_more_than_300_characters_goes_through()
    {
        var file = Folder.Image(Path.Combine(new string('d', 120), new string('e', 120), new string('f', 120) + ".jpg"));

        Assert.Equal([file], Paths(Session.With("file", file).Output("Add-CVTrainingImage -LiteralPath $file -ProjectId $project")));
    }

    [Fact]
    public void A_name_longer_than_the_file_system_takes_is_an_error_like_any_other()
    {
        var file = Folder.PathOf(new string('n', 300) + ".jpg");
        var good = Folder.Image("good.jpg");

        var outcome = Session.With("files", new[] { file, good }).Run("$files | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal([file, good], Paths(outcome.Output));
        Assert.Equal(["ErrorSource", "OK"], outcome.Output.Select(result => Text(result, "Status")));
    }

    [Fact]
    public void Two_files_of_one_name_in_one_batch_are_told_apart()
    {
        var small = Folder.Image("one/same.jpg");
        var text = Folder.Write("two/same.jpg", "not an image"u8.ToArray());
        var again = Folder.Image("three/SAME.jpg");

        var outcome = Session.With("files", new[] { small, text, again }).Run("$files | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal([small, text, again], Paths(outcome.Output));
        Assert.Equal(["OK", "ErrorImageFormat", "OK"], outcome.Output.Select(result => Text(result, "Status")));
    }

    [Fact]
    public void A_duplicate_is_a_success_with_the_image_that_was_there()
    {
        var file = Folder.Image("a.jpg");
        Session.With("file", file);

        var first = Session.Output("Add-CVTrainingImage $file -ProjectId $project").Single();
        var second = Session.Output("Add-CVTrainingImage $file -ProjectId $project").Single();

        Assert.Equal("OKDuplicate", Text(second, "Status"));
        Assert.Equal(first.Properties["Image"].Value.ToString(), second.Properties["Image"].Value.ToString());
    }

    [Fact]
    public void What_cannot_be_sent_comes_out_in_its_place_and_loses_nothing_else()
    {
        var first = Folder.Image("first.jpg");
        var missing = Folder.PathOf("missing.jpg");
        var directory = Directory.CreateDirectory(Folder.PathOf("Folder.jpg")).FullName;
        var empty = Folder.Write("empty.jpg", []);
        var text = Folder.Write("text.jpg", "this is text"u8.ToArray());
        var large = Folder.Write("large.jpg", new byte[6 * 1024 * 1024 + 1]);
        var last = Folder.Image("last.jpg");
        string[] files = [first, missing, directory, empty, text, large, last];

        var outcome = Session.With("files", files).Run("$files | Add-CVTrainingImage -ProjectId $project");

        Assert.Null(outcome.Terminating);
        Assert.Equal(files, Paths(outcome.Output));
        Assert.Equal(
            ["OK", "ErrorSource", "ErrorSource", "ErrorImageFormat", "ErrorImageFormat", "ErrorImageSize", "OK"],
            outcome.Output.Select(result => Text(result, "Status")));
        Assert.Equal([1, 0, 0, 0, 1, 0, 1], outcome.Output.Select(result => (int)result.Properties["Attempts"].Value));
        Assert.Equal(
            ["ImageUnreadable", "ImageUnreadable", "ImageFormatNotSupported", "ImageFormatNotSupported", "ImageTooLarge"],
            outcome.ErrorIds);
        Assert.Equal([missing, directory, empty, text, large], outcome.Errors.Select(error => error.TargetObject));
        Assert.All(outcome.Errors, error => Assert.Contains((string)error.TargetObject, error.ToString(), StringComparison.Ordinal));
        Assert.All(outcome.Errors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
        Assert.Contains("folder", outcome.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Contains("empty", outcome.Errors[2].ToString(), StringComparison.Ordinal);
        Assert.StartsWith("Copy the file again", outcome.Errors[2].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.StartsWith("Open the file in an image editor", outcome.Errors[3].ErrorDetails.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_deleted_between_listing_and_upload_is_reported_in_its_place()
    {
        var files = Folder.Images(3);
        Session.With("folder", Folder.Path).Output("$listed = Get-ChildItem $folder/*.jpg");
        File.Delete(files[1]);

        var outcome = Session.Run("$listed | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal(files, Paths(outcome.Output));
        Assert.Equal(["OK", "ErrorSource", "OK"], outcome.Output.Select(result => Text(result, "Status")));
    }

    [Fact]
    public void A_pattern_that_fits_nothing_is_an_error_and_not_silence()
    {
        var outcome = Session.With("pattern", Folder.PathOf("*.png")).Run("Add-CVTrainingImage $pattern -ProjectId $project");

        Assert.Equal("ErrorSource", Text(Assert.Single(outcome.Output), "Status"));
        Assert.Equal(["ImageUnreadable"], outcome.ErrorIds);
    }

    [Fact]
    public void A_path_that_is_not_of_the_file_system_is_an_error_with_its_name()
    {
        var outcome = Session.Run("'Env:PATH', 'nodrive:/a.jpg' | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal(["Env:PATH", "nodrive:/a.jpg"], Paths(outcome.Output));
        Assert.Equal(["ImageUnreadable", "ImageUnreadable"], outcome.ErrorIds);
    }

    [Fact]
    public void An_unknown_project_ends_it_and_says_how_far_it_got()
    {
        var files = Folder.Images(2);
        var unknown = Guid.NewGuid();

        var outcome = Session.With("files", files).With("unknown", unknown).Run("$files | Add-CVTrainingImage -ProjectId $unknown");

        Assert.Equal("ProjectNotFound", outcome.TerminatingId);
        Assert.Equal(unknown, outcome.Terminating!.TargetObject);
        Assert.Contains("Completed images: 0. Images that were not processed: 2.", outcome.Terminating.ToString(), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void An_unknown_tag_fails_the_images_that_were_to_get_it_and_no_others()
    {
        var files = Folder.Images(3);
        Session.With("unknown", Guid.NewGuid()).With("files", files).Output(
            "$tag = New-CVTag $project known; $rows = foreach ($i in 0..2) { [pscustomobject] @{ Path = $files[$i]; TagId = @($tag.Id, $unknown, $tag.Id)[$i] } }");

        var outcome = Session.Run("$rows | Add-CVTrainingImage -ProjectId $project");

        Assert.Null(outcome.Terminating);
        Assert.Equal(files, Paths(outcome.Output));
        Assert.Equal(["OK", "ErrorInvalidTag", "OK"], outcome.Output.Select(result => Text(result, "Status")));
        Assert.Equal(["TagNotFound"], outcome.ErrorIds);
    }

    [Fact]
    public void An_unknown_project_name_is_told_before_anything_is_sent()
    {
        var outcome = Session.With("files", Folder.Images(1)).Run("$files | Add-CVTrainingImage -ProjectId brick -TagId 17");

        Assert.Equal("NameNotFound", outcome.TerminatingId);
        Assert.Equal("brick", outcome.Terminating!.TargetObject);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void A_wrong_key_ends_it()
    {
        var outcome = Session.With("files", Folder.Images(1)).With("endpoint", Shared.Service.Properties["Endpoint"].Value)
            .Run("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck; $files | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal("AccessDenied", outcome.TerminatingId);
    }

    [Fact]
    public void With_an_endpoint_that_is_not_there_each_image_says_so()
    {
        var files = Folder.Images(2);

        var outcome = Session.With("files", files)
            .Run("Connect-CVService http://127.0.0.1:9 -TrainingKey abcdef -SkipCheck; $files | Add-CVTrainingImage -ProjectId $project -MaxRetry 0");

        Assert.Equal(files, Paths(outcome.Output));
        Assert.All(outcome.Output, result => Assert.Equal("ErrorRequest", Text(result, "Status")));
        Assert.Equal(["ConnectionFailed", "ConnectionFailed"], outcome.ErrorIds);
    }

    [Fact]
    public async Task An_answer_that_is_HTML_ends_it_with_its_title()
    {
        await using var server = new ScriptedServer(ServerReply.Text("text/html", "<html><head><title>Hotel Wi-Fi: sign in</title></head></html>"));

        var outcome = Session.With("files", Folder.Images(1)).With("endpoint", server.Endpoint)
            .Run("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck; $files | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal("UnexpectedAnswer", outcome.TerminatingId);
        Assert.Contains("Hotel Wi-Fi: sign in", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_stopped_in_the_middle_loses_no_input()
    {
        var files = Folder.Images(400); // more than the channels on the way hold, so that some are sent after the end
        Session.With("files", files).Output(
            "$mortal = Start-CVLocalService -InMemory; $project = New-CVProject mortal");

        var outcome = Session.Run(
            "$files | Add-CVTrainingImage -ProjectId $project -BatchSize 2 -MaxRetry 0 | ForEach-Object { $_; if ($_.Path -eq $files[1]) { Stop-CVLocalService $mortal } }");

        Assert.Null(outcome.Terminating);
        Assert.Equal(files, Paths(outcome.Output));
        Assert.Equal(["OK", "OK"], outcome.Output.Take(2).Select(result => Text(result, "Status")));
        Assert.Equal("ErrorRequest", Text(outcome.Output[^1], "Status"));
    }

    [Fact]
    public void The_smallest_batches_give_the_same_results()
    {
        var files = Folder.Images(5);

        Assert.Equal(files, Paths(Session.With("files", files).Output("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 1")));
        Assert.NotNull(Session.Run("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 65").Terminating);
    }

    [Fact]
    public void Nothing_piped_in_is_nothing_out()
    {
        Assert.Empty(Session.Output("@() | Add-CVTrainingImage -ProjectId $project"));
    }

    private static IEnumerable<string?> Paths(IEnumerable<PSObject> results) => results.Select(result => (string?)result.Properties["Path"].Value);

    private static string? Text(PSObject item, string property) => item.Properties[property].Value?.ToString();
}
