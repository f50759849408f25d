using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Backups and restores that meet faults: they are complete, or an error, and the next run continues them.</summary>
public sealed class BackupFaultTests : IClassFixture<ControlledService>, IDisposable
{
    private const int Count = 9;

    private readonly Session session;
    private readonly TemporaryFolder folder = new();

    public BackupFaultTests(ControlledService service, SharedService shared)
    {
        session = service.Begin("-PassThru | Set-Variable connection").With("files", folder.Images(Count)).With("to", folder.PathOf("backups")).With("other", shared.Service);
        session.Output("$project = New-CVProject faulty; $null = $files | Add-CVTrainingImage -ProjectId $project -Tag one, two -CreateTag");
    }

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Theory]
    [InlineData("DownloadImage", "-Status 429 -RetryAfter 1 -Count 2")]
    [InlineData("DownloadImage", "-Status 503 -Count 3")]
    [InlineData("DownloadImage", "-Drop BeforeBody -Count 3")]
    [InlineData("DownloadImage", "-Truncate -Count 3")]
    [InlineData("Get*", "-Status 503 -Count 2")]
    [InlineData("Get*", "-Drop AfterBody -Count 2")]
    public void Temporary_failures_of_a_backup_are_retried(string operation, string fault)
    {
        session.Output($"$fault = Add-CVLocalFault {operation} {fault}");

        Assert.Equal($"{Count} {Count}", Line("$backup = Backup-CVProject faulty $to; \"$($backup.ImageCount) $($backup.NewImageCount)\""));

        Assert.Empty(session.Output("Get-CVLocalFault")); // each has expired, because it was met
        Assert.Equal($"{Count} True", Line("$restored = $backup | Restore-CVProject -Name copy; \"$($restored.ImageCount) $($restored.IsComplete)\""));
    }

    [Theory]
    [InlineData("CreateImagesFrom*", "-Status 503 -Count 2")]
    [InlineData("CreateImagesFrom*", "-Drop AfterBody -Count 2")]
    [InlineData("Get*", "-Truncate -Count 2")]
    public void Temporary_failures_of_a_restore_are_retried(string operation, string fault)
    {
        session.Output($"$backup = Backup-CVProject faulty $to; $fault = Add-CVLocalFault {operation} {fault}");

        Assert.Equal($"{Count} True", Line("$restored = $backup | Restore-CVProject -Name copy; \"$($restored.ImageCount) $($restored.IsComplete)\""));
        Assert.Empty(session.Output("Get-CVLocalFault"));
    }

    [Fact]
    public void An_image_that_cannot_be_downloaded_is_an_error_and_the_earlier_backup_stays()
    {
        session.Output("$null = Backup-CVProject faulty $to");
        var manifest = File.ReadAllText(Path.Combine(folder.PathOf("backups"), "faulty", "project.json"));
        session.With("new", folder.Image("new.jpg")).Output("$null = $new | Add-CVTrainingImage -ProjectId $project; $null = Add-CVLocalFault DownloadImage 404");

        var outcome = session.Run("Backup-CVProject faulty $to");

        Assert.Equal(["ImageLinkExpired", "BackupIncomplete"], outcome.ErrorIds);
        Assert.Equal($"1 of {Count + 1} images of project 'faulty' could not be saved.", outcome.Errors[1].ToString());
        Assert.Equal(manifest, File.ReadAllText(Path.Combine(folder.PathOf("backups"), "faulty", "project.json")));
        Assert.Equal(["images", "images.jsonl", "project.json"], Directory.EnumerateFileSystemEntries(Path.Combine(folder.PathOf("backups"), "faulty")).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        session.Output("Get-CVLocalFault | Remove-CVLocalFault");
        Assert.Equal($"{Count + 1} 1", Line("$backup = Backup-CVProject faulty $to; \"$($backup.ImageCount) $($backup.NewImageCount)\""));
    }

    [Fact]
    public void A_first_backup_that_fails_is_not_one_and_the_next_run_downloads_the_rest()
    {
        session.Output("$null = Add-CVLocalFault DownloadImage 404 -Probability 0.5");

        var outcome = session.Run("Backup-CVProject faulty $to");

        Assert.Equal("BackupIncomplete", outcome.ErrorIds.Last());
        Assert.Equal(["BackupNotUsable"], session.Run("Restore-CVProject $to/faulty").ErrorIds);
        session.Output("Get-CVLocalFault | Remove-CVLocalFault");
        Assert.Equal($"{Count} {outcome.Errors.Count - 1}", Line("$backup = Backup-CVProject faulty $to; \"$($backup.ImageCount) $($backup.NewImageCount)\""));
    }

    [Fact]
    public void A_restore_that_was_interrupted_is_continued_in_the_same_project_and_each_image_is_stored_once()
    {
        // More images than a request has, so that some are stored when a request is refused.
        session.With("more", folder.Images(70)).Output("$null = $more | Add-CVTrainingImage -ProjectId $project; $null = Backup-CVProject faulty $to; $backup = Get-Item $to/faulty");
        session.Output("$null = Add-CVLocalFault CreateImagesFrom* 401 -Probability 0.5 -Seed 3");

        var outcome = session.Run("$backup | Restore-CVProject -Name copy -MaxRetry 0");

        Assert.Equal("AccessDenied", Assert.IsType<ErrorRecord>(outcome.Terminating).FullyQualifiedErrorId.Split(',')[0]);
        Assert.Single(Directory.GetFiles(Path.Combine(folder.PathOf("backups"), "faulty"), "restore-*.journal"));
        session.Output("Get-CVLocalFault | Remove-CVLocalFault");
        Assert.Equal($"copy {Count + 70} True", Line("$restored = $backup | Restore-CVProject -Name copy; \"$($restored.Name) $($restored.ImageCount) $($restored.IsComplete)\""));
        Assert.Equal(["copy"], session.Output("(Get-CVProject copy*).Name").Select(name => $"{name}"));
        Assert.Empty(Directory.GetFiles(Path.Combine(folder.PathOf("backups"), "faulty"), "restore-*.journal"));
    }

    [Fact]
    public void A_project_that_was_deleted_meanwhile_is_restored_again()
    {
        session.Output("$backup = Backup-CVProject faulty $to; $null = Add-CVLocalFault CreateTag 401");
        session.Run("$backup | Restore-CVProject -Name copy");
        session.Output("Get-CVLocalFault | Remove-CVLocalFault; Get-CVProject copy | Remove-CVProject -Confirm:$false");

        Assert.Equal($"{Count} True", Line("$restored = $backup | Restore-CVProject -Name copy; \"$($restored.ImageCount) $($restored.IsComplete)\""));
    }

    [Fact]
    public void A_project_that_changes_during_the_backup_is_an_error()
    {
        using var other = Session.Reusable().With("connection", session.Output("$connection").Single()).With("new", folder.Image("new.jpg"));
        session.Output("$null = Add-CVLocalFault GetImageCount -Delay 3");
        using var backup = session.Start("Backup-CVProject faulty $to -ErrorVariable failures -ErrorAction SilentlyContinue; $failures");

        // The images have been listed when they are downloaded, and the answer to the count waits.
        var images = Path.Combine(folder.PathOf("backups"), "faulty", "images");
        Assert.True(SpinWait.SpinUntil(() => Directory.Exists(images), TimeSpan.FromSeconds(30)));
        other.Output("$null = Add-CVTrainingImage $new -ProjectId faulty -Connection $connection");

        backup.Wait();

        Assert.Equal([$"The project 'faulty' was changed during the backup: {Count} images were listed, and it has {Count + 1}."], backup.Output.Select(error => $"{error}"));
    }

    [Fact]
    public void A_list_of_images_that_fails_is_an_error_and_not_an_empty_backup()
    {
        session.Output("$null = Add-CVLocalFault GetImages 400 -Message 'no list'");

        Assert.Contains("no list", session.Run("Backup-CVProject faulty $to").Errors.Single().ToString(), StringComparison.Ordinal);
        Assert.Equal(["BackupNotUsable"], session.Run("Restore-CVProject $to/faulty").ErrorIds);
    }

    [Fact]
    public void Two_backups_of_a_project_do_not_write_the_same_folder()
    {
        var backup = Directory.CreateDirectory(Path.Combine(folder.PathOf("backups"), "faulty")).FullName;
        using (File.Open(Path.Combine(backup, "images.jsonl.partial"), FileMode.Create, FileAccess.Write, FileShare.None))
            Assert.Equal(["FileNotWritten"], session.Run("Backup-CVProject faulty $to").ErrorIds);

        Assert.Equal($"{Count}", Line("(Backup-CVProject faulty $to).ImageCount"));
    }

    [Fact]
    public void A_project_is_copied_to_another_local_service_by_its_images_and_the_temporary_files_are_deleted()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "CustomVision-*");
        var name = $"copied {Guid.NewGuid():N}";

        var copy = session.With("name", name).Output("$copy = Copy-CVProject faulty -Name $name -DestinationConnection $other.Connection; $copy").Single();

        Assert.Equal((Count, Count, 2, true), (copy.Properties["ImageCount"].Value, copy.Properties["SourceImageCount"].Value, copy.Properties["TagCount"].Value, copy.Properties["IsComplete"].Value));
        Assert.Equal($"{Count}", Line("@(Get-CVTrainingImage $name -Tag one -Connection $other.Connection).Count"));
        Assert.Equal(before, Directory.GetDirectories(Path.GetTempPath(), "CustomVision-*"));
    }

    [Fact]
    public void A_copy_that_fails_tells_each_image_and_deletes_the_temporary_files()
    {
        var before = Directory.GetDirectories(Path.GetTempPath(), "CustomVision-*");
        session.Output("$null = Add-CVLocalFault DownloadImage 404 -Count 1");

        Assert.Equal(["ImageLinkExpired", "BackupIncomplete"], session.Run("Copy-CVProject faulty -DestinationConnection $other.Connection").ErrorIds);
        Assert.Equal(before, Directory.GetDirectories(Path.GetTempPath(), "CustomVision-*"));
    }

    private string Line(string script) => $"{session.Output(script).Single()}";
}
