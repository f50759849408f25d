using System.Net;
using System.Net.Sockets;
using System.Text;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>-WhatIf on each changing cmdlet: nobody even connects to the service.</summary>
public sealed class WhatIfTests : IDisposable
{
    private const string EmptyBackup =
        """
        {
          "backup": "CustomVision project", "version": 1,
          "project": { "name": "surfaces", "targetExportPlatforms": [], "augmentationMethods": {} },
          "images": { "file": "images.jsonl", "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "counts": {} },
          "tags": [], "iterations": [], "models": []
        }
        """;

    private readonly TcpListener service = new(IPAddress.Loopback, 0);
    private readonly Session session = Session.Reusable();
    private readonly TemporaryFolder folder = new();

    public WhatIfTests()
    {
        service.Start();
        folder.Write("backup/images.jsonl", []);
        session.With("endpoint", $"http://{service.LocalEndpoint}")
            .With("id", Guid.NewGuid())
            .With("file", folder.Image("a.jpg"))
            .With("data", folder.PathOf("data"))
            .With("backup", Path.GetDirectoryName(folder.Write("backup/project.json", Encoding.UTF8.GetBytes(EmptyBackup))))
            .Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");
    }

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
        service.Dispose();
    }

    [Theory]
    [InlineData("Add-CVImageRegion $id $id @{ Tag = 'x'; Left = 0; Top = 0; Width = 1; Height = 1 } -WhatIf")]
    [InlineData("Add-CVImageTag $id $id name -WhatIf")]
    [InlineData("Add-CVLocalFault GetTags 500 -WhatIf")]
    [InlineData("Add-CVTrainingImage $file -ProjectId $id -TagId $id -WhatIf")]
    [InlineData("Backup-CVProject surfaces $data -WhatIf")]
    [InlineData("Connect-CVService $endpoint -TrainingKey abcdef -WhatIf")]
    [InlineData("Copy-CVProject surfaces -Name copy -WhatIf")]
    [InlineData("Disconnect-CVService -WhatIf")]
    [InlineData("New-CVProject name -WhatIf")]
    [InlineData("New-CVTag $id name -WhatIf")]
    [InlineData("Remove-CVImageRegion $id $id -WhatIf")]
    [InlineData("Export-CVAnnotation $data -Format Coco -InputObject ([CustomVision.Models.Image]::new()) -WhatIf")]
    [InlineData("Export-CVIteration surfaces -Platform ONNX -Destination $data -WhatIf")]
    [InlineData("Export-CVReport surfaces -Destination $data -WhatIf")]
    [InlineData("Import-CVModel $file -Name other -WhatIf")]
    [InlineData("Publish-CVIteration surfaces name other -Force -WhatIf")]
    [InlineData("Unpublish-CVIteration surfaces name -WhatIf")]
    [InlineData("Remove-CVImageTag $id $id name -WhatIf")]
    [InlineData("Remove-CVIteration $id name -WhatIf")]
    [InlineData("Remove-CVLocalFault -All -WhatIf")]
    [InlineData("Remove-CVPrediction $id $id -WhatIf")]
    [InlineData("Remove-CVProject $id -WhatIf")]
    [InlineData("Remove-CVTag $id $id -WhatIf")]
    [InlineData("Remove-CVTrainingImage $id $id -WhatIf")]
    [InlineData("Reset-CVLocalService -WhatIf")]
    [InlineData("Restore-CVProject $backup -WhatIf")]
    [InlineData("Save-CVArtifact $id /i-1/i-2 $data -WhatIf")]
    [InlineData("Save-CVTrainingImage $data -ProjectId surfaces -WhatIf")]
    [InlineData("Set-CVImageMetadata $id $id @{ shift = 'night' } -WhatIf")]
    [InlineData("Set-CVIteration $id name -Name other -Default -WhatIf")]
    [InlineData("Set-CVLocalService -Profile F0 -WhatIf")]
    [InlineData("Set-CVProject name -Name other -Description '' -Domain Food -ClassificationType Multiclass -TargetExportPlatform ONNX -WhatIf")]
    [InlineData("Set-CVTag $id name -Name other -Description d -WhatIf")]
    [InlineData("Start-CVLocalService -DataPath $data -WhatIf")]
    [InlineData("Start-CVTraining name, other -Wait -WhatIf")]
    [InlineData("Stop-CVLocalService (Get-CVLocalService)[0] -WhatIf")]
    public void WhatIf_says_what_would_be_done_and_does_nothing(string script)
    {
        var shown = session.Screen(script);

        Assert.StartsWith("What if:", shown.Trim(), StringComparison.Ordinal);
        Assert.Empty(session.Output(script));
        Assert.False(service.Pending());
        Assert.False(Directory.Exists(folder.PathOf("data")));
    }

    [Fact]
    public void Every_changing_cmdlet_is_tested_here()
    {
        var changing = session.Output("Get-Command -Module CustomVision | Where-Object { $_.Parameters.ContainsKey('WhatIf') } | ForEach-Object Name")
            .Select(name => name.ToString());
        var tested = typeof(WhatIfTests).GetMethod(nameof(WhatIf_says_what_would_be_done_and_does_nothing))!
            .GetCustomAttributes(typeof(InlineDataAttribute), false)
            .Select(data => ((string)((InlineDataAttribute)data).Data[0]!).Split(' ')[0]);

        Assert.Equal(changing.Order(), tested.Order());
    }

    [Fact]
    public void Without_WhatIf_the_listener_would_have_seen_it()
    {
        using var running = session.Start("New-CVProject name");

        Assert.True(SpinWait.SpinUntil(service.Pending, TimeSpan.FromSeconds(10)));
        running.Stop();
    }
}
