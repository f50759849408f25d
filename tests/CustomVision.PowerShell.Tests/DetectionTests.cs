using CustomVision.PowerShell.Tests.Hosting;

namespace CustomVision.PowerShell.Tests;

/// <summary>Regions, metadata and counts of images, in projects for object detection, with version 3.3.</summary>
public sealed class DetectionTests : IDisposable
{
    private readonly Session session;
    private readonly CustomVision.Tests.TemporaryFolder folder = new();

    public DetectionTests(SharedService shared)
    {
        session = Session.Reusable(width: 80).With("service", shared.Service).With("files", folder.Images(4));
        session.Output(
            """
            Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 3.3
            $project = New-CVProject "helmets $([guid]::NewGuid())" -Type ObjectDetection
            $helmet, $vest = New-CVTag $project helmet, vest
            $box = @{ Tag = 'helmet'; Left = 0.1; Top = 0.2; Width = 0.3; Height = 0.25 }
            """);
    }

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Images_are_uploaded_with_regions_and_metadata()
    {
        session.Output("$result = Add-CVTrainingImage $files[0] -ProjectId $project -Region $box -Metadata @{ shift = 'night'; line = 2 }");

        Assert.Equal("helmet (0.1, 0.2, 0.3 x 0.25)", Text("(Get-CVTrainingImage $project).Regions"));
        Assert.Equal("helmet", Text("(Get-CVTrainingImage $project).TagNames"));
        Assert.Equal("night 2", Text("$found = Get-CVTrainingImage $project; \"$($found.Metadata['shift']) $($found.Metadata['line'])\""));
        Assert.Equal("helmet", Text("$result.Image.Regions[0].TagName"));
        var shown = session.Screen("Get-CVTrainingImage $project | Format-List");
        Assert.Contains("Regions          : helmet (0.1, 0.2, 0.3 x 0.25)", shown, StringComparison.Ordinal);
        Assert.Contains("Metadata         : line = 2, shift = night", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Detected_boxes_are_lines_of_the_table_of_predictions(int width)
    {
        const string answer = """
            {"id":"0a1b2c3d-0000-4000-8000-000000000001","predictions":[
            {"probability":0.6,"tagName":"vest","boundingBox":{"left":0.5,"top":0.25,"width":0.333,"height":1e-3}},
            {"probability":0.975,"tagName":"helmet","boundingBox":{"left":0.1,"top":0.2,"width":0.3,"height":0.25}},
            {"probability":0.4,"tagName":"vest","boundingBox":{"left":0,"top":0,"width":1,"height":1}}]}
            """;
        await using var azure = new CustomVision.Tests.ScriptedServer(CustomVision.Tests.ServerReply.Json(answer));
        using var wide = Session.Reusable(width).With("endpoint", azure.Endpoint).With("file", folder.Images(1)[0]);
        wide.Output("Connect-CVService $endpoint -TrainingKey abcdef -PredictionKey abcdef -SkipCheck");

        var shown = wide.Screen($"Invoke-CVPrediction $file -ProjectId {Guid.NewGuid()} -PublishedName a");

        Assert.Matches(
            @"(?m)^Image +Tag +Probability Message\n[- ]+\n\S+ +helmet +97[.,]5\W?% 0\.10, 0\.20, 0\.30 x 0\.25 *\n +vest +60[.,]0\W?% 0\.50, 0\.25, 0\.33 x 0\.00 *\n\n", shown);
        Assert.All(shown.Split('\n'), line => Assert.InRange(line.Length, 0, width));
    }

    [Fact]
    public void Rows_of_a_table_are_regions_of_their_images_in_pixels()
    {
        session.With("folder", folder.Path).Output(
            """
            $rows = 'File,Tag,Left,Top,Width,Height', '0,helmet,0,0,64,32', '0,vest,64,64,64,64', '1,vest,32,0,96,128' | ConvertFrom-Csv
            $results = $rows | Group-Object File |
                Select-Object @{ n = 'Path'; e = { $files[$_.Name] } }, @{ n = 'Region'; e = 'Group' } |
                Add-CVTrainingImage -ProjectId $project -RegionUnit Pixel
            """);

        Assert.Equal(["OK", "OK"], session.Output("$results.Status").Select(status => $"{status}"));
        Assert.Equal(
            ["helmet (0, 0, 0.5 x 0.25)", "vest (0.5, 0.5, 0.5 x 0.5)", "vest (0.25, 0, 0.75 x 1)"],
            session.Output("$results | ForEach-Object { (Get-CVTrainingImage $project -Id $_.Image.Id).Regions | Sort-Object TagName }").Select(region => $"{region}"));
    }

    [Theory]
    [InlineData("@{ Tag = 'helmet'; Left = 0.9; Top = 0.2; Width = 0.3; Height = 0.25 }", "RegionInvalid", "ErrorInvalidRegion")]
    [InlineData("@{ Tag = 'hat'; Left = 0.1; Top = 0.2; Width = 0.3; Height = 0.25 }", "TagNotFound", "ErrorInvalidTag")]
    public void A_region_that_cannot_be_sent_is_a_result_and_an_error(string region, string id, string status)
    {
        var outcome = session.Run($"Add-CVTrainingImage $files[0] -ProjectId $project -Region {region}");

        Assert.Equal([id], outcome.ErrorIds);
        Assert.Equal(status, outcome.Output.Single().Properties["Status"].Value);
        Assert.Empty(session.Output("Get-CVTrainingImage $project"));
    }

    [Theory]
    [InlineData("-Region @{ Tag = 'helmet'; Left = 'x'; Top = 0; Width = 1; Height = 1 }", "The Left of a region is 'x', which is not a number.")]
    [InlineData("-Region @{ Tag = 'helmet'; Left = 0 }", "it has no Top. A region has Tag, Left, Top, Width and Height.")]
    [InlineData("-Region @{ Left = 0; Top = 0; Width = 1; Height = 1 }", "has no tag. A region has Tag, Left, Top, Width and Height.")]
    [InlineData("-Metadata 5", "'5' is not metadata.")]
    public void What_is_no_region_or_metadata_is_rejected_before_anything_is_sent(string arguments, string message)
    {
        var outcome = session.Run($"Add-CVTrainingImage $files[0] -ProjectId $project {arguments}");

        Assert.Contains(message, outcome.Terminating!.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Regions_are_added_to_images_and_each_is_one_result_in_order()
    {
        session.Output("$images = $files | Add-CVTrainingImage -ProjectId $project | ForEach-Object Image");

        var outcome = session.Run(
            """
            $boxes = @{ Tag = 'vest'; Left = 0; Top = 0; Width = 0.5; Height = 0.5 }, @{ Tag = $helmet; Left = 0.6; Top = 0; Width = 0.5; Height = 0.5 }
            $images | Add-CVImageRegion -Region $boxes
            """);

        Assert.Equal(["Created", "ErrorInvalidRegion"], outcome.Output.Take(2).Select(result => result.Properties["Status"].Value));
        Assert.Equal(8, outcome.Output.Count);
        Assert.Equal(["RegionInvalid"], outcome.ErrorIds.Distinct());
        Assert.Equal(4, session.Output("Get-CVTrainingImage $project -Tag vest").Count);
        Assert.Equal("Duplicate", Text("($images[0] | Add-CVImageRegion -Region $boxes[0]).Status"));
    }

    [Fact]
    public void An_image_that_does_not_exist_fails_alone_when_regions_are_added()
    {
        session.Output("$image = (Add-CVTrainingImage $files[0] -ProjectId $project).Image; $gone = [guid]::NewGuid()");

        var outcome = session.Run("Add-CVImageRegion $project $image.Id, $gone $box");

        Assert.Equal(["Created", "ErrorRequest"], outcome.Output.Select(result => result.Properties["Status"].Value));
        Assert.Equal(["ImageNotFound"], outcome.ErrorIds);
    }

    [Fact]
    public void Proposals_become_regions_with_a_tag_and_regions_are_removed()
    {
        session.Output("$image = (Add-CVTrainingImage $files[0] -ProjectId $project).Image");

        session.Output("$proposal = $image | Get-CVImageRegionProposal | Select-Object -First 1; $proposal | Add-CVImageRegion -Tag helmet");

        Assert.Equal(Text("$proposal.BoundingBox"), Text("(Get-CVTrainingImage $project).Regions[0].GetBoundingBox()"));
        Assert.Equal(Text("(Get-CVTrainingImage $project).Regions[0].RegionId"), Offers("Remove-CVImageRegion -ProjectId $project.Id -RegionId ").Single());
        session.Output("(Get-CVTrainingImage $project).Regions | Remove-CVImageRegion -Confirm:$false");
        Assert.Empty(session.Output("(Get-CVTrainingImage $project).Regions"));
        Assert.Equal("", Text("(Get-CVTrainingImage $project).TagNames"));
    }

    [Fact]
    public void Results_of_uploads_and_suggestions_bind_from_the_pipeline()
    {
        Assert.Equal("Created", Text("$result = Add-CVTrainingImage $files[0] -ProjectId $project; ($result | Add-CVImageRegion -Region $box).Status"));

        session.Output(
            """
            $half = [CustomVision.Models.BoundingBox] @{ Left = 0; Top = 0; Width = 0.5; Height = 0.5 }
            $found = [CustomVision.Models.ImageTagPrediction] @{ TagId = $vest.Id; Probability = 0.9; BoundingBox = $half }
            $suggestion = [CustomVision.Models.Suggestion] @{
                ImageId = $result.Image.Id; ProjectId = $project.Id; Predictions = [CustomVision.Models.ImageTagPrediction[]] @($found)
            }
            """);
        Assert.Equal("vest (0, 0, 0.5 x 0.5)", Text("($suggestion | Add-CVImageRegion).Region"));
        Assert.Equal("OK", Text("(Add-CVTrainingImage $files[1] -ProjectId $project -Region $suggestion, $box).Status"));
        Assert.Equal("helmet, vest", Text("((Get-CVTrainingImage $project -First 1).Regions | Sort-Object TagName | ForEach-Object TagName) -join ', '"));
    }

    [Fact]
    public void Images_are_counted_by_tag_status_and_metadata()
    {
        session.Output(
            """
            $null = Add-CVTrainingImage $files[0] -ProjectId $project -Region $box -Metadata @{ shift = 'night' }
            $null = Add-CVTrainingImage $files[1..3] -ProjectId $project
            """);

        Assert.Equal(
            ["4", "1", "3", "1", "1"],
            session.Output(
                """
                $project | Measure-CVTrainingImage | ForEach-Object Count
                (Measure-CVTrainingImage $project.Name -Tag helmet).Count
                (Measure-CVTrainingImage $project -TaggingStatus Untagged).Count
                (Measure-CVTrainingImage $project -Filter "shift eq 'night'").Count
                @(Get-CVTrainingImage $project -TaggingStatus Tagged -Filter "shift eq 'night'").Count
                """).Select(count => $"{count}"));
        Assert.Equal("helmet", Text("(Measure-CVTrainingImage $project -Tag $helmet.Id).Tag"));
    }

    [Fact]
    public void Metadata_of_images_is_set_and_each_image_is_one_result()
    {
        session.Output("$images = $files | Add-CVTrainingImage -ProjectId $project | ForEach-Object Image; $gone = [guid]::NewGuid()");

        var outcome = session.Run("$images | Set-CVImageMetadata -Metadata @{ line = 2 }; Set-CVImageMetadata $project $gone @{ line = 3 }");

        Assert.Equal(["OK", "OK", "OK", "OK", "ErrorImageNotFound"], outcome.Output.Select(result => result.Properties["Status"].Value));
        Assert.Equal(["ImageNotFound"], outcome.ErrorIds);
        Assert.Equal(4, session.Output("Get-CVTrainingImage $project -Filter \"line eq '2'\"").Count);
        Assert.Equal("BadArgument", session.Run("$images | Set-CVImageMetadata -Metadata @{}").TerminatingId);
    }

    [Fact]
    public void Images_by_id_are_one_request_and_keep_the_order()
    {
        session.Output("$images = $files | Add-CVTrainingImage -ProjectId $project | ForEach-Object Image; $ids = $images.Id; [array]::Reverse($ids); $gone = [guid]::NewGuid()");

        var outcome = session.Run("$VerbosePreference = 'Continue'; Get-CVTrainingImage $project.Id -Id (@($ids) + $gone)");

        Assert.Equal(session.Output("$ids").Select(id => $"{id}"), outcome.Output.Select(image => $"{image}"));
        Assert.Equal(["ImageNotFound"], outcome.ErrorIds);
        Assert.Single(outcome.Talk.Split('\n'), line => line.StartsWith("GetImagesByIds", StringComparison.Ordinal));
    }

    [Fact]
    public void Tags_of_many_images_change_in_few_requests()
    {
        session.Output("$images = $files | Add-CVTrainingImage -ProjectId $project | ForEach-Object Image; $VerbosePreference = 'Continue'");

        var added = session.Run("$images | Add-CVImageTag -Tag helmet, vest -PassThru");
        var removed = session.Run("Get-CVTrainingImage $project | Remove-CVImageTag -Tag vest -Confirm:$false");

        Assert.Equal(["helmet, vest"], added.Output.Select(image => string.Join(", ", $"{image.Properties["TagNames"].Value}".Split(", ").Order())).Distinct());
        Assert.Single(added.Talk.Split('\n'), line => line.StartsWith("CreateImageTags", StringComparison.Ordinal));
        Assert.Single(removed.Talk.Split('\n'), line => line.StartsWith("DeleteImageTags", StringComparison.Ordinal));
        Assert.Equal("helmet", Text("(Get-CVTrainingImage $project -First 1).TagNames"));
    }

    [Fact]
    public void All_images_are_removed_also_from_iterations()
    {
        session.Output("$files | Add-CVTrainingImage -ProjectId $project | Out-Null");

        Assert.Contains("all images of project", session.Screen("Remove-CVTrainingImage $project -All -AllIterations -WhatIf"), StringComparison.Ordinal);
        session.Output("Remove-CVTrainingImage $project -All -AllIterations -Confirm:$false");
        Assert.Empty(session.Output("Get-CVTrainingImage $project"));
    }

    [Fact]
    public void Regions_bind_in_mocks_and_typed_functions()
    {
        var regions = session.Output(
            "function Test([CustomVision.Uploads.RegionUpload[]] $Region) { $Region }; Test $box, ([pscustomobject] @{ TagId = $vest.Id; Left = '0'; Top = 0; Width = 1; Height = 1 })");

        Assert.Equal(["helmet", ""], regions.Select(region => $"{region.Properties["TagName"].Value}"));
        Assert.Equal(Text("$vest.Id"), $"{regions[1].Properties["TagId"].Value}");
    }

    [Theory]
    [InlineData("Add-CVImageRegion $project.Id $id @{ Tag = $id; Left = 0; Top = 0; Width = 1; Height = 1 }", "3.0")]
    [InlineData("Remove-CVImageRegion $project.Id $id -Confirm:$false", "3.0")]
    [InlineData("Get-CVImageRegionProposal $project.Id $id", "3.0")]
    [InlineData("Measure-CVTrainingImage $project.Id", "3.0")]
    [InlineData("Set-CVImageMetadata $project.Id $id @{ a = 1 }", "3.3")]
    [InlineData("Save-CVArtifact $project.Id /i-1/i-2 $file", "3.3")]
    [InlineData("New-CVProject x -Type ObjectDetection", "3.0")]
    [InlineData("New-CVProject x -ClassificationType Multiclass", "3.0")]
    [InlineData("Get-CVDomain -Type ObjectDetection", "3.0")]
    [InlineData("New-CVTag $project.Id x -Type Negative", "3.0")]
    [InlineData("Get-CVTrainingImage $project.Id -Filter 'a eq 1'", "3.3")]
    [InlineData("Remove-CVTrainingImage $project.Id -All -Confirm:$false", "3.1")]
    [InlineData("Add-CVTrainingImage $files[0] -ProjectId $project.Id -Metadata @{ a = 1 }", "3.3")]
    public void Version_1_0_says_which_version_is_required(string script, string version)
    {
        session.With("file", folder.PathOf("artifact")).Output(
            "$id = [guid]::NewGuid(); Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 1.0 -SkipCheck");

        var error = session.Run(script).Terminating!;

        Assert.Equal("UnsupportedByVersion", error.FullyQualifiedErrorId.Split(',')[0]);
        Assert.StartsWith("Version 1.0 of the service doesn't support ", error.ToString(), StringComparison.Ordinal);
        Assert.Contains($"Connect with -ApiVersion {version}.", error.ToString(), StringComparison.Ordinal);
    }

    private string Text(string script) => string.Join("\n", session.Output(script));

    private IEnumerable<string> Offers(string line) => session.With("line", line)
        .Output("[System.Management.Automation.CommandCompletion]::CompleteInput($line, $line.Length, $null).CompletionMatches.CompletionText")
        .Select(offer => $"{offer}");
}
