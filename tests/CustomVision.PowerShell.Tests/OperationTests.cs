using CustomVision.PowerShell.Tests.Hosting;

namespace CustomVision.PowerShell.Tests;

/// <summary>Every operation of version 1.0 is reached by a cmdlet, and the user reads the reason of the service when it rejects one.</summary>
public sealed class OperationTests : IDisposable
{
    /// <summary>In an order in which one leaves what the next needs. Each script makes its operation once or more.</summary>
    internal static readonly (string Operation, string Script)[] Steps =
    [
        ("GetAccountInfo", "Get-CVAccount"),
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
        ("GetAllUntaggedImages", "$image = Get-CVTrainingImage $project -Untagged; $image"),
        ("CreateImagesFromUrls", "Add-CVTrainingImage -Url $image.OriginalImageUri -ProjectId $project"),
        ("DeleteImages", "$image | Remove-CVTrainingImage -Confirm:$false"),
        ("", "$images | Add-CVTrainingImage -ProjectId $project -TagFromFolder -CreateTag"),
        ("GetAllTaggedImages", "Get-CVTrainingImage $project -Tagged"),
        ("GetImagesByTags", "$image = Get-CVTrainingImage $project -TagId brick -First 1; $image"),
        ("PostImageLabel", "$tagged = $image | Add-CVImageTag -Tag grass -PassThru; $tagged"),
        ("DeleteImageLabel", "$tagged | Remove-CVImageTag -Tag grass -Confirm:$false"),
        ("TrainProject", "$iteration = Start-CVTraining $project -Wait; $iteration"),
        ("GetIterations", "Get-CVIteration $project"),
        ("GetIteration", "Get-CVIteration $project -IterationId $iteration.Id"),
        ("GetIterationPerformance", "$iteration | Get-CVIterationPerformance"),
        ("UpdateIteration", "$iteration | Set-CVIteration -Default -PassThru"),
        ("PredictImage", "$prediction = Invoke-CVPrediction $images[0] -ProjectId $project; $prediction"),
        ("PredictImageUrl", "Invoke-CVPrediction -Url $image.OriginalImageUri -ProjectId $project"),
        ("GetPredictionResults", "Get-CVPrediction $project"),
        ("CreateImagesFromPredictions", "Add-CVTrainingImage -PredictionId $prediction.Id -ProjectId $project"),
        ("", "1..6 | ForEach-Object { $images } | Invoke-CVPrediction -ProjectId $project"),
        ("GetNextPredictionResults", "Get-CVPrediction $project"),
        ("DeletePrediction", "$prediction | Remove-CVPrediction -Confirm:$false"),
        ("", "$iteration | Set-CVIteration -Default:$false"),
        ("DeleteIteration", "$iteration | Remove-CVIteration -Confirm:$false"),
        ("DeleteProject", "$project | Remove-CVProject -Confirm:$false"),
    ];

    private readonly OperationWalk walk = new();

    public void Dispose() => walk.Dispose();

    [Fact]
    public async Task Each_operation_is_made_by_a_cmdlet_which_tells_when_it_is_refused_and_works_when_it_is_not()
    {
        walk.Start("$service = Start-CVLocalService -InMemory -ApiVersion 1.0; $images = Get-ChildItem $textures/brick/*_0[1-6].jpg, $textures/grass/*_0[1-6].jpg");
        await walk.RunAsync(Steps);
        walk.Session.Output("$service | Stop-CVLocalService");
    }

    [Fact]
    public void No_operation_of_version_1_0_is_left_out()
    {
        var made = Steps.Select(step => step.Operation).Where(operation => operation.Length > 0).ToList();

        Assert.Equal(33, made.Distinct().Count());
        Assert.Subset(Operations().ToHashSet(), made.ToHashSet());
    }

    /// <summary>The names of the operations of all versions, as the client lists them.</summary>
    private IEnumerable<string> Operations()
    {
        var client = ((Type)walk.Session.Output("[CustomVision.Models.Project]").Single().BaseObject).Assembly;
        return (IReadOnlyList<string>)client.GetType("CustomVision.Api.OperationNames", throwOnError: true)!.GetProperty("All")!.GetValue(null)!;
    }
}
