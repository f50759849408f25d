using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>One temporary failure of any request, and the command succeeds all the same.</summary>
public sealed class RetriedCommandTests : IClassFixture<ControlledService>, IDisposable
{
    /// <summary>The operation that fails once, and a script that must succeed. $project has 6 images with tag brick; $images are files.</summary>
    private static readonly (string Operation, string Script)[] StepsOf33 =
    [
        ("GetProjects", "Get-CVProject retried"),
        ("GetTags", "Get-CVTag retried brick"),
        ("GetImages", "if (@(Get-CVTrainingImage retried).Count -ne 6) { throw 'incomplete' }"),
        ("GetImages", "if (@(Save-CVTrainingImage $folder/a -ProjectId retried).Count -ne 6) { throw 'incomplete' }"),
        ("CreateImagesFromData", "$images | Add-CVTrainingImage -ProjectId retried -Tag brick"),
        ("DeleteImages", "Get-CVTrainingImage retried -First 1 | Remove-CVTrainingImage -Confirm:$false"),
        ("CreateImageTags", "Get-CVTrainingImage retried -First 1 | Add-CVImageTag -Tag clay"),
        ("GetImagesByIds", "Get-CVTrainingImage retried -First 1 | Add-CVImageTag -Tag clay -PassThru"),
        ("DeleteImageTags", "Get-CVTrainingImage retried -Tag clay | Remove-CVImageTag -Tag clay -Confirm:$false"),
        ("GetTag", "Set-CVTag retried clay -Description wet"),
        ("UpdateTag", "Set-CVTag retried clay -Description dry"),
        ("GetProject", "Set-CVProject retried -Description all"),
        ("GetIterations", "Get-CVIteration retried"),
        ("QueryPredictions", "Get-CVPrediction retried"),
        ("DeleteTag", "Remove-CVTag retried clay -Confirm:$false"),
        ("DeleteProject", "Remove-CVProject retried -Confirm:$false"),
    ];

    private static readonly (string Operation, string Script)[] StepsOf10 =
    [
        ("GetProjects", "Get-CVProject retried"),
        ("GetTags", "Get-CVTag retried brick"),
        ("GetProjects", "Get-CVTag retried brick"),
        ("GetAllTaggedImages", "if (@(Get-CVTrainingImage retried).Count -ne 6) { throw 'incomplete' }"),
        ("GetAllUntaggedImages", "if (@(Get-CVTrainingImage retried).Count -ne 6) { throw 'incomplete' }"),
        ("GetImagesByTags", "if (@(Get-CVTrainingImage retried -Tag brick).Count -ne 6) { throw 'incomplete' }"),
        ("GetAllTaggedImages", "if (@(Save-CVTrainingImage $folder/a -ProjectId retried).Count -ne 6) { throw 'incomplete' }"),
        ("GetTags", "if (@(Save-CVTrainingImage $folder/b -ProjectId retried).Count -ne 6) { throw 'incomplete' }"),
        ("GetProjects", "$images | Add-CVTrainingImage -ProjectId retried -Tag brick"),
        ("GetTags", "$images | Add-CVTrainingImage -ProjectId retried -Tag brick"),
        ("CreateImagesFromData", "$images | Add-CVTrainingImage -ProjectId retried -Tag brick"),
        ("DeleteImages", "Get-CVTrainingImage retried -First 1 | Remove-CVTrainingImage -Confirm:$false"),
        ("PostImageLabel", "Get-CVTrainingImage retried -First 1 | Add-CVImageTag -Tag clay"),
        ("DeleteImageLabel", "Get-CVTrainingImage retried -Tag clay | Remove-CVImageTag -Tag clay -Confirm:$false"),
        ("DeleteTag", "Remove-CVTag retried clay -Confirm:$false"),
        ("DeleteProject", "Remove-CVProject retried -Confirm:$false"),
    ];

    private readonly ControlledService service;
    private readonly Session session;
    private readonly TemporaryFolder folder = new();

    public RetriedCommandTests(ControlledService service) => session = (this.service = service).Begin();

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("1.0", 429)]
    [InlineData("1.0", 503)]
    [InlineData("3.3", 429)]
    [InlineData("3.3", 503)]
    public void One_failure_of_any_request_does_not_end_a_command(string version, int status)
    {
        service.Begin($"-ApiVersion {version}", session);
        session.With("images", folder.Images(6)).With("folder", folder.Path).Output(
            "$null = New-CVProject retried; $null = New-CVTag retried clay; $null = $images | Add-CVTrainingImage -ProjectId retried -Tag brick -CreateTag");

        foreach (var (operation, script) in version == "1.0" ? StepsOf10 : StepsOf33)
        {
            session.Output($"$fault = Add-CVLocalFault {operation} {status} -Count 1 -RetryAfter 0");
            session.Output(script);
            Assert.True(session.Output("Get-CVLocalFault").Count == 0, $"{script} sent no {operation}.");
        }
    }

    [Fact]
    public void Under_the_rate_limit_of_the_free_tier_lists_and_backups_are_complete()
    {
        session.With("images", folder.Images(60)).With("folder", folder.Path)
            .Output("$null = New-CVProject limited; $null = $images | Add-CVTrainingImage -ProjectId limited -Tag brick -CreateTag; $null = $service | Set-CVLocalService -Profile F0");

        for (var round = 0; round < 3; round++)
            Assert.Equal(60, session.Output("1..6 | ForEach-Object { $null = Get-CVTag limited }; Get-CVTrainingImage limited").Count);
        Assert.Equal(60, session.Output("Save-CVTrainingImage $folder/saved -ProjectId limited").Count);
        Assert.NotEmpty(session.Output("Get-CVLocalRequest -Last 100 | Where-Object Status -eq 429"));
    }
}
