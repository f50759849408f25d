using System.Management.Automation.Language;
using System.Net.Http.Json;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>
/// The scripts in samples/ that need nothing but the engine, run as they stand. tests/Pester/Samples.Tests.ps1 runs all of them.
/// </summary>
public sealed class SampleTests(SharedService shared) : ProjectTest(shared)
{
    // A journal is nobody else's while it is written to; its length shows all the same. An entry has a hash, a number and an id.
    private const int LeastOf24Entries = 24 * 150;

    private const string ConnectToPredict = "Connect-CVService $service.Endpoint -TrainingKey $service.TrainingKey -PredictionKey $service.PredictionKey";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    [Fact]
    public void Folders_become_tags_however_deep_they_are_and_other_files_are_passed_over()
    {
        foreach (var name in new[] { "brick/1.jpg", "brick/[2].JPG", "more/grass/3.jpeg" })
            Folder.Image(name);
        Folder.Write("brick/notes.txt", "notes"u8.ToArray());
        Folder.Write("brick/broken.png", "no image"u8.ToArray());

        var outcome = Sample("folders-to-tags.ps1").With("folder", Folder.Path).Run("& $script $folder $project.Name");

        Assert.Equal(
            ["OK 1.jpg", "OK 3.jpeg", "OK [2].JPG", "ErrorImageFormat broken.png"],
            outcome.Output.Select(result => $"{result.Properties["Status"].Value} {Path.GetFileName((string)result.Properties["Path"].Value)}").OrderBy(line => line.StartsWith('E')).ThenBy(line => line, StringComparer.Ordinal));
        Assert.Equal(["ImageFormatNotSupported"], outcome.ErrorIds);
        Assert.Null(outcome.Terminating);
        Assert.Equal(["brick 2", "grass 1"], Lines("Get-CVTag $project | ForEach-Object { \"$($_.Name) $($_.ImageCount)\" }").Order());
    }

    [Fact]
    public void Upload_train_predict_knows_images_it_has_never_seen_and_trains_only_when_something_is_new()
    {
        Sample("upload-train-predict.ps1").With("textures", Repository.Textures).Output(ConnectToPredict);
        const string Run = "& $script $textures/train $textures/test $project.Name | ForEach-Object { \"$($_.Tag) $([IO.Path]::GetFileName($_.Path))\" }";

        var first = Lines(Run);
        var second = Lines(Run);

        Assert.Equal(12, first.Count);
        Assert.InRange(first.Count(line => line.Split(' ') is [var tag, var name] && name.StartsWith(tag, StringComparison.Ordinal)), 11, 12);
        Assert.Equal(first, second);
        Assert.Equal(["Iteration 1 Completed latest"], Lines("Get-CVIteration $project | ForEach-Object { \"$($_.Name) $($_.Status) $($_.PublishName)\" }"));
    }

    [Fact]
    public void Upload_train_predict_makes_a_project_that_is_not_there()
    {
        Sample("upload-train-predict.ps1").With("textures", Repository.Textures).With("name", $"new-{Guid.NewGuid():N}").Output(ConnectToPredict);

        Assert.Equal(4, Lines("& $script $textures/train $textures/test/brick $name").Count);
        Assert.Equal(["36"], Lines("@(Get-CVTrainingImage $name).Count"));
    }

    [Fact]
    public async Task An_upload_that_was_stopped_goes_on_where_it_was()
    {
        var cancellation = TestContext.Current.CancellationToken;
        foreach (var number in Enumerable.Range(1, 12))
            foreach (var tag in new[] { "brick", "grass", "gravel" })
                Folder.Image($"{tag}/{number}.jpg");
        var journal = Folder.PathOf("upload.journal");
        using var session = new Session();
        session.With("script", Script("resume-upload.ps1")).With("folder", Folder.Path).With("journal", journal)
            .Output("$service = Start-CVLocalService -InMemory; $project = New-CVProject resumed");

        // Each tag is one request; one of the three is never answered.
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Add("Training-key", (string)session.Output("[Net.NetworkCredential]::new('', $service.TrainingKey).Password").Single().BaseObject);
        using var fault = await http.PostAsJsonAsync(
            $"{session.Output("$service.Endpoint").Single()}_local/faults", new { operation = "CreateImagesFromData", delay = 600_000, count = 1 }, cancellation);
        fault.EnsureSuccessStatusCode();
        using (var running = session.Start("& $script $folder $project.Name -Journal $journal"))
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
            limit.CancelAfter(Patience);
            while (!File.Exists(journal) || new FileInfo(journal).Length < LeastOf24Entries)
                await Task.Delay(20, limit.Token);
            running.Stop();
            Assert.Empty(running.Output);
        }

        var done = File.ReadLines(journal).Count() - 1; // the first line names the project
        Assert.InRange(done, 13, 24);
        Assert.Equal($"36 {36 - done} {done} 0", Summary());
        Assert.Equal("36 0 36 0", Summary());
        session.Output("$service | Stop-CVLocalService");

        string Summary() => session
            .Output("$s = & $script $folder $project.Name -Journal $journal; \"$($s.Images) $($s.SentNow) $($s.SentBefore) $($s.Failed)\"")
            .Single().ToString();
    }

    [Theory]
    [MemberData(nameof(Scripts))]
    public void Every_script_is_explained_and_written_out(string name)
    {
        var script = Parser.ParseFile(Script(name), out _, out var mistakes);
        var help = script.GetHelpContent();

        Assert.Empty(mistakes);
        Assert.False(string.IsNullOrWhiteSpace(help?.Synopsis), "It has no synopsis.");
        Assert.False(string.IsNullOrWhiteSpace(help!.Description), "It has no description.");
        Assert.NotEmpty(help.Examples);
        Assert.Equal(
            script.ParamBlock.Parameters.Select(parameter => parameter.Name.VariablePath.UserPath.ToUpperInvariant()).Order(),
            help.Parameters.Keys.Order());

        // An alias is no name with a verb; what a script calls by a path or a variable has no name here.
        Assert.All(
            script.FindAll(node => node is CommandAst, searchNestedScriptBlocks: true)
                .Select(node => ((CommandAst)node).GetCommandName()).OfType<string>(),
            command => Assert.Matches("^[A-Z][A-Za-z]+-[A-Z][A-Za-z]+$", command));
        Assert.Contains($"](samples/{name})", File.ReadAllText(Path.Combine(Repository.Root, "README.md")), StringComparison.Ordinal);
        // Its training takes ten seconds, and QuickstartTests runs it.
        if (name == "object-detection.ps1")
            return;
        Assert.Contains(
            Directory.EnumerateFiles(Path.Combine(Repository.Root, "tests", "Pester"), "*.Tests.ps1"),
            suite => File.ReadAllText(suite).Contains(Path.ChangeExtension(name, null), StringComparison.Ordinal));
    }

    /// <summary>All scripts but the Quickstart, which has tests of its own, and tests.</summary>
    public static TheoryData<string> Scripts() => [.. Directory.EnumerateFiles(Path.Combine(Repository.Root, "samples"), "*.ps1", SearchOption.AllDirectories)
        .Select(file => Path.GetRelativePath(Path.Combine(Repository.Root, "samples"), file).Replace('\\', '/'))
        .Where(name => name != "quickstart.ps1" && !name.EndsWith(".Tests.ps1", StringComparison.Ordinal)).Order()];

    private static string Script(string name) => Path.Combine(Repository.Root, "samples", name);

    private Session Sample(string name) => Session.With("script", Script(name));

    private List<string> Lines(string script) => [.. Session.Output(script).Select(line => line.ToString())];
}
