using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>The script that the README begins with.</summary>
[Collection(nameof(Alone))]
public sealed class QuickstartTests
{
    private static readonly string Script = Path.Combine(Repository.Root, "samples", "quickstart.ps1");

    [Fact]
    public void The_script_uploads_36_images_under_3_tags_trains_and_predicts_12_others()
    {
        using var folder = CopyOfSamples();
        using var session = new Session();

        var shown = session.With("script", folder.PathOf("samples", "quickstart.ps1")).Screen("function Import-Module { }; & $script");

        var lines = shown.Split('\n');
        Assert.Equal(36, lines.Count(line => line.StartsWith("OK ", StringComparison.Ordinal)));
        foreach (var tag in new[] { "brick", "grass", "gravel" })
        {
            Assert.Matches($@"(?m)^{tag} +12 [0-9a-f]{{8}}", shown);
            Assert.Equal(4, lines.Count(line => line.StartsWith($"{tag}_test_", StringComparison.Ordinal)));
        }
        Assert.Matches("(?m)^Iteration 1 +Completed +surfaces ", shown);
        Assert.Contains("Iteration 1, threshold 0.5\n", shown, StringComparison.Ordinal);
        Assert.Matches(@"(?m) \d+[.,]\d\W?%  \(all tags\)$", shown);
        Assert.InRange(lines.Count(IsRight), 11, 12);
        Assert.Contains("36 of 36 images are in project 'quickstart'", shown, StringComparison.Ordinal);
        Assert.Contains($"{lines.Count(IsRight)} of 12 predictions are correct.", shown, StringComparison.Ordinal);
        Assert.Contains($"The data is in {folder.PathOf("out", "quickstart")}", shown, StringComparison.Ordinal);
        Assert.Empty(session.Output("Get-CVLocalService | Where-Object DataPath"));
        Assert.Equal(0, session.Output("[int]$LASTEXITCODE").Single().BaseObject);
    }

    [Fact]
    public void The_sample_of_object_detection_draws_uploads_trains_and_finds_the_things_in_other_images()
    {
        using var folder = new TemporaryFolder();
        folder.Write(Path.Combine("samples", "object-detection.ps1"), File.ReadAllBytes(Path.Combine(Repository.Root, "samples", "object-detection.ps1")));
        using var session = new Session(width: 80);

        var shown = session.With("script", folder.PathOf("samples", "object-detection.ps1")).Screen("function Import-Module { }; & $script");

        Assert.Contains("16 of 16 images are in project 'shapes'", shown, StringComparison.Ordinal);
        Assert.Matches("(?m)^[78] of 8 things were found", shown);
        // A line for each box, with the tag, the probability, and where it is.
        Assert.Equal(4, System.Text.RegularExpressions.Regex.Count(
            shown, @"(?m)^test_10\d\.bmp +(disc|square) +\d+[.,]\d\W?% 0\.\d\d, 0\.\d\d, 0\.\d\d x 0\.\d\d *\n +(disc|square) +\d+[.,]\d\W?% 0\.\d\d, 0\.\d\d, 0\.\d\d x 0\.\d\d *$"));
        Assert.Equal(0, session.Output("[int]$LASTEXITCODE").Single().BaseObject);
    }

    [Fact]
    public void Predictions_that_are_wrong_end_it_with_an_exit_code()
    {
        // Two of the images to predict have the wrong tag.
        using var folder = CopyOfSamples();
        foreach (var number in new[] { 1, 2 })
            File.Move(
                folder.PathOf("samples", "textures", "test", "brick", $"brick_test_{number}.jpg"),
                folder.PathOf("samples", "textures", "test", "grass", $"no_grass_{number}.jpg"));
        using var session = new Session();

        var output = session.With("script", folder.PathOf("samples", "quickstart.ps1"))
            .Output("function Import-Module { }; & $script; $LASTEXITCODE");

        Assert.Contains("10 of 12 predictions are correct.", output.Select(line => line.ToString()));
        Assert.Equal(1, output[^1].BaseObject);
    }

    /// <summary>A copy, because tests/Pester runs the script itself at the same time and a data folder belongs to one service.</summary>
    private static TemporaryFolder CopyOfSamples()
    {
        var folder = new TemporaryFolder();
        folder.Write(Path.Combine("samples", "quickstart.ps1"), File.ReadAllBytes(Script));
        foreach (var file in Directory.EnumerateFiles(Repository.Textures, "*.jpg", SearchOption.AllDirectories))
            folder.Write(Path.Combine("samples", "textures", Path.GetRelativePath(Repository.Textures, file)), File.ReadAllBytes(file));
        return folder;
    }

    private static bool IsRight(string line) =>
        line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is [var image, var tag, ..]
        && image.StartsWith($"{tag}_test_", StringComparison.Ordinal);
}
