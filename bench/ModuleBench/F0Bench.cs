using System.Text.Json;

namespace CustomVision.Benches.Module;

internal static class F0Bench
{
    public const string Usage =
        """
        f0: lists, saves and backs up a project of 5,000 images with the rate limits of the F0 tier, in PowerShell. Goal: each
        ends with all images and without an error. Prints the seconds that each takes.

          --images N   the number of images (5000), at most what F0 allows in a project
        """;

    private const string Script =
        """
        param($Module, $Images, $Folder)
        $ErrorActionPreference = 'Stop'
        $ProgressPreference = 'SilentlyContinue'
        Import-Module $Module
        $service = Start-CVLocalService -InMemory
        $project = New-CVProject f0
        $tag = New-CVTag -ProjectId $project -Name images
        $null = Get-ChildItem $Images | Add-CVTrainingImage -ProjectId $project -TagId $tag
        Set-CVLocalService -Profile F0
        $clock = [System.Diagnostics.Stopwatch]::StartNew()
        $listed = @(Get-CVTrainingImage $project).Count
        $listSeconds = $clock.Elapsed.TotalSeconds
        $clock.Restart()
        $saved = @(Save-CVTrainingImage (Join-Path $Folder saved) -ProjectId $project | Where-Object IsSaved).Count
        $saveSeconds = $clock.Elapsed.TotalSeconds
        $clock.Restart()
        $backedUp = (Backup-CVProject $project (Join-Path $Folder backup)).ImageCount
        $backUpSeconds = $clock.Elapsed.TotalSeconds
        $limited = @(Get-CVLocalRequest | Where-Object Status -EQ 429).Count
        Stop-CVLocalService $service
        [pscustomobject]@{
            Listed = $listed; ListSeconds = $listSeconds
            Saved = $saved; SaveSeconds = $saveSeconds
            BackedUp = $backedUp; BackUpSeconds = $backUpSeconds
            Limited = $limited
        } | ConvertTo-Json -Compress
        """;

    public static async Task<int> RunAsync(Arguments arguments)
    {
        var count = arguments.Number("--images", 5_000);
        arguments.End();

        using var images = ImageFolder.Make(count, TinyImage.Smallest);
        using var shell = await Shell.PrepareAsync(program: null);
        var output = await shell.RunAsync(Script, Checkout.Module, images.Path, shell.Folder);
        var found = JsonSerializer.Deserialize<Result>(output)!;
        Console.WriteLine($"{found.Limited:N0} of the last requests were refused with 429");
        Console.WriteLine($"listed in {found.ListSeconds:0.0} s, saved in {found.SaveSeconds:0.0} s, backed up in {found.BackUpSeconds:0.0} s");
        Verdict.AtLeast(found.Listed, count, "images listed");
        Verdict.AtLeast(found.Saved, count, "images saved");
        Verdict.AtLeast(found.BackedUp, count, "images backed up");
        return 0;
    }

    private sealed record Result(int Listed, double ListSeconds, int Saved, double SaveSeconds, int BackedUp, double BackUpSeconds, int Limited);
}
