using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>One temporary failure of any request, and the command succeeds all the same.</summary>
public sealed class RetriedCommandTests : IClassFixture<ControlledService>, IDisposable
{
    /// <summary>The operation that fails once, and a script that must succeed. $project has 6 images with tag brick; $images are files.</summary>
    private static readonly (string Operation, string Script)[] Steps =
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

    private readonly Session session;
    private readonly TemporaryFolder folder = new();

    public RetriedCommandTests(ControlledService service) => session = service.Begin();

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public void One_failure_of_any_request_does_not_end_a_command(int status)
    {
        session.With("images", folder.Images(6)).With("folder", folder.Path).Output(
            "$null = New-CVProject retried; $null = New-CVTag retried clay; $null = $images | Add-CVTrainingImage -ProjectId retried -Tag brick -CreateTag");

        foreach (var (operation, script) in Steps)
        {
            session.Output($"$fault = Add-CVLocalFault {operation} {status} -Count 1");
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
