using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Copy-CVProject, the settings of New-CVProject and Set-CVProject, and Save-CVArtifact, with 3.x.</summary>
public sealed class CopyProjectTests : IDisposable
{
    private const string Key = "0123456789abcdef";

    private readonly Session session;
    private readonly TemporaryFolder folder = new();

    public CopyProjectTests(SharedService shared)
    {
        session = Session.Reusable(width: 80).With("service", shared.Service);
        session.Output("$c = Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 3.3 -PassThru; $name = \"copied $([guid]::NewGuid())\"");
    }

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void A_project_is_copied_with_its_images_and_tags_and_the_numbers_are_compared()
    {
        session.With("files", folder.Images(3)).Output(
            "$project = New-CVProject $name; $null = New-CVTag $project robin; $null = $files | Add-CVTrainingImage -ProjectId $project -Tag robin");

        var copy = session.Output("$copy = $project | Copy-CVProject -Name \"$name 2\" -DestinationConnection $c; $copy").Single();

        Assert.Equal((3, 3, 1, 1, true), (Value("ImageCount"), Value("SourceImageCount"), Value("TagCount"), Value("SourceTagCount"), Value("IsComplete")));
        Assert.Equal("Succeeded", $"{session.Output("(Get-CVProject -ProjectId $copy.ProjectId).Status").Single()}");
        Assert.Equal(3, session.Output("Get-CVTrainingImage $copy.Name -Tag robin").Count);
        Assert.Matches("(?m)^copied .{17} [0-9a-f]{8} +3 of 3 +1 of 1 +0 of 0 *$", session.Screen("$copy"));

        object? Value(string property) => copy.Properties[property].Value;
    }

    [Fact]
    public void A_project_is_copied_from_3_3_to_1_0_by_its_images_and_what_1_0_cannot_hold_is_listed()
    {
        session.With("files", folder.Images(2)).Output(
            """
            $old = Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 1.0 -PassThru
            $project = New-CVProject $name -Connection $c; $null = New-CVTag $project robin -Connection $c
            $null = $files | Add-CVTrainingImage -ProjectId $project -Tag robin -Metadata @{ a = 1 } -Connection $c
            $copy = Copy-CVProject $project -Name "$name 2" -Connection $c -DestinationConnection $old -WarningVariable warnings -WarningAction SilentlyContinue
            """);

        const string Lost = "2 texts of metadata: version 1.0 has no metadata. It requires version 3.3.";
        Assert.Equal([Lost], session.Output("$copy.NotCopied").Select(line => $"{line}"));
        Assert.Equal([$"Not copied: {Lost}"], session.Output("$warnings").Select(line => $"{line}"));
        Assert.Equal("True", $"{session.Output("$copy.IsComplete").Single()}");
        Assert.Equal(2, session.Output("Get-CVTrainingImage $copy.Name -Tag robin -Connection $c").Count);
    }

