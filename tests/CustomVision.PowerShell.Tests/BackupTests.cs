using System.Text.Json.Nodes;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Backup-CVProject and Restore-CVProject: what is saved, and that the restored project is equal.</summary>
public sealed class BackupTests : IDisposable
{
    // Everything that the API shows of a project, without ids and times. An image is known by the hash of its content.
    private const string Describe =
        """
        function Describe($project) {
            $p = Get-CVProject -ProjectId "$($project.ProjectId)$($project.Id)"
            "project $($p.Description)|$($p.Settings.DomainId)|$($p.Settings.ClassificationType)|$($p.Settings.TargetExportPlatforms)|$($p.Status)"
            Get-CVTag $p | Sort-Object Name | ForEach-Object { "tag $($_.Name)|$($_.Description)|$($_.Type)|$($_.ImageCount)" }
            $temporary = New-Item -ItemType Directory (Join-Path $folder ([guid]::NewGuid()))
            Get-CVTrainingImage $p | Save-CVTrainingImage $temporary -Flat | ForEach-Object {
                $i = $_.Image
                $regions = $i.Regions | ForEach-Object { "$($_.TagName) $($_.Left) $($_.Top) $($_.Width) $($_.Height)" } | Sort-Object
                $metadata = $i.Metadata.GetEnumerator() | ForEach-Object { "$($_.Key)=$($_.Value)" } | Sort-Object
                "image $((Get-FileHash $_.Path).Hash)|$($i.Width)|$($i.Height)|$((@($i.Tags.TagName) | Sort-Object) -join ',')|$($regions -join ';')|$($metadata -join ';')"
            } | Sort-Object
        }

        """;

    private readonly Session session;
    private readonly TemporaryFolder folder = new();
    private readonly string name = $"backup {Guid.NewGuid():N}";

    public BackupTests(SharedService shared)
    {
        session = Session.Reusable(width: 80).With("service", shared.Service).With("files", folder.Images(6)).With("name", name)
            .With("folder", folder.Path).With("to", folder.PathOf("backups"));
        session.Output($"{Describe}; $connection = Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 3.3 -PassThru");
    }

