using CustomVision.PowerShell.Tests.Hosting;

namespace CustomVision.PowerShell.Tests;

/// <summary>What people see: tables that fit a window of 100 columns.</summary>
public sealed class ViewTests(SharedService shared) : ProjectTest(shared)
{
    [Fact]
    public void Results_show_status_picture_size_and_message()
    {
        Folder.Picture("a picture with a name that is longer than the column for it.jpg");
        Folder.Write("text.jpg", "text"u8.ToArray());

        var shown = Session.With("folder", Folder.Path).Screen("Get-ChildItem $folder | Add-CVTrainingImage -ProjectId $project -ErrorAction SilentlyContinue");

        AssertTable(shown, "Status Picture Size Message");
        Assert.Contains("128 x 128", shown, StringComparison.Ordinal);
        Assert.Contains("ErrorImageFormat text.jpg", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Get-CVDomain", "Name Id")]
    [InlineData("$project", "Name Id Created Description")]
    [InlineData("New-CVTag $project (\"{0:N}\" -f [guid]::NewGuid())", "Name Pictures Id Description")]
    [InlineData("Get-CVTrainingImage $project", "Id Size Created Tags")]
    [InlineData("Get-CVIteration $project", "Name Status Default TrainedAt Id")]
    [InlineData("Add-CVLocalFault PredictImageUrl -Delay 0.001; Remove-CVLocalFault -All", "Id Operation Effect Met When")]
    [InlineData("Get-CVLocalRequest -First 5", "Time Method Operation Status Pictures Bytes Milliseconds Faults")]
    [InlineData("Set-CVLocalService -TrainingMode Real -PassThru", "Profile Training")]
    [InlineData("$service", "Endpoint ProcessId Running DataPath")]
    public void Objects_show_as_tables(string script, string header)
    {
        Session.With("service", Shared.Service).With("files", Folder.Pictures(1)).Output("$files | Add-CVTrainingImage -ProjectId $project");

        AssertTable(Session.Screen(script), header);
    }

    [Fact]
    public void A_connection_shows_as_a_list_without_keys()
    {
        var shown = Session.Screen("Get-CVConnection");

        Assert.Contains("TrainingEndpoint   : http://127.0.0.1", shown, StringComparison.Ordinal);
        Assert.Contains("TrainingKey        : set", shown, StringComparison.Ordinal);
        Assert.Contains("PredictionKey      : not set", shown, StringComparison.Ordinal);
    }

    private static void AssertTable(string shown, string header)
    {
        var lines = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.Equal(header.Split(' '), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("--", lines[1].TrimStart(), StringComparison.Ordinal);
        Assert.True(lines.Length > 2, "The table has no rows.");
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 100));
    }
}
