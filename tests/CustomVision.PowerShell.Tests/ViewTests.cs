using System.Xml.Linq;
using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>What people see: tables that fit a window of 80 columns.</summary>
public sealed class ViewTests(SharedService shared) : ProjectTest(shared, width: 80)
{
    private const string FirstId = "0a1b2c3d-0000-4000-8000-000000000001";
    private const string Image = $$"""{"Id":"{{FirstId}}","Width":1600,"Height":1200,"Created":"2026-03-01T10:00:00Z","ImageUri":"http://example/i","Labels":[{"TagId":"{{FirstId}}"}]}""";

    /// <summary>An object of each type that a cmdlet writes, with long names, from an answer of the service.</summary>
    public static TheoryData<string, string> Objects => new()
    {
        { "Get-CVAccount | ForEach-Object { $_.Quotas.PerProject }", $$$"""{"Quotas":{"PerProject":[{"ProjectId":"{{{FirstId}}}","Images":{"Total":100000,"Used":99999},"Tags":{"Total":500,"Used":499},"Iterations":{"Total":20,"Used":19}}]}}""" },
        { "Get-CVProject", $$$"""[{"Id":"{{{FirstId}}}","Name":"{{{Long('p')}}}","Description":"{{{Long('d')}}}","Created":"2026-03-01T10:00:00Z"}]""" },
        { "Get-CVTag $id", $$$"""{"Tags":[{"Id":"{{{FirstId}}}","Name":"{{{Long('t')}}}","Description":"{{{Long('d')}}}","ImageCount":12345}]}""" },
        { "Get-CVDomain", $$$"""[{"Id":"{{{FirstId}}}","Name":"{{{Long('d')}}}"}]""" },
        { "Get-CVTrainingImage $id -Tagged", $"[{Image}]" },
        { "Get-CVIteration $id", $$$"""[{"Id":"{{{FirstId}}}","Name":"{{{Long('i')}}}","Status":"Completed","IsDefault":true,"TrainedAt":"2026-03-01T10:00:00Z"}]""" },
        { "Get-CVPrediction $id", $$$"""{"Results":[{"Id":"{{{FirstId}}}","Created":"2026-03-01T10:00:00Z","Predictions":[{"Tag":"{{{Long('t')}}}","Probability":0.95}]}]}""" },
        { "Add-CVTrainingImage -Url http://example/a.jpg -ProjectId $id", $$$"""{"Images":[{"SourceUrl":"http://example/a.jpg","Status":"OK","Image":{{{Image}}}}]}""" },
        { "Add-CVTrainingImage -PredictionId $id -ProjectId $id", $$$"""{"Images":[{"SourceUrl":"{{{FirstId}}}","Status":"OK","Image":{{{Image}}}}]}""" },
        { "Add-CVTrainingImage -Url http://example/a.jpg -ProjectId $id -SummaryVariable summary | Out-Null; $summary", $$$"""{"Images":[{"SourceUrl":"http://example/a.jpg","Status":"OKDuplicate","Image":null}]}""" },
        { "Invoke-CVPrediction -Url http://example/a.jpg -ProjectId $id", $$$"""{"Id":"{{{FirstId}}}","Predictions":[{"Tag":"{{{Long('t')}}}","Probability":0.75}]}""" },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public async Task Tables_fit_80_columns_whatever_is_in_them_and_shorten_ids(string script, string answer)
    {
        await using var server = new ScriptedServer(ServerReply.Json(answer), ServerReply.Json($$"""{"Tags":[{"Id":"{{FirstId}}","Name":"{{Long('t')}}"}]}"""));
        Session.With("endpoint", server.Endpoint).With("id", Guid.Parse(FirstId)).Output("Connect-CVService $endpoint -TrainingKey abcdef -PredictionKey abcdef -SkipCheck -ApiVersion 1.0");

        var shown = Session.Screen(script);

        AssertFits(shown);
        Assert.DoesNotContain('\u001b', shown);
        Assert.DoesNotContain(FirstId, shown, StringComparison.Ordinal);
        if (answer.Contains(FirstId, StringComparison.Ordinal) && !script.Contains("-Url", StringComparison.Ordinal))
            Assert.Contains(FirstId[..8], shown, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_type_that_a_cmdlet_writes_has_a_table_in_the_file_of_views()
    {
        var types = Session.Output("Get-Command -Module CustomVision | ForEach-Object { $_.OutputType.Type.FullName }").Select(type => $"{type}").Where(type => type.StartsWith("CustomVision.", StringComparison.Ordinal)).Distinct().ToList();
        var views = XDocument.Load(Path.Combine(Repository.Module, "CustomVision.Format.ps1xml")).Descendants("View").Where(view => view.Element("TableControl") is not null);

        Assert.Contains("CustomVision.Models.Iteration", types);
        Assert.Empty(types.Except(views.SelectMany(view => view.Descendants("TypeName")).Select(type => type.Value)));
    }

    [Fact]
    public async Task Images_show_their_size_and_how_their_ids_begin()
    {
        await using var server = new ScriptedServer(ServerReply.Json($"[{Image}]"), ServerReply.Json($$"""{"Tags":[{"Id":"{{FirstId}}","Name":"brick"}]}"""));
        Session.With("endpoint", server.Endpoint).With("id", Guid.Parse(FirstId)).Output("Connect-CVService $endpoint -TrainingKey abcdef -SkipCheck -ApiVersion 1.0");

        Assert.Matches("(?m)^0a1b2c3d 1600 x 1200 [-0-9]+ [0-9:]+ brick *$", Session.Screen("Get-CVTrainingImage $id -Tagged"));
    }

    [Theory]
    [InlineData(200, "32")]
    [InlineData(429, "33")]
    [InlineData(503, "31")]
    public void An_HTTP_status_has_the_colour_of_what_it_means(int status, string colour)
    {
        Session.With("status", status);

        Assert.Equal($"\u001b[{colour}m{status}\u001b[39m", Session.Output("[CustomVision.PowerShell.Formats.DisplayFormat]::HttpStatus($status, $true)").Single().ToString());
        Assert.Equal($"{status}", Session.Output("[CustomVision.PowerShell.Formats.DisplayFormat]::HttpStatus($status, $false)").Single().ToString());
    }

    [Theory]
    [InlineData(812L, "812 B")]
    [InlineData(1536L, "1.5 KB")]
    [InlineData(6L * 1024 * 1024, "6.0 MB")]
    [InlineData(5L * 1024 * 1024 * 1024, "5.0 GB")]
    public void Sizes_are_for_people(long bytes, string shown) =>
        Assert.Equal(shown, Session.With("bytes", bytes).Output("[CustomVision.PowerShell.Formats.DisplayFormat]::Bytes($bytes)").Single().ToString().Replace(',', '.'));

    [Theory]
    [InlineData(1.25, "1.3 ms")]
    [InlineData(123.4, "123 ms")]
    [InlineData(12_345.0, "12.3 s")]
    [InlineData(3_723_000.0, "1:02:03")]
    public void Durations_are_for_people(double milliseconds, string shown) => Assert.Equal(
        shown,
        Session.With("time", TimeSpan.FromMilliseconds(milliseconds)).Output("[CustomVision.PowerShell.Formats.DisplayFormat]::Duration($time)").Single().ToString().Replace(',', '.'));

    [Fact]
    public void Results_show_status_image_size_and_message()
    {
        Folder.Image("an image with a name that is longer than the column for it.jpg");
        Folder.Write("text.jpg", "text"u8.ToArray());

        var shown = Session.With("folder", Folder.Path).Screen("Get-ChildItem $folder | Add-CVTrainingImage -ProjectId $project -ErrorAction SilentlyContinue");

        AssertTable(shown, "Status Image Size Message");
        Assert.Contains("128 x 128", shown, StringComparison.Ordinal);
        Assert.Contains("ErrorImageFormat text.jpg", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Add-CVTrainingImage -Url $url -ProjectId $project -ErrorAction SilentlyContinue")]
    [InlineData("[CustomVision.Models.ImagePredictionResult] @{ Path = $url }")]
    public void The_query_of_a_URL_is_in_no_view(string result)
    {
        foreach (var view in new[] { "Format-Table", "Format-List" })
        {
            var shown = Session.Screen($"$url = 'https://images.example/photo.jpg?sig=secret'; {result} | {view}");
            Assert.Contains("photo.jpg", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", shown, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Get-CVDomain", "Name Type Exportable Id Platforms")]
    [InlineData("$project", "Name Id Created Description")]
    [InlineData("New-CVTag $project (\"{0:N}\" -f [guid]::NewGuid())", "Name Images Id Description")]
    [InlineData("Get-CVTrainingImage $project", "Id Size Created Tags")]
    [InlineData("[CustomVision.Models.Iteration] @{ Name = 'Iteration 1'; Status = 'Completed' }", "Name Status Published TrainedAt Id")]
    [InlineData("Add-CVLocalFault PredictImageUrl -Delay 0.001; Remove-CVLocalFault -All", "Id Operation Effect Met When")]
    [InlineData("Get-CVLocalRequest -First 5", "Time Operation Status Images Bytes Elapsed Fault")]
    [InlineData("Set-CVLocalService -TrainingMode Real -PassThru", "Profile Training")]
    [InlineData("$service", "Endpoint ProcessId Running DataPath")]
    public void Objects_show_as_tables(string script, string header)
    {
        Session.With("service", Shared.Service).With("files", Folder.Images(1)).Output("$files | Add-CVTrainingImage -ProjectId $project");

        AssertTable(Session.Screen(script), header);
    }

    [Fact]
    public void A_connection_shows_as_a_list_without_keys()
    {
        var shown = Session.Screen("Get-CVConnection");

        Assert.Contains("TrainingEndpoint     : http://127.0.0.1", shown, StringComparison.Ordinal);
        Assert.Contains("TrainingKey          : set", shown, StringComparison.Ordinal);
        Assert.Contains("PredictionKey        : not set", shown, StringComparison.Ordinal);
        Assert.Matches("(?m)^Version +: [0-9][.][0-9]", shown);
    }

    private static string Long(char letter) => new(letter, 100);

    private static void AssertTable(string shown, string header)
    {
        var lines = AssertFits(shown);

        Assert.Equal(header.Split(' '), lines[0].Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string[] AssertFits(string shown)
    {
        var lines = shown.Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.StartsWith("--", lines[1].TrimStart(), StringComparison.Ordinal);
        Assert.True(lines.Length > 2, "The table has no rows.");
        Assert.All(lines, line => Assert.InRange(line.Length, 1, 80));
        return lines;
    }
}
