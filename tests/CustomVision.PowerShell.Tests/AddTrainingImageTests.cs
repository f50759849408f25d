using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Add-CVTrainingImage: every input comes out once, in order, with its path.</summary>
public sealed class AddTrainingImageTests(SharedService shared) : IDisposable
{
    private readonly Session session = shared.ConnectToProject();
    private readonly TemporaryFolder folder = new();

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Files_from_the_pipeline_come_out_stored_in_input_order_with_their_tags()
    {
        var files = folder.Pictures(70); // more than one batch
        session.With("folder", folder.Path).Output("$tag = New-CVTag $project brick");

        var results = session.Output("Get-ChildItem $folder/*.jpg | Add-CVTrainingImage -ProjectId $project.Id -TagId $tag.Id");

        Assert.Equal(files, Paths(results));
        Assert.All(results, result => Assert.Equal("CustomVision.Models.ImageCreateResult", result.TypeNames[0]));
        Assert.All(results, result => Assert.Equal("OK", Text(result, "Status")));
        Assert.All(results, result => Assert.Equal(1, result.Properties["Attempts"].Value));
        Assert.Equal("128", session.Output("($x = Get-CVTrainingImage $project -First 1).Width").Single().ToString());
        Assert.Equal("70", session.Output("(Get-CVTag $project).ImageCount").Single().ToString());
        Assert.Equal("70", session.Output("@(Get-CVTrainingImage $project -TagId $tag).Count").Single().ToString());
    }

    [Fact]
    public void Strings_wildcards_and_relative_paths_are_understood()
    {
        var one = folder.Picture("a1.jpg");
        var two = folder.Picture("a2.jpg");
        var three = folder.Picture("b.jpg");
        session.With("folder", folder.Path).Output("$null = $ExecutionContext.SessionState.Path.SetLocation($folder)");

        Assert.Equal([three, one, two], Paths(session.Output("'b.jpg', 'a*.jpg' | Add-CVTrainingImage -ProjectId $project")));
        Assert.Equal([one, two, three], Paths(session.Output("Add-CVTrainingImage *.jpg -ProjectId $project")));
        Assert.Equal([three], Paths(session.Output("Add-CVTrainingImage -LiteralPath ./b.jpg -ProjectId $project")));
    }

    [Fact]
    public void A_FileInfo_that_no_provider_has_touched_binds_as_well()
    {
        var file = folder.Picture("plain [1].jpg");

        Assert.Equal([file], Paths(session.With("file", new FileInfo(file)).Output("$file | Add-CVTrainingImage -ProjectId $project")));
    }

