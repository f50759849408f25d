using System.IO.Compression;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Import-CVModel with a model that the local service exported, and with files that are none.</summary>
public sealed class ImportModelTests(SharedService shared) : ProjectTest(shared, width: 80)
{
    [Fact]
    public void An_exported_model_predicts_in_another_project_what_it_predicted_before()
    {
        var name = $"imported-{Guid.NewGuid():N}";
        Session.With("service", Shared.Service).With("name", name).With("folder", Folder.PathOf("models")).With("photo", Path.Combine(Repository.Textures, "test", "brick", "brick_test_1.jpg")).Output(
            """
            Connect-CVService -Endpoint $service.Endpoint -TrainingKey $service.TrainingKey -PredictionKey $service.PredictionKey
            Set-CVProject $project -DomainId 'General (compact)' -ClassificationType Multiclass
            """);
        Session.Train(Folder).Output("$file = Export-CVIteration -InputObject $iteration -Platform ONNX -Destination $folder");

        // The object of Export-CVIteration is accepted, and so is a file.
        var model = Session.Output("$model = $file | Import-CVModel -Name $name -PublishAs before; $model").Single();

        Assert.Equal("Classification", model.Properties["Type"].Value);
        Assert.Equal("Multiclass", model.Properties["ClassificationType"].Value);
        Assert.Equal(["brick", "grass"], (IEnumerable<string>)model.Properties["Tags"].Value);
        Assert.Equal(
            [name, "before", "Completed"],
            Session.Output("(Get-CVProject -ProjectId $model.ProjectId).Name; $i = Get-CVIteration $model.ProjectId; $i.PublishName; $i.Status").Select(one => $"{one}"));
        Assert.Equal(
            Session.Output("(Invoke-CVPrediction $photo -ProjectId $project -QuickTest).Predictions | ForEach-Object { $_.TagName; [Math]::Round($_.Probability, 4) }").Select(one => $"{one}"),
            Session.Output("(Invoke-CVPrediction $photo -ProjectId $model.ProjectId).Predictions | ForEach-Object { $_.TagName; [Math]::Round($_.Probability, 4) }").Select(one => $"{one}"));
        Assert.Equal(["NotSupportedByIteration"], Session.Run("Get-CVIterationPerformance $model.ProjectId").ErrorIds);

        // The project is named after the file: Iteration 1.ONNX.zip.
        Assert.Equal("Iteration 1", Session.Output("Get-ChildItem $folder | Import-CVModel -WarningAction SilentlyContinue").Single().Properties["ProjectName"].Value.ToString()![..11]);
        var again = Session.Run("Import-CVModel $folder/*.zip $name");
        Assert.Contains($"A project named '{name}' exists. The service named the new project '{name} (1)'.", again.Talk, StringComparison.Ordinal);
        var shown = Session.Screen("$model");
        Assert.All(shown.Split('\n'), line => Assert.InRange(line.TrimEnd().Length, 0, 80));
        Assert.Matches("Classification +before +brick, grass", shown);
    }

    [Fact]
    public void A_file_that_is_no_model_is_an_error_that_says_what_was_found_and_the_next_file_is_imported()
    {
        var wrong = Folder.PathOf("wrong.zip");
        using (var archive = ZipFile.Open(wrong, ZipArchiveMode.Create))
            archive.CreateEntry("model.pb").Open().Dispose();
        Session.With("wrong", wrong).With("missing", Folder.PathOf("missing.zip"));

        var outcome = Session.Run("$wrong, $missing | Import-CVModel");

        Assert.Equal(["ModelNotSupported", "ModelUnreadable"], outcome.ErrorIds);
        Assert.Contains("no ONNX model. It has model.pb.", outcome.Errors[0].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Equal(wrong, outcome.Errors[0].TargetObject);
        Assert.Contains("missing.zip", outcome.Errors[1].ErrorDetails.Message, StringComparison.Ordinal);
        Assert.Empty(Session.Output("Get-CVProject wrong*, missing* -ErrorAction SilentlyContinue"));
    }

    [Fact]
    public async Task Azure_gets_no_model()
    {
        await using var server = new ScriptedServer(ServerReply.Json("""{"error":{"code":"404","message":"Resource not found"}}""", 404));
        Session.With("endpoint", server.Endpoint).With("file", Folder.Write("model.zip", [1, 2, 3])).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck");

        var outcome = Session.Run("Import-CVModel $file");

        Assert.Equal("NotALocalService", outcome.TerminatingId);
        Assert.Contains("Azure can't run an exported model", outcome.Terminating!.ErrorDetails.RecommendedAction, StringComparison.Ordinal);
        Assert.All(server.Requests, request => Assert.DoesNotContain("models", request.Target, StringComparison.Ordinal));
    }
}
