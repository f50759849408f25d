using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>The script that the README begins with.</summary>
[Collection(nameof(Alone))]
public sealed class QuickstartTests
{
    [Fact]
    public void The_script_uploads_36_pictures_under_3_tags_and_shows_where_they_are()
    {
        using var session = new Session();

        var shown = session.With("script", Path.Combine(Repository.Root, "samples", "quickstart.ps1")).Screen("& $script");

        var lines = shown.Split('\n');
        Assert.Equal(36, lines.Count(line => line.StartsWith("OK ", StringComparison.Ordinal)));
        foreach (var tag in new[] { "brick", "grass", "gravel" })
            Assert.Matches($@"(?m)^{tag} +12 [0-9a-f-]{{36}}", shown);
        Assert.Contains("36 of 36 pictures are in project 'quickstart'", shown, StringComparison.Ordinal);
        Assert.Contains($"The service kept them in {Path.Combine(Repository.Root, "out", "quickstart")}", shown, StringComparison.Ordinal);
        Assert.Empty(session.Output("Get-CVLocalService | Where-Object DataPath"));
    }
}
