using System.Text.Json;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Every operation of versions 3.0 to 3.4-preview is reached by a cmdlet, and the user reads the reason of the service when it rejects one.</summary>
public sealed class LaterOperationTests : IDisposable
{
    private const string Box = "@{ Tag = 'box'; Left = 0.1; Top = 0.1; Width = 0.5; Height = 0.5 }";

    /// <summary>In an order in which one leaves what the next needs. Each script makes its operation once or more.</summary>
    private static readonly (string Operation, string Script)[] Steps =
    [
        ("GetDomains", "Get-CVDomain General"),
        ("CreateProject", "$project = New-CVProject surfaces; $project"),
        ("GetProjects", "Get-CVProject surfaces"),
        ("GetProject", "$project | Get-CVProject"),
        ("UpdateProject", "$project | Set-CVProject -Description changed -PassThru"),
        ("GetDomain", "$project.Settings | Get-CVDomain"),
        ("CreateTag", "$moss = New-CVTag $project moss; $moss"),
        ("GetTags", "Get-CVTag $project"),
        ("GetTag", "Get-CVTag $project -TagId $moss.Id"),
        ("UpdateTag", "$moss | Set-CVTag -Name lichen -PassThru"),
        ("DeleteTag", "$moss | Remove-CVTag -Confirm:$false"),
        ("CreateImagesFromData", "Add-CVTrainingImage $new -ProjectId $project"),
        ("GetImages", "$image = Get-CVTrainingImage $project; $image"),
        ("GetImagesByIds", "Get-CVTrainingImage $project -Id $image.Id"),
        ("GetImageCount", "Measure-CVTrainingImage $project"),
        ("UpdateImageMetadata", "$image | Set-CVImageMetadata -Metadata @{ line = 1 }"),
        ("GetArtifact", "Save-CVArtifact $project $image.OriginalImageUri $file"),
        ("CreateImagesFromUrls", "Add-CVTrainingImage -Url $image.OriginalImageUri -ProjectId $project"),
        ("GetTaggedImages", "Get-CVTrainingImage $project -Tagged -Connection $earlier"),
        ("GetUntaggedImages", "Get-CVTrainingImage $project -Untagged -Connection $earlier"),
        ("GetTaggedImageCount", "Measure-CVTrainingImage $project -TaggingStatus Tagged -Connection $earlier"),
        ("GetUntaggedImageCount", "Measure-CVTrainingImage $project -TaggingStatus Untagged -Connection $earlier"),
        ("DeleteImages", "$image | Remove-CVTrainingImage -Confirm:$false"),
        ("CreateImagesFromFiles", "Add-CVTrainingImage $new -ProjectId $project -Metadata @{ line = 1 }"),
        ("", "$null = $images | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag; $image = Get-CVTrainingImage $project -TagId brick -First 1; $image"),
        ("CreateImageTags", "$image | Add-CVImageTag -Tag grass -PassThru"),
        ("DeleteImageTags", "$image | Remove-CVImageTag -Tag grass -Confirm:$false"),
        ("TrainProject", "$iteration = Start-CVTraining $project -Wait; $iteration"),
        ("GetIterations", "Get-CVIteration $project"),
        ("GetIteration", "Get-CVIteration $project -IterationId $iteration.Id"),
        ("UpdateIteration", "$iteration | Set-CVIteration -Name first -PassThru"),
        ("GetIterationPerformance", "$iteration | Get-CVIterationPerformance"),
        ("GetImagePerformances", "$iteration | Get-CVImagePerformance"),
        ("GetImagePerformanceCount", "$iteration | Get-CVImagePerformance -CountOnly"),
        ("PublishIteration", "Publish-CVIteration $project $iteration live"),
        ("ClassifyImage", "Invoke-CVPrediction $images[0] -ProjectId $project -PublishedName live"),
        ("ClassifyImageWithNoStore", "Invoke-CVPrediction $images[0] -ProjectId $project -PublishedName live -NoStore"),
        ("ClassifyImageUrl", "Invoke-CVPrediction -Url $image.OriginalImageUri -ProjectId $project -PublishedName live"),
        ("ClassifyImageUrlWithNoStore", "Invoke-CVPrediction -Url $image.OriginalImageUri -ProjectId $project -PublishedName live -NoStore"),
        ("QuickTestImage", "Invoke-CVPrediction $images[0] -ProjectId $project -QuickTest"),
        ("QuickTestImageUrl", "Invoke-CVPrediction -Url $image.OriginalImageUri -ProjectId $project -QuickTest"),
        ("QueryPredictions", "$prediction = Get-CVPrediction $project | Select-Object -First 1; $prediction"),
        ("CreateImagesFromPredictions", "Add-CVTrainingImage -PredictionId $prediction.Id -ProjectId $project"),
        ("DeletePrediction", "$prediction | Remove-CVPrediction -Confirm:$false"),
        ("", "$untagged = Get-CVTrainingImage $project -Untagged -First 1; $untagged"),
        ("SuggestTagsAndRegions", "Get-CVSuggestion $project -ImageId $untagged.Id"),
        ("QuerySuggestedImages", "Get-CVSuggestion $project"),
        ("QuerySuggestedImageCount", "Get-CVSuggestion $project -TagId brick -CountOnly"),
        ("UnpublishIteration", "Unpublish-CVIteration $project $iteration -Confirm:$false"),
        ("", "$null = $project | Set-CVProject -Domain 'General (compact)' -PassThru; $compact = Start-CVTraining $project -Wait; $compact"),
        ("ExportIteration", "$compact | Export-CVIteration -Platform ONNX -NoDownload"),
        ("GetExports", "$compact | Get-CVIterationExport"),
        ("ExportProject", "Copy-CVProject $project"),
        ("ImportProject", "Copy-CVProject $project"),
        ("DeleteIteration", "$iteration | Remove-CVIteration -Confirm:$false"),
        ("", "$boxes = New-CVProject boxes -Type ObjectDetection; $null = New-CVTag $boxes box; $image = (Add-CVTrainingImage $new -ProjectId $boxes).Image; $image"),
        ("CreateImageRegions", $"$image | Add-CVImageRegion -Region {Box}"),
        ("GetImageRegionProposals", "$image | Get-CVImageRegionProposal"),
        ("DeleteImageRegions", "(Get-CVTrainingImage $boxes).Regions | Remove-CVImageRegion -Confirm:$false"),
        ("DeleteProject", "$project | Remove-CVProject -Confirm:$false"),
    ];

