using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Get-CVTrainingImage and Remove-CVTrainingImage.</summary>
public sealed class TrainingImageListTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void Tagged_untagged_all_and_by_tag_are_told_apart()
    {
        Session.With("files", Folder.Images(5)).Output(
            """
            $brick = New-CVTag $project brick; $grass = New-CVTag $project grass
            $files[0, 1] | Add-CVTrainingImage -ProjectId $project -TagId $brick
            $files[2] | Add-CVTrainingImage -ProjectId $project -TagId $brick, $grass
            $files[3, 4] | Add-CVTrainingImage -ProjectId $project
            """);

        Assert.Equal(5, Count("Get-CVTrainingImage $project"));
        Assert.Equal(3, Count("Get-CVTrainingImage $project -Tagged"));
        Assert.Equal(2, Count("Get-CVTrainingImage $project -Untagged"));
        Assert.Equal(3, Count("Get-CVTrainingImage $project -TagId $brick"));
        Assert.Equal(1, Count("Get-CVTrainingImage $project -TagId $grass"));
        Assert.Equal(3, Count("$project | Get-CVTrainingImage -TagId $brick, $grass"));
        Assert.Equal(2, Count("(Get-CVTrainingImage $project -TagId $grass).Tags"));
    }

    // Later versions of the service accept 20 tags in a request.
    [Theory]
    [InlineData("1.0")]
    [InlineData("3.0")]
    [InlineData("3.3")]
    public void Images_are_listed_and_counted_by_more_tags_than_a_request_can_have(string version)
    {
        Session.With("files", Folder.Images(4)).With("service", Shared.Service).Output(
            """
            $tags = 1..25 | ForEach-Object { "tag $_" } | New-CVTag $project
            $files[0] | Add-CVTrainingImage -ProjectId $project -TagId $tags[24], $tags[0]; $files[1] | Add-CVTrainingImage -ProjectId $project -TagId $tags[3]
            $files[2] | Add-CVTrainingImage -ProjectId $project -Tag other -CreateTag; $files[3] | Add-CVTrainingImage -ProjectId $project
            """);
        Session.Output($"Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion {version}");

        Assert.Equal(["tag 4", "tag 1, tag 25"], Session.Output("Get-CVTrainingImage $project -TagId $tags | ForEach-Object { ($_.Tags.TagName | Sort-Object) -join ', ' }").Select(names => $"{names}"));
        Assert.Equal("tag 4", Session.Output("(Get-CVTrainingImage $project -TagId $tags -OrderBy Oldest -Skip 1).TagNames").Single().ToString());
        if (version != "1.0")
            Assert.Equal("2", Session.Output("(Measure-CVTrainingImage $project -TagId $tags).Count").Single().ToString());
    }

    [Fact]
    public void A_long_list_comes_whole_in_order_and_in_the_part_asked_for()
    {
        Session.With("files", Folder.Images(230)).Output(
            "$sent = $files[0..209] | Add-CVTrainingImage -ProjectId $project -TagId (New-CVTag $project a) | ForEach-Object { $_.Image.Id };"
            + "$sent += $files[210..229] | Add-CVTrainingImage -ProjectId $project | ForEach-Object { $_.Image.Id }");
        var sent = Ids("$sent");

        Assert.Equal(sent.Order(), Ids("Get-CVTrainingImage $project | ForEach-Object Id").Order());
        var oldest = Ids("Get-CVTrainingImage $project -OrderBy Oldest | ForEach-Object Id");
        Assert.Equal(230, oldest.Count);
        Assert.Equal(oldest.Skip(205).Take(10), Ids("Get-CVTrainingImage $project -OrderBy Oldest -Skip 205 -First 10 | ForEach-Object Id"));
        Assert.Equal(oldest.Take(110), Ids("Get-CVTrainingImage $project -OrderBy Oldest -First 110 | ForEach-Object Id"));
        Assert.Empty(Ids("Get-CVTrainingImage $project -Skip 230"));
        var tagged = Ids("Get-CVTrainingImage $project -Tagged -OrderBy Oldest | ForEach-Object Id");
        Assert.Equal(tagged.Skip(99).Take(102), Ids("Get-CVTrainingImage $project -Tagged -OrderBy Oldest -Skip 99 -First 102 | ForEach-Object Id"));
        Assert.Equal(tagged.Skip(105), Ids("Get-CVTrainingImage $project -Tagged -OrderBy Oldest -Skip 105 | ForEach-Object Id"));
    }

    [Theory]
    [InlineData("-Tagged", "images/tagged/all", 0)]
    [InlineData("-Untagged", "images/untagged", 0)]
    [InlineData("-TagId ee85a74c-405e-4adc-bb47-ffa8ca0c9f31", "images/tagged", 0)]
    [InlineData("-Tagged -First 3", "images/tagged/all", 3)]
    public async Task What_is_skipped_of_one_list_is_not_sent_by_the_service(string options, string operation, int images)
    {
        var page = string.Join(',', Enumerable.Range(0, images).Select(_ => $$"""{"Id":"{{Guid.NewGuid()}}"}"""));
        await using var server = new ScriptedServer(ServerReply.Json($"[{page}]"));
        Session.With("endpoint", server.Endpoint).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        var listed = Count($"Get-CVTrainingImage $project.Id {options} -Skip 12345");

        Assert.Equal(images, listed);
        var target = Assert.Single(server.Requests).Target;
        Assert.Contains(operation, target, StringComparison.Ordinal);
        Assert.Matches("[?&]skip=12345(&|$)", target);
    }

    [Fact]
    public void A_listing_piped_into_removal_removes_every_image()
    {
        Session.With("files", Folder.Images(130)).Output("$files | Add-CVTrainingImage -ProjectId $project");

        Session.Output("Get-CVTrainingImage $project | Remove-CVTrainingImage -Confirm:$false");

        Assert.Equal(0, Count("Get-CVTrainingImage $project"));
    }

    [Fact]
    public void Single_images_are_removed_by_id()
    {
        Session.With("files", Folder.Images(3)).Output("$ids = $files | Add-CVTrainingImage -ProjectId $project | ForEach-Object { $_.Image.Id }");

        Session.Output("Remove-CVTrainingImage $project $ids[0], $ids[2] -Confirm:$false");

        Assert.Equal(Ids("$ids[1]"), Ids("Get-CVTrainingImage $project | ForEach-Object Id"));
    }

    [Fact]
    public void An_unknown_project_is_an_error_that_names_it() =>
        Assert.Equal(["ProjectNotFound"], Session.Run("Get-CVTrainingImage ([guid]::NewGuid())").ErrorIds);

    private int Count(string script) => Session.Output(script).Count;

    private List<Guid> Ids(string script) => [.. Session.Output(script).Select(id => (Guid)id.BaseObject)];
}