    private string Backup => Path.Combine(folder.PathOf("backups"), name);

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_project_for_classification_is_restored_equal()
    {
        session.Output(
            """
            $project = New-CVProject $name -Description 'the "second" line' -Domain 'General (compact)' -ClassificationType Multilabel -TargetExportPlatform ONNX, CoreML
            $null = New-CVTag $project 'a/b: ünï' -Description "two`nlines"; $null = New-CVTag $project empty; $null = New-CVTag $project none -Type Negative
            $null = $files[0, 1] | Add-CVTrainingImage -ProjectId $project -Tag 'a/b: ünï', extra -CreateTag -Metadata @{ shift = 'night'; 'line "1"' = '<2>' }
            $null = $files[2] | Add-CVTrainingImage -ProjectId $project -Tag none
            $null = $files[3] | Add-CVTrainingImage -ProjectId $project
            """);

        var backup = session.Output("$backup = Backup-CVProject $project $to; $backup").Single();
        var restored = session.Output("$restored = $backup | Restore-CVProject -Name \"$name 2\" -WarningVariable warnings; $restored").Single();

        Assert.Equal((4, 4, 4, 0, Backup), (Value(backup, "ImageCount"), Value(backup, "NewImageCount"), Value(backup, "TagCount"), Value(backup, "RegionCount"), Value(backup, "Path")));
        Assert.Equal((4, 4, 4, true), (Value(restored, "ImageCount"), Value(restored, "NewImageCount"), Value(restored, "TagCount"), Value(restored, "IsComplete")));
        Assert.Equal(Lines("Describe $project"), Lines("Describe $restored"));
        Assert.Equal(9, Lines("Describe $restored").Length);
        Assert.Empty(Lines("$warnings"));
        Assert.Equal(["images", "images.jsonl", "project.json"], Directory.EnumerateFileSystemEntries(Backup).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_project_for_object_detection_is_restored_equal_with_its_regions()
    {
        session.Output(
            """
            $project = New-CVProject $name -Type ObjectDetection
            $null = New-CVTag $project helmet, vest
            $boxes = @{ Tag = 'helmet'; Left = 0.1; Top = 0.2; Width = 0.3; Height = 0.123456789 }, @{ Tag = 'vest'; Left = 0; Top = 0; Width = 1; Height = 1 }
            $null = $files[0, 1] | Add-CVTrainingImage -ProjectId $project -Region $boxes -Metadata @{ a = 1 }
            $null = $files[2] | Add-CVTrainingImage -ProjectId $project -Region $boxes[0]
            $null = $files[3] | Add-CVTrainingImage -ProjectId $project
            """);

        var backup = session.Output("$backup = Backup-CVProject $name $to; $backup").Single();
        var restored = session.Output("$restored = Restore-CVProject \"$to/*\" -Name \"$name 2\"; $restored").Single();

        Assert.Equal((4, 5), (Value(backup, "ImageCount"), Value(backup, "RegionCount")));
        Assert.Equal((4, 5), (Value(restored, "ImageCount"), Value(restored, "RegionCount")));
        Assert.Equal(Lines("Describe $project"), Lines("Describe $restored"));
        Assert.Matches($"(?m)^backup [0-9a-f]{{8}}… +4 +4 +2 +[0-9.]+ KB /.*$", session.Screen("$backup"));
        Assert.Matches($"(?m)^backup [0-9a-f]{{16}}… [0-9a-f]{{8}} +4 of 4 +4 +2 +5$", session.Screen("$restored"));
    }

    [Fact]
    public void A_second_run_downloads_only_what_is_new_or_damaged_and_lists_what_the_project_has_now()
    {
        session.Output(
            """
            $project = New-CVProject $name; $null = New-CVTag $project old, new
            $images = $files[0..3] | Add-CVTrainingImage -ProjectId $project -Tag old
            $null = Backup-CVProject $project $to
            """);
        var files = Directory.GetFiles(Path.Combine(Backup, "images")).Order(StringComparer.Ordinal).ToArray();
        var times = files.Select(File.GetLastWriteTimeUtc).ToArray();
        Assert.Equal(0, Value(session.Output("Backup-CVProject $project $to").Single(), "NewImageCount"));
        Assert.Equal(times, files.Select(File.GetLastWriteTimeUtc));

        File.WriteAllBytes(files[0], [.. File.ReadAllBytes(files[0])[..^1], 0]); // one bit of the disk
        File.Delete(files[1]);
        session.Output(
            """
            $null = Set-CVProject $project -Name "$name renamed"
            $null = $files[4] | Add-CVTrainingImage -ProjectId $project -Tag new
            Remove-CVTrainingImage $project $images[3].Image.Id -Confirm:$false
            Add-CVImageTag $project $images[2].Image.Id new
            """);
        var removed = session.Output("\"$($images[3].Image.Id)\"").Single().ToString();

        var second = session.Output("$second = Backup-CVProject $project $to; $second").Single();

        Assert.Equal((4, Backup), (Value(second, "ImageCount"), Value(second, "Path")));
        var expectedNew = 1 + files.Take(2).Count(file => Path.GetFileNameWithoutExtension(file) != removed);
        Assert.Equal(expectedNew, Value(second, "NewImageCount"));
        Assert.Equal(Lines("Describe $project"), Lines("Describe (Restore-CVProject $second.Path -Name \"$name 2\")"));
    }

    [Fact]
    public void All_projects_are_backed_up_each_to_its_folder()
    {
        session.Output("$one = New-CVProject \"$name/1\"; $two = New-CVProject \"$name/2\"; $null = $files[0] | Add-CVTrainingImage -ProjectId $two");

        var backups = session.Output("Get-CVProject \"$name/?\" | Backup-CVProject -Destination $to | Sort-Object Name");

        Assert.Equal([$"{name}%2F1", $"{name}%2F2"], backups.Select(backup => Path.GetFileName((string)Value(backup, "Path")!)));
        Assert.Equal([0, 1], backups.Select(backup => Value(backup, "ImageCount")));
        Assert.Equal([0, 1], session.Output("Get-Item \"$to/*\" | Restore-CVProject | Sort-Object Name").Select(restored => Value(restored, "ImageCount")));
        Assert.Contains("Performing the operation \"Back up to", session.Screen("Backup-CVProject -All $to -WhatIf").Replace("What if: ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("Specify one of them, or all with", session.Run("Restore-CVProject $to").Errors.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Iterations_are_saved_with_performance_published_name_and_model_and_are_listed_as_not_restored()
    {
        session.With("textures", Repository.Textures).Output(
            """
            $project = New-CVProject $name -Domain 'General (compact)'
            foreach ($tag in 'brick', 'grass') { $null = Get-ChildItem "$textures/train/$tag" | Add-CVTrainingImage -ProjectId $project -Tag $tag -CreateTag }
            $null = Start-CVTraining $project -PublishAs production
            """);

        session.Output("$backup = Backup-CVProject $project $to; $null = $backup | Restore-CVProject -Name \"$name 2\" -WarningVariable warnings -WarningAction SilentlyContinue");

        var iteration = Manifest()["iterations"]![0]!;
        Assert.Equal(("Iteration 1", "Completed", "production"), ((string?)iteration["name"], (string?)iteration["status"], (string?)iteration["publishName"]));
        Assert.Equal(["brick", "grass"], iteration["performance"]!["tags"]!.AsArray().Select(tag => (string?)tag!["tag"]).Order(StringComparer.Ordinal));
        Assert.InRange((double)iteration["performance"]!["averagePrecision"]!, 0.5, 1);
        var model = Manifest()["models"]!.AsArray().Single()!;
        Assert.Equal(("ONNX", "models/Iteration 1.ONNX.zip"), ((string?)model["platform"], (string?)model["file"]));
        Assert.Equal((long)model["length"]!, new FileInfo(Path.Combine(Backup, "models", "Iteration 1.ONNX.zip")).Length);
        Assert.Equal("Not restored: 1 iteration: a service can't receive trained models. Train the project with Start-CVTraining. Import-CVModel loads the exported ONNX models of the backup into a local service.", Lines("$warnings").Single());
        var saved = File.GetLastWriteTimeUtc(Path.Combine(Backup, "models", "Iteration 1.ONNX.zip"));
        Assert.Equal(1, Value(session.Output("Backup-CVProject $project $to").Single(), "ModelCount"));
        Assert.Equal(saved, File.GetLastWriteTimeUtc(Path.Combine(Backup, "models", "Iteration 1.ONNX.zip")));
        Assert.Equal(0, Value(session.Output("Backup-CVProject $project \"$to/2\" -NoModel").Single(), "ModelCount"));
    }

    [Fact]
    public void What_version_1_0_cannot_hold_is_listed_and_the_rest_restored()
    {
        session.Output(
            """
            $project = New-CVProject $name -Type ObjectDetection -TargetExportPlatform ONNX
            $null = New-CVTag $project helmet
            $null = $files[0, 1] | Add-CVTrainingImage -ProjectId $project -Region @{ Tag = 'helmet'; Left = 0.1; Top = 0.2; Width = 0.3; Height = 0.4 } -Metadata @{ a = 1 }
            $backup = Backup-CVProject $project $to
            $old = Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 1.0 -PassThru
            $restored = $backup | Restore-CVProject -Name "$name 2" -Connection $old -WarningAction SilentlyContinue -WarningVariable warnings
            """);

        Assert.Equal(
            [
                "2 regions: version 1.0 has no regions. The images keep their tags.",
                "2 texts of metadata: version 1.0 has no metadata. It requires version 3.3.",
                "The domain 'General' for object detection: the service doesn't have it. The project has the domain 'General' for classification.",
                "The platforms for exports (ONNX): version 1.0 has no exports.",
            ],
            Lines("$restored.NotRestored"));
        Assert.Equal(4, Lines("$warnings").Length);
        Assert.Equal(["helmet", "helmet"], Lines("(Get-CVTrainingImage $restored.ProjectId -Connection $connection).TagNames"));
        Assert.True((bool)session.Output("$restored.IsComplete").Single().BaseObject);
    }

    [Fact]
    public void A_project_goes_from_1_0_to_3_3_and_back_without_loss()
    {
        session.Output(
            """
            $old = Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 1.0 -PassThru
            $project = New-CVProject $name -Description ours
            $null = New-CVTag $project red -Description colour; $null = New-CVTag $project blue
            $null = $files[0, 1] | Add-CVTrainingImage -ProjectId $project -Tag red, blue
            $null = $files[2] | Add-CVTrainingImage -ProjectId $project
            $there = Backup-CVProject $project "$to/1" -Connection $old | Restore-CVProject -Name "$name 2" -Connection $connection
            $back = Backup-CVProject $there.ProjectId "$to/2" -Connection $connection | Restore-CVProject -Name "$name 3" -Connection $old
            Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 3.3
            """);

        Assert.Equal(Lines("Describe $project"), Lines("Describe $there"));
        Assert.Equal(Lines("Describe $project"), Lines("Describe $back"));
        Assert.Empty(Lines("$there.NotRestored; $back.NotRestored"));
    }

    [Theory]
    [InlineData("File.Delete", "has no complete backup: it has no project.json")]
    [InlineData("images", "images.jsonl was changed after the backup")]
    [InlineData("kind", "is not that of a backup")]
    [InlineData("version", "has version 2, and this module reads version 1")]
    [InlineData("json", "cannot be read")]
    [InlineData("list", "is not complete: it has no images.jsonl")]
    [InlineData("outside", "refers to '../../secret', which is not a path inside its folder")]
    public void A_folder_that_is_not_a_backup_is_refused(string change, string message)
    {
        session.Output("$project = New-CVProject $name; $null = $files[0] | Add-CVTrainingImage -ProjectId $project; $null = Backup-CVProject $project $to");
        var manifest = Path.Combine(Backup, "project.json");
        var text = File.ReadAllText(manifest);
        switch (change)
        {
            case "File.Delete":
                File.Delete(manifest);
                break;
            case "images":
                File.AppendAllText(Path.Combine(Backup, "images.jsonl"), "{}\n");
                break;
            case "list":
                File.Delete(Path.Combine(Backup, "images.jsonl"));
                break;
            default:
                File.WriteAllText(manifest, change switch
                {
                    "kind" => text.Replace("CustomVision project", "other", StringComparison.Ordinal),
                    "version" => text.Replace("\"version\": 1", "\"version\": 2", StringComparison.Ordinal),
                    "outside" => text.Replace("images.jsonl", "../../secret", StringComparison.Ordinal),
                    _ => text[..^9],
                });
                break;
        }

        var outcome = session.With("path", Backup).Run("Restore-CVProject $path -Name \"$name 2\"");

        Assert.Equal(["BackupNotUsable"], outcome.ErrorIds);
        Assert.Contains(message, outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Empty(session.Output("Get-CVProject \"$name 2*\""));
    }

    [Theory]
    [InlineData("project.json")]
    [InlineData("images.jsonl")]
    public void Files_of_something_else_are_not_overwritten(string file)
    {
        var foreign = folder.WriteText($"backups/{name}/{file}", "{ \"mine\": true }");
        session.Output("$project = New-CVProject $name; $null = $files[0] | Add-CVTrainingImage -ProjectId $project");

        var backup = session.Output("$backup = Backup-CVProject $project $to; $backup").Single();

        Assert.Equal("{ \"mine\": true }", File.ReadAllText(foreign));
        Assert.Equal($"{Backup} ({session.Output("$project.Id").Single()})", Value(backup, "Path"));
        Assert.Equal((1, 0), (Value(backup, "ImageCount"), Value(session.Output("Backup-CVProject $project $to").Single(), "NewImageCount")));
        var second = folder.WriteText($"backups/{Path.GetFileName((string)Value(backup, "Path")!)}/project.json", "mine as well");
        Assert.Equal(["FileNotWritten"], session.Run("Backup-CVProject $project $to").ErrorIds);
        Assert.Equal("mine as well", File.ReadAllText(second));
    }

    [Fact]
    public void An_image_that_was_changed_is_not_restored_and_the_difference_is_an_error()
    {
        session.Output("$project = New-CVProject $name; $null = $files[0, 1] | Add-CVTrainingImage -ProjectId $project; $backup = Backup-CVProject $project $to");
        File.AppendAllText(Directory.GetFiles(Path.Combine(Backup, "images"))[0], "changed");

        var outcome = session.Run("$restored = $backup | Restore-CVProject -Name \"$name 2\"");

        Assert.Equal(["ImageUnreadable", "RestoreIncomplete"], outcome.ErrorIds);
        Assert.Contains("its checksum differs", outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal($"The project '{name} 2' differs from the backup: it has 1 of 2 images.", outcome.Errors[1].ToString());
        session.Output("$backup = Backup-CVProject $project $to; $second = $backup | Restore-CVProject -Name \"$name 2\"");
        Assert.Equal("True", Lines("$second.IsComplete; $second.ProjectId -eq $restored.ProjectId").Distinct().Single());
    }

    [Fact]
    public void WhatIf_writes_and_sends_nothing()
    {
        session.Output("$project = New-CVProject $name");
        Assert.Empty(session.Output("Backup-CVProject $project $to -WhatIf"));
        Assert.False(Directory.Exists(folder.PathOf("backups")));
        Assert.Empty(session.Output("Backup-CVProject $project $to | Restore-CVProject -Name \"$name 2\" -WhatIf"));
        Assert.Empty(session.Output("Get-CVProject \"$name 2*\""));
    }

    private JsonNode Manifest() => JsonNode.Parse(File.ReadAllText(Path.Combine(Backup, "project.json")))!;

    private string[] Lines(string script) => [.. session.Output(script).Select(line => $"{line}")];

    private static object? Value(PSObject item, string property) => item.Properties[property].Value;
}
