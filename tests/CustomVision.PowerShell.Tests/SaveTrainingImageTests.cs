using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Save-CVTrainingImage.</summary>
public sealed class SaveTrainingImageTests : ProjectTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly string destination;

    public SaveTrainingImageTests(SharedService shared)
        : base(shared)
    {
        destination = Folder.PathOf("saved");
        Session.With("files", Folder.Images(5)).With("destination", destination).Output(
            """
            $null = New-CVTag $project Brick; $null = New-CVTag $project ash
            $files[0, 1] | Add-CVTrainingImage -ProjectId $project -Tag Brick
            $files[2] | Add-CVTrainingImage -ProjectId $project -Tag Brick, ash
            $files[3, 4] | Add-CVTrainingImage -ProjectId $project
            """);
    }

    [Fact]
    public void Images_go_into_the_folder_of_their_first_tag_by_name_and_each_once()
    {
        var results = Session.Output("Save-CVTrainingImage $destination -ProjectId $project");

        Assert.Equal(5, results.Count);
        Assert.Equal([("Brick", 2), ("ash", 1), ("untagged", 2)], Saved());
        Assert.All(results, result => Assert.Equal("Saved", Text(result, "Status")));
        Assert.All(results, result => Assert.Equal($"{Text(result, "Image")}.jpg", Path.GetFileName(Text(result, "Path"))));
        Assert.All(results, result => Assert.True(File.Exists(Text(result, "Path"))));
        Assert.Equal(["ash", "Brick"], results.Where(result => Text(result, "Path").Contains("ash")).SelectMany(result => (string[])result.Properties["Tag"].Value));
    }

    [Fact]
    public void What_is_there_is_left_alone_unless_forced()
    {
        Session.Output("$first = Get-CVTrainingImage $project | Save-CVTrainingImage $destination");
        File.Delete(Session.Output("$first[1].Path").Single().ToString());
        File.WriteAllText(Session.Output("$first[0].Path").Single().ToString(), "mine");

        var again = Session.Output("Get-CVTrainingImage $project | Save-CVTrainingImage $destination");

        Assert.Equal(["AlreadyThere", "Saved", "AlreadyThere", "AlreadyThere", "AlreadyThere"], again.Select(result => Text(result, "Status")));
        Assert.Equal("mine", File.ReadAllText(Text(again[0], "Path")));
        Assert.All(Session.Output("Get-CVTrainingImage $project | Save-CVTrainingImage $destination -Force"), result => Assert.Equal("Saved", Text(result, "Status")));
        Assert.NotEqual("mine", File.ReadAllText(Text(again[0], "Path")));
    }

    [Fact]
    public void Some_images_or_no_folders_can_be_asked_for()
    {
        Assert.Equal(3, Session.Output("Save-CVTrainingImage $destination -ProjectId $project.Name -Tagged").Count);
        Assert.Equal(2, Session.Output("Save-CVTrainingImage $destination -ProjectId $project.Id -Untagged").Count);
        Assert.Single(Session.Output("Save-CVTrainingImage $destination -Project $project -Tag ash"));

        Session.Output("Save-CVTrainingImage $destination/flat -ProjectId $project -Flat");

        Assert.Equal(5, Directory.GetFiles(Path.Combine(destination, "flat"), "*.jpg").Length);
        Assert.Empty(Directory.GetDirectories(Path.Combine(destination, "flat")));
    }

    [Theory]
    [InlineData("..")]
    [InlineData("../../outside")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("C:")]
    [InlineData("CON")]
    [InlineData("dots..")]
    [InlineData("untagged")]
    public void No_tag_leads_out_of_the_destination(string tag)
    {
        Session.With("tag", tag).With("file", Folder.Image("new.jpg"))
            .Output("Add-CVTrainingImage $file -ProjectId $project -Tag $tag -CreateTag");

        var result = Session.Output("Save-CVTrainingImage $destination -ProjectId $project -TagId $tag").Single();

        var folder = Path.GetDirectoryName(Text(result, "Path"))!;
        Assert.Equal(destination, Path.GetDirectoryName(folder));
        Assert.Contains('%', Path.GetFileName(folder));
        Assert.Equal([Path.GetFileName(folder)], Directory.GetFileSystemEntries(destination).Select(Path.GetFileName));
    }

    [Fact]
    public void A_long_list_comes_out_once_each_and_in_order()
    {
        Session.With("many", Folder.Images(150)).Output("$many | Add-CVTrainingImage -ProjectId $project");
        var listed = Session.Output("Get-CVTrainingImage $project -OrderBy Oldest | ForEach-Object Id").Select(id => id.ToString());

        var saved = Session.Output("Save-CVTrainingImage $destination -ProjectId $project -ThrottleLimit 16").Select(result => Text(result, "Image"));

        Assert.Equal(listed, saved);
    }

    [Fact]
    public void What_is_saved_can_be_added_elsewhere_with_all_its_tags()
    {
        Session.Output(
            """
            $copy = New-CVProject "copy-$([guid]::NewGuid())"
            Save-CVTrainingImage $destination -ProjectId $project | Add-CVTrainingImage -ProjectId $copy -CreateTag
            """);

        Assert.Equal(["Brick 3", "ash 1"], Session.Output("Get-CVTag $copy | ForEach-Object { \"$($_.Name) $($_.ImageCount)\" }").Select(tag => tag.ToString()).Order(StringComparer.Ordinal));
        Assert.Equal(2, Session.Output("Get-CVTrainingImage $copy -Untagged").Count);
    }

    [Fact]
    public void A_link_that_leads_nowhere_any_more_is_an_error_and_a_result()
    {
        var outcome = Session.Run(
            """
            $images = Get-CVTrainingImage $project
            $images[0] | Remove-CVTrainingImage -Confirm:$false
            $images | Save-CVTrainingImage $destination
            """);

        Assert.Equal(["ErrorLinkExpired", "Saved", "Saved", "Saved", "Saved"], outcome.Output.Select(result => Text(result, "Status")));
        Assert.Equal(["ImageLinkExpired"], outcome.ErrorIds);
        Assert.Equal(outcome.Output[0].Properties["Image"].Value.ToString(), outcome.Errors[0].TargetObject.ToString());
        Assert.DoesNotContain("sig=", outcome.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_destination_that_cannot_be_used_is_an_error()
    {
        Assert.Equal("BadArgument", Session.Run("Save-CVTrainingImage variable:x -ProjectId $project").TerminatingId);
        File.WriteAllText(destination, "a file");
        var outcome = Session.Run("Save-CVTrainingImage $destination -ProjectId $project -Untagged");
        Assert.Equal(["FileNotWritten", "FileNotWritten"], outcome.ErrorIds);
        Assert.Equal(2, outcome.Output.Count);
        Assert.Equal("a file", File.ReadAllText(destination));
    }

    [Fact]
    public void An_unknown_project_or_tag_is_an_error_that_names_it()
    {
        Assert.Equal(["NameNotFound"], Session.Run("Save-CVTrainingImage $destination -ProjectId nobody-has-this-name").ErrorIds);
        Assert.Equal(["NameNotFound"], Session.Run("Save-CVTrainingImage $destination -ProjectId $project -TagId moss").ErrorIds);
        Assert.Equal(["ProjectNotFound"], Session.Run("Save-CVTrainingImage $destination -ProjectId ([guid]::NewGuid())").ErrorIds);
        Session.Output("Connect-CVService $service.Endpoint -TrainingKey abcdef -SkipCheck");
        Assert.Equal("AccessDenied", Session.Run("Save-CVTrainingImage $destination -ProjectId $project").TerminatingId);
    }

    [Fact]
    public async Task A_stop_leaves_no_half_file()
    {
        await using var server = new ScriptedServer(request => request.Target.StartsWith("/image", StringComparison.Ordinal)
            ? ServerReply.Raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n\u00FF\u00D8\u00FF").Unfinished
            : ServerReply.Json($"[{string.Join(',', Enumerable.Range(0, 9).Select(_ => Listed(request.Header("Host")!)))}]"));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");
        using var running = Session.Start("Save-CVTrainingImage $destination -ProjectId $project.Id -Untagged");
        for (var i = 0; i < 5; i++)
            await server.NextRequestAsync(TestContext.Current.CancellationToken);

        await Task.Run(running.Stop, TestContext.Current.CancellationToken).WaitAsync(Soon, TestContext.Current.CancellationToken);

        Assert.Throws<PipelineStoppedException>(running.Wait);
        Assert.Empty(Directory.GetFiles(destination, "*", SearchOption.AllDirectories));
    }

    private static string Listed(string host) => $$"""{"Id":"{{Guid.NewGuid()}}","ImageUri":"http://{{host}}/image","Labels":[]}""";

    private static string Text(PSObject result, string property) => result.Properties[property].Value?.ToString() ?? "";

    private (string Folder, int Files)[] Saved() =>
        [.. Directory.GetDirectories(destination).Select(folder => (Path.GetFileName(folder), Directory.GetFiles(folder).Length)).OrderBy(folder => folder.Item1, StringComparer.Ordinal)];
}