    /// <summary>The project of these has no published iteration, so the service rejects them in any case.</summary>
    private static readonly (string Operation, string Script)[] Detections =
    [
        ("DetectImage", "Invoke-CVPrediction $new -ProjectId $boxes -PublishedName live"),
        ("DetectImageWithNoStore", "Invoke-CVPrediction $new -ProjectId $boxes -PublishedName live -NoStore"),
        ("DetectImageUrl", "Invoke-CVPrediction -Url $image.OriginalImageUri -ProjectId $boxes -PublishedName live"),
        ("DetectImageUrlWithNoStore", "Invoke-CVPrediction -Url $image.OriginalImageUri -ProjectId $boxes -PublishedName live -NoStore"),
    ];

    private readonly OperationWalk walk = new();

    public void Dispose() => walk.Dispose();

    [Fact]
    public async Task Each_operation_is_made_by_a_cmdlet_which_tells_when_it_is_refused_and_works_when_it_is_not()
    {
        walk.Start(
            """
            $service = Start-CVLocalService -InMemory -ApiVersion 3.3
            $earlier = Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 3.2 -PassThru
            Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -PredictionKey $service.PredictionKey -ApiVersion 3.3 `
                -PredictionResourceId $service.Connection.PredictionResourceId
            $images = Get-ChildItem $textures/brick/*_0[1-6].jpg, $textures/grass/*_0[1-6].jpg
            """);
        await walk.RunAsync(Steps);

        foreach (var (operation, script) in Detections)
            await walk.RefuseAsync(operation, script);
        walk.Session.Output("$service | Stop-CVLocalService");
    }

    [Theory]
    [InlineData("training-3.0.json")]
    [InlineData("training-3.4-preview.json")]
    [InlineData("prediction-3.1.json")]
    public void No_operation_of_the_published_descriptions_is_left_out(string description)
    {
        var file = Path.Combine(Repository.Root, "tests", "CustomVision.LocalService.Tests", "Published", description);
        using var document = JsonDocument.Parse(File.ReadAllText(file));
        var published = document.RootElement.GetProperty("paths").EnumerateObject()
            .SelectMany(path => path.Value.EnumerateObject())
            .Select(method => method.Value.GetProperty("operationId").GetString()!);

        Assert.Subset(Steps.Concat(Detections).Select(step => step.Operation).ToHashSet(), published.ToHashSet());
    }
}