    [Theory]
    [InlineData("brick[1].jpg")]
    [InlineData("a 'single' and \"double\" quote.jpg")]
    [InlineData("🧱 brick – ziegel – 砖.jpg")]
    [InlineData("semi;colon,comma=equals&percent%20.jpg")]
    public void A_name_with_unusual_characters_goes_through(string name)
    {
        var file = folder.Picture(name);

        var literal = session.With("file", file).Output("Add-CVTrainingImage -LiteralPath $file -ProjectId $project");
        var piped = session.With("folder", folder.Path).Output("Get-ChildItem $folder | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal([file], Paths(literal));
        Assert.Equal([file], Paths(piped));
        Assert.Equal("OK", Text(literal[0], "Status"));
        Assert.Equal("OKDuplicate", Text(piped[0], "Status"));
    }

    [Fact]
    public void A_path_of_more_than_300_characters_goes_through()
    {
        var file = folder.Picture(Path.Combine(new string('d', 120), new string('e', 120), new string('f', 120) + ".jpg"));

        Assert.Equal([file], Paths(session.With("file", file).Output("Add-CVTrainingImage -LiteralPath $file -ProjectId $project")));
    }

    [Fact]
    public void Two_files_of_one_name_in_one_batch_are_told_apart()
    {
        var small = folder.Picture("one/same.jpg");
        var text = folder.Write("two/same.jpg", "not a picture"u8.ToArray());
        var again = folder.Picture("three/SAME.jpg");

        var outcome = session.With("files", new[] { small, text, again }).Run("$files | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal([small, text, again], Paths(outcome.Output));
        Assert.Equal(["OK", "ErrorImageFormat", "OK"], outcome.Output.Select(result => Text(result, "Status")));
    }

    [Fact]
    public void A_duplicate_is_a_success_with_the_picture_that_was_there()
    {
        var file = folder.Picture("a.jpg");
        session.With("file", file);

        var first = session.Output("Add-CVTrainingImage $file -ProjectId $project").Single();
        var second = session.Output("Add-CVTrainingImage $file -ProjectId $project").Single();

        Assert.Equal("OKDuplicate", Text(second, "Status"));
        Assert.Equal(first.Properties["Image"].Value.ToString(), second.Properties["Image"].Value.ToString());
    }

    [Fact]
    public void What_cannot_be_sent_comes_out_in_its_place_and_loses_nothing_else()
    {
        var first = folder.Picture("first.jpg");
        var missing = folder.PathOf("missing.jpg");
        var directory = Directory.CreateDirectory(folder.PathOf("folder.jpg")).FullName;
        var empty = folder.Write("empty.jpg", []);
        var text = folder.Write("text.jpg", "this is text"u8.ToArray());
        var large = folder.Write("large.jpg", new byte[6 * 1024 * 1024 + 1]);
        var last = folder.Picture("last.jpg");
        string[] files = [first, missing, directory, empty, text, large, last];

        var outcome = session.With("files", files).Run("$files | Add-CVTrainingImage -ProjectId $project");

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
    }

    [Fact]
    public void A_file_deleted_between_listing_and_upload_is_reported_in_its_place()
    {
        var files = folder.Pictures(3);
        session.With("folder", folder.Path).Output("$listed = Get-ChildItem $folder/*.jpg");
        File.Delete(files[1]);

        var outcome = session.Run("$listed | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal(files, Paths(outcome.Output));
        Assert.Equal(["OK", "ErrorSource", "OK"], outcome.Output.Select(result => Text(result, "Status")));
    }

    [Fact]
    public void A_pattern_that_fits_nothing_is_an_error_and_not_silence()
    {
        var outcome = session.With("pattern", folder.PathOf("*.png")).Run("Add-CVTrainingImage $pattern -ProjectId $project");

        Assert.Equal("ErrorSource", Text(Assert.Single(outcome.Output), "Status"));
        Assert.Equal(["ImageUnreadable"], outcome.ErrorIds);
    }

    [Fact]
    public void A_path_that_is_not_of_the_file_system_is_an_error_with_its_name()
    {
        var outcome = session.Run("'Env:PATH', 'nodrive:/a.jpg' | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal(["Env:PATH", "nodrive:/a.jpg"], Paths(outcome.Output));
        Assert.Equal(["ImageUnreadable", "ImageUnreadable"], outcome.ErrorIds);
    }

    [Fact]
    public void An_unknown_project_ends_it_and_says_how_far_it_got()
    {
        var files = folder.Pictures(2);
        var unknown = Guid.NewGuid();

        var outcome = session.With("files", files).With("unknown", unknown).Run("$files | Add-CVTrainingImage -ProjectId $unknown");

        Assert.Equal("ProjectNotFound", outcome.TerminatingId);
        Assert.Equal(unknown, outcome.Terminating!.TargetObject);
        Assert.Contains("done before that: 0; handed in and not done: 2", outcome.Terminating.ToString(), StringComparison.Ordinal);
        Assert.Empty(outcome.Output);
    }

    [Fact]
    public void An_unknown_tag_ends_it()
    {
        var outcome = session.With("files", folder.Pictures(1)).Run("$files | Add-CVTrainingImage -ProjectId $project -TagId ([guid]::NewGuid())");

        Assert.Equal("TagNotFound", outcome.TerminatingId);
        Assert.IsType<Guid[]>(outcome.Terminating!.TargetObject);
    }

    [Fact]
    public void A_malformed_id_is_told_before_anything_is_sent()
    {
        var outcome = session.With("files", folder.Pictures(1)).Run("$files | Add-CVTrainingImage -ProjectId brick -TagId 17");

        Assert.Contains("'brick' is not the id of a project", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_key_ends_it()
    {
        var outcome = session.With("files", folder.Pictures(1)).With("endpoint", shared.Service.Properties["Endpoint"].Value)
            .Run("Connect-CVService $endpoint -TrainingKey 0123456789abcdef -SkipCheck; $files | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal("AccessDenied", outcome.TerminatingId);
    }

    [Fact]
    public void With_an_endpoint_that_is_not_there_each_picture_says_so()
    {
        var files = folder.Pictures(2);

        var outcome = session.With("files", files)
            .Run("Connect-CVService http://127.0.0.1:9 -TrainingKey abcdef -SkipCheck; $files | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal(files, Paths(outcome.Output));
        Assert.All(outcome.Output, result => Assert.Equal("ErrorRequest", Text(result, "Status")));
        Assert.Equal(["ConnectionFailed", "ConnectionFailed"], outcome.ErrorIds);
    }

    [Fact]
    public async Task An_answer_that_is_HTML_ends_it_with_its_title()
    {
        await using var server = new ScriptedServer(ServerReply.Text("text/html", "<html><head><title>Hotel Wi-Fi: sign in</title></head></html>"));

        var outcome = session.With("files", folder.Pictures(1)).With("endpoint", server.Endpoint)
            .Run("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck; $files | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal("UnexpectedAnswer", outcome.TerminatingId);
        Assert.Contains("Hotel Wi-Fi: sign in", outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_service_stopped_in_the_middle_loses_no_input()
    {
        var files = folder.Pictures(400); // more than the channels on the way hold, so that some are sent after the end
        session.With("files", files).Output(
            "$mortal = Start-CVLocalService -InMemory; $project = New-CVProject mortal");

        var outcome = session.Run(
            "$files | Add-CVTrainingImage -ProjectId $project -BatchSize 2 | ForEach-Object { $_; if ($_.Path -eq $files[1]) { Stop-CVLocalService $mortal } }");

        Assert.Null(outcome.Terminating);
        Assert.Equal(files, Paths(outcome.Output));
        Assert.Equal(["OK", "OK"], outcome.Output.Take(2).Select(result => Text(result, "Status")));
        Assert.Equal("ErrorRequest", Text(outcome.Output[^1], "Status"));
    }

    [Fact]
    public void The_smallest_batches_give_the_same_results()
    {
        var files = folder.Pictures(5);

        Assert.Equal(files, Paths(session.With("files", files).Output("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 1")));
        Assert.NotNull(session.Run("$files | Add-CVTrainingImage -ProjectId $project -BatchSize 65").Terminating);
    }

    [Fact]
    public void Nothing_piped_in_is_nothing_out()
    {
        Assert.Empty(session.Output("@() | Add-CVTrainingImage -ProjectId $project"));
    }

    private static IEnumerable<string?> Paths(IEnumerable<PSObject> results) => results.Select(result => (string?)result.Properties["Path"].Value);

    private static string? Text(PSObject item, string property) => item.Properties[property].Value?.ToString();
}