    [Theory]
    [InlineData("Importing", "ProjectCopyTimedOut")]
    [InlineData("Failed", "ProjectCopyFailed")]
    public async Task A_copy_that_fails_or_does_not_end_is_an_error(string status, string error)
    {
        await using var server = new ScriptedServer(request => Answer(request, status));

        var outcome = session.With("endpoint", server.Endpoint).Run(
            $"Connect-CVService $endpoint -TrainingKey {Key} -ApiVersion 3.3 -SkipCheck; Copy-CVProject {Guid.NewGuid()} -Timeout 0.5");

        Assert.Equal([error], outcome.ErrorIds);
        Assert.Contains("copy", outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", outcome.Errors[0].ToString() + outcome.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_that_lacks_images_is_returned_with_an_error()
    {
        var counts = new Queue<string>(["5", "4"]);
        await using var server = new ScriptedServer(request =>
            request.Target.Contains("/images/count", StringComparison.Ordinal) ? ServerReply.Json(counts.Dequeue()) : Answer(request, "Succeeded"));

        var outcome = session.With("endpoint", server.Endpoint).Run(
            $"Connect-CVService $endpoint -TrainingKey {Key} -ApiVersion 3.3 -SkipCheck; Copy-CVProject {Guid.NewGuid()}");

        Assert.Equal(["ProjectCopyIncomplete"], outcome.ErrorIds);
        Assert.Equal("The copy 'helmets' has 4 of 5 images and 0 of 0 tags.", outcome.Errors[0].ToString());
        Assert.False((bool)outcome.Output.Single().Properties["IsComplete"].Value);
        Assert.Contains(server.Requests, request => request.Target.EndsWith("/projects/import?token=https%3A%2F%2Fhost%2Fsecret-token%3Fsig%3Da%252Bb", StringComparison.Ordinal));
    }

    [Fact]
    public void A_project_has_the_type_and_settings_that_are_specified()
    {
        session.Output("$project = New-CVProject $name -Type ObjectDetection -TargetExportPlatform ONNX, CoreML");
        Assert.Equal("ObjectDetection General", Text("Get-CVDomain -DomainId $project.Settings.DomainId | ForEach-Object { \"$($_.Type) $($_.Name)\" }"));
        Assert.Equal("ONNX CoreML", Text("\"$($project.Settings.TargetExportPlatforms)\""));

        session.Output("$changed = Set-CVProject $project -Domain 'General (compact)' -TargetExportPlatform @() -PassThru");
        Assert.Equal("ObjectDetection General (compact)", Text("$changed.Settings | Get-CVDomain | ForEach-Object { \"$($_.Type) $($_.Name)\" }"));
        Assert.Equal("", Text("\"$($changed.Settings.TargetExportPlatforms)\""));

        session.Output("$other = New-CVProject \"$name 3\" -Domain General -ClassificationType Multiclass");
        Assert.Equal("Classification Multiclass", Text("\"$((Get-CVDomain -DomainId $other.Settings.DomainId).Type) $($other.Settings.ClassificationType)\""));
        Assert.Equal(["NameNotFound"], session.Run("New-CVProject x -Type ObjectDetection -Domain Food").ErrorIds);
        Assert.Equal("The domain 'Food' is for Classification, not for ObjectDetection.", session.Run("New-CVProject x -Type ObjectDetection -Domain Food").Errors[0].ToString());
    }

    [Fact]
    public void Storage_integration_requires_the_preview_version_and_is_sent_with_it()
    {
        Assert.Equal("UnsupportedByVersion", session.Run("New-CVProject $name -ExportModelContainerUri https://a.blob.core.windows.net/b").TerminatingId);

        session.Output("$null = Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -ApiVersion 3.4-preview");
        session.Output("$project = New-CVProject $name -ExportModelContainerUri https://a.blob.core.windows.net/b -NotificationQueueUri https://a.queue.core.windows.net/c");

        Assert.Equal("https://a.blob.core.windows.net/b https://a.queue.core.windows.net/c", Text("\"$($project.Settings.ExportModelContainerUri) $($project.Settings.NotificationQueueUri)\""));
        Assert.Contains("ONNX", Text("(Get-CVDomain 'General (compact)' -Type Classification).ExportablePlatforms"), StringComparison.Ordinal);
    }

    [Fact]
    public void Tags_have_types()
    {
        session.Output("$project = New-CVProject $name; $tags = New-CVTag $project cat, dog");

        Assert.Equal("Negative", Text("(New-CVTag $project nothing -Type Negative).Type"));
        Assert.Equal(["TagTypeExists"], session.Run("Set-CVTag $project cat -Type Negative").ErrorIds);
        Assert.Equal("Regular", Text("(Set-CVTag $project nothing -Type Regular -PassThru).Type"));
    }

    [Fact]
    public async Task Artifacts_and_images_with_relative_URLs_are_saved_through_the_service()
    {
        var (project, image) = (Guid.NewGuid(), Guid.NewGuid());
        var content = File.ReadAllBytes(folder.Image("a.jpg"));
        await using var server = new ScriptedServer(request => request.Target.Contains("/artifacts?", StringComparison.Ordinal)
            ? ServerReply.Of(200, "application/octet-stream", content)
            : ServerReply.Json($$"""[{"id":"{{image}}","created":"2026-01-01T00:00:00","width":1,"height":1,"originalImageUri":"/i-1/i-2"}]"""));
        session.With("endpoint", server.Endpoint).With("project", project).With("folder", folder.PathOf("saved"))
            .Output($"$null = Connect-CVService $endpoint -TrainingKey {Key} -ApiVersion 3.3 -SkipCheck -PassThru");

        var saved = session.Output("Get-CVTrainingImage $project | Save-CVTrainingImage $folder").Single();
        var file = session.Output("Save-CVArtifact $project /i-1/i-2 $folder").Single();

        Assert.Equal("Saved", saved.Properties["Status"].Value);
        Assert.Equal(content, File.ReadAllBytes($"{saved.Properties["Path"].Value}"));
        Assert.Equal(content, File.ReadAllBytes(Path.Combine(folder.PathOf("saved"), "i-2")));
        Assert.Equal("i-2", file.Properties["Name"].Value);
        Assert.All(
            server.Requests.Where(request => request.Target.Contains("/artifacts", StringComparison.Ordinal)),
            request => Assert.EndsWith($"/projects/{project}/artifacts?path=%2Fi-1%2Fi-2", request.Target, StringComparison.Ordinal));
        Assert.DoesNotContain("signature", session.Screen("Save-CVArtifact $project '/i-1/i-2?sig=signature' $folder -Force -WhatIf"), StringComparison.Ordinal);
        Assert.Equal(["FileExists"], session.Run("Save-CVArtifact $project /i-1/i-2 $folder").ErrorIds);
    }

    private static ServerReply Answer(ReceivedRequest request, string status) => ServerReply.Json(
        request.Target.EndsWith("/export", StringComparison.Ordinal) ? """{"iterationCount":0,"imageCount":5,"tagCount":0,"regionCount":0,"estimatedImportTimeInMS":1,"token":"https://host/secret-token?sig=a%2Bb"}"""
        : request.Target.Contains("/images/count", StringComparison.Ordinal) ? "5"
        : request.Target.Contains("/tags", StringComparison.Ordinal) || request.Target.Contains("/iterations", StringComparison.Ordinal) ? "[]"
        : $$"""{"id":"{{Guid.Empty}}","name":"helmets","description":"","created":"2026-01-01T00:00:00Z","lastModified":"2026-01-01T00:00:00Z","status":"{{status}}"}""");

    private string Text(string script) => string.Join("\n", session.Output(script));
}
