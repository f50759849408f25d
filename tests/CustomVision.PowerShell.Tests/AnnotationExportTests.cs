using System.Text.Json;
using CustomVision.PowerShell.Tests.Hosting;

namespace CustomVision.PowerShell.Tests;

/// <summary>Export-CVAnnotation, and the way from annotations into a project and back.</summary>
public sealed class AnnotationExportTests : ProjectTest
{
    private const string Columns = "path,tag,left,top,width,height\n";

    public AnnotationExportTests(SharedService shared)
        : base(shared)
    {
        foreach (var name in new[] { "a.jpg", "b [1].jpg", "c.jpg", "deep/d.jpg" })
            Folder.Image($"in/{name}");
        Session.With("in", Folder.PathOf("in")).With("out", Folder.PathOf("out"));
    }

    [Theory]
    [InlineData("Coco", "$out", "$out", "$out/instances.json")]
    [InlineData("Voc", "$out", "$out", "$out")]
    [InlineData("Yolo", "$out/images", "$out", "$out")]
    [InlineData("Csv", "$out", "$out/table.csv", "$out/table.csv")]
    [InlineData("AutoMLJsonl", "$out", "$out", "$out/annotations.jsonl")]
    public void Regions_go_from_annotations_into_a_project_and_back(string format, string images, string destination, string written)
    {
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,helmet,0.125,0.25,0.5,0.5\na.jpg,\"vest, yellow\",0,0,0.25,1\nb [1].jpg,helmet,0.5,0.5,0.5,0.5\nc.jpg,,,,,\ndeep/d.jpg,helmet,0.25,0.25,0.5,0.25\n");

        Session.Output(
            $$"""
            $project = New-CVProject "regions $([guid]::NewGuid())" -Type ObjectDetection
            $uploaded = Import-CVAnnotation $in/labels.csv | Add-CVTrainingImage -ProjectId $project -CreateTag
            $export = Get-CVTrainingImage $project -OrderBy Oldest | Save-CVTrainingImage {{images}} | Export-CVAnnotation {{destination}} -Format {{format}}
            $copy = New-CVProject "copy $([guid]::NewGuid())" -Type ObjectDetection
            $again = Import-CVAnnotation {{written}} | Add-CVTrainingImage -ProjectId $copy -CreateTag
            """);

        Assert.Equal(["OK", "OK", "OK", "OK"], Text("$uploaded.Status"));
        Assert.Equal(["4", "4", "helmet, vest, yellow", Session.Output($"Convert-Path {written}").Single().ToString()], Text("$export.ImageCount, $export.RegionCount, (($export.Tag | Sort-Object) -join ', '), $export.Path"));
        string[] expected = ["", "helmet (0.125, 0.25, 0.5 x 0.5); vest, yellow (0, 0, 0.25 x 1)", "helmet (0.25, 0.25, 0.5 x 0.25)", "helmet (0.5, 0.5, 0.5 x 0.5)"];
        Assert.Equal(expected, Text(Listed("$project")));
        Assert.Equal(expected, Text(Listed("$copy")));
        Assert.Empty(Directory.GetFiles(Folder.Path, "*.partial", SearchOption.AllDirectories));
    }

    [Theory]
    [InlineData("Coco", "$backup")]
    [InlineData("Voc", "$backup")]
    [InlineData("Yolo", "Get-Item $backup.Path")]
    [InlineData("Csv", "Get-Item $backup.Path")]
    [InlineData("AutoMLJsonl", "$backup")]
    public void A_backup_becomes_a_data_set_in_its_folder(string format, string input)
    {
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,helmet,0.125,0.25,0.5,0.5\na.jpg,vest,0,0,0.25,1\nc.jpg,helmet,0.5,0.5,0.5,0.5\n");
        Session.Output(
            $$"""
            $project = New-CVProject "saved $([guid]::NewGuid())" -Type ObjectDetection
            $null = Import-CVAnnotation $in/labels.csv | Add-CVTrainingImage -ProjectId $project -CreateTag
            $backup = Backup-CVProject $project $out
            $export = {{input}} | Export-CVAnnotation $backup.Path -Format {{format}}
            $copy = New-CVProject "copy $([guid]::NewGuid())" -Type ObjectDetection
            $null = Import-CVAnnotation $export.Path | Add-CVTrainingImage -ProjectId $copy -CreateTag
            """);

        Assert.Equal(["2", "3"], Text("$export.ImageCount, $export.RegionCount"));
        Assert.Equal(Text(Listed("$project")), Text(Listed("$copy")));
        Assert.Equal(2, Text(Listed("$copy")).Length);
    }

    [Fact]
    public void A_folder_that_is_not_a_backup_is_an_error()
    {
        Assert.Equal(["BackupNotUsable"], Session.Run("Get-Item $in | Export-CVAnnotation $out -Format Coco").ErrorIds);
    }

    [Theory]
    [InlineData("Coco", "Multilabel")]
    [InlineData("Csv", "Multilabel")]
    [InlineData("AutoMLJsonl", "Multilabel")]
    [InlineData("AutoMLJsonl", "Multiclass")]
    public void Tags_go_from_annotations_into_a_project_for_classification_and_back(string format, string type)
    {
        Folder.WriteText("in/labels.csv", type == "Multilabel" ? "path,tag\na.jpg,brick\na.jpg,\"old, red\"\nb [1].jpg,grass\nc.jpg,\n" : "path,tag\na.jpg,brick\nb [1].jpg,grass\nc.jpg,brick\n");

        Session.Output(
            $$"""
            $project = New-CVProject "tags $([guid]::NewGuid())" -ClassificationType {{type}}
            Import-CVAnnotation $in/labels.csv | Add-CVTrainingImage -ProjectId $project -CreateTag
            Save-CVTrainingImage $out -ProjectId $project | Export-CVAnnotation $out -Format {{format}}
            $copy = New-CVProject "copy $([guid]::NewGuid())" -ClassificationType {{type}}
            Import-CVAnnotation $out | Add-CVTrainingImage -ProjectId $copy -CreateTag
            """);

        const string Tags = "Get-CVTrainingImage {0} | ForEach-Object {{ ($_.Tags.TagName | Sort-Object) -join ';' }} | Sort-Object";
        string[] expected = type == "Multilabel" ? ["", "brick;old, red", "grass"] : ["brick", "brick", "grass"];
        Assert.Equal(expected, Text(string.Format(null, Tags, "$project")));
        Assert.Equal(expected, Text(string.Format(null, Tags, "$copy")));
    }

    [Fact]
    public void Images_of_a_list_have_the_names_that_Save_CVTrainingImage_gives_them()
    {
        Session.Output("$null = Get-ChildItem $in/a.jpg, $in/c.jpg | Add-CVTrainingImage -ProjectId $project -Tag 'a/b', z -CreateTag; Save-CVTrainingImage $out -ProjectId $project");
        var saved = Directory.GetFiles(Folder.PathOf("out"), "*.jpg", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(Folder.PathOf("out"), file).Replace('\\', '/')).Order();

        var outcome = Session.Run("Get-CVTrainingImage $project | Export-CVAnnotation $out -Format Coco");

        Assert.Equal(saved, FileNames("out/instances.json").Order());
        Assert.All(FileNames("out/instances.json"), name => Assert.StartsWith("a%2Fb/", name, StringComparison.Ordinal));
        Assert.Empty(outcome.Talk);
    }

    [Fact]
    public void Images_that_are_not_saved_are_written_with_a_warning()
    {
        Session.Output("$null = Get-ChildItem $in/a.jpg | Add-CVTrainingImage -ProjectId $project");

        var outcome = Session.Run("Get-CVTrainingImage $project | Export-CVAnnotation $out -Format Coco -Flat");

        Assert.Equal([$"{Text("(Get-CVTrainingImage $project).Id").Single()}.jpg"], FileNames("out/instances.json"));
        Assert.Contains("1 image in ", outcome.Talk, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_format_cannot_hold_is_a_warning_that_lists_it()
    {
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,helmet,0,0,1,1\na.jpg,dusk,,,,\nc.jpg,dusk,,,,\nc.jpg,dawn,,,,\n");

        foreach (var format in new[] { "Yolo", "Voc", "AutoMLJsonl" })
        {
            var outcome = Session.Run($"Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $out/{format} -Format {format} -ImageFolder $in");

            Assert.Empty(outcome.Errors);
            Assert.Contains("3 tags without a region, which", outcome.Talk, StringComparison.Ordinal);
            Assert.Contains("were not written: 'dawn', 'dusk'.", outcome.Talk, StringComparison.Ordinal);
        }

        Assert.Empty(Session.Run("Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $out -Format Coco -ImageFolder $in").Talk);
    }

    [Fact]
    public void Annotations_are_converted_from_one_format_to_another_in_the_order_of_tags_that_is_specified()
    {
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,helmet,0.25,0.25,0.5,0.5\nc.jpg,vest,0,0,0.5,1\n");

        Session.Output("Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $out -Format Yolo -ImageFolder $in -TagOrder vest, shoe");

        Assert.Equal("path: .\ntrain: images\nval: images\nnc: 3\nnames:\n  0: \"vest\"\n  1: \"shoe\"\n  2: \"helmet\"\n", File.ReadAllText(Folder.PathOf("out", "data.yaml")));
        Assert.Equal("2 0.5 0.5 0.5 0.5\n", File.ReadAllText(Folder.PathOf("out", "labels", "a.txt")));
        Assert.Equal("0 0.25 0.5 0.5 1\n", File.ReadAllText(Folder.PathOf("out", "labels", "c.txt")));
    }

    [Fact]
    public void The_prefix_of_AutoML_URLs_can_be_specified()
    {
        Folder.WriteText("in/labels.csv", "path,tag\nb [1].jpg,brick\n");

        Session.Output("Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $in/set.jsonl -Format AutoMLJsonl -UrlPrefix azureml://subscriptions/s/datastores/d/paths/set/");

        Assert.Equal("""{"image_url":"azureml://subscriptions/s/datastores/d/paths/set/b [1].jpg","image_details":{"format":"jpg","width":128,"height":128},"label":"brick"}""" + "\n", File.ReadAllText(Folder.PathOf("in", "set.jsonl")));
        Assert.Equal(["b [1].jpg: brick"], Session.Run("Import-CVAnnotation $in/set.jsonl").Describe());
    }

    [Theory]
    [InlineData("Coco", "instances.json")]
    [InlineData("Voc", "a.xml")]
    [InlineData("Yolo", "data.yaml")]
    [InlineData("Yolo", "labels/c.txt")]
    [InlineData("Csv", "annotations.csv")]
    [InlineData("AutoMLJsonl", "annotations.jsonl")]
    public void An_existing_file_is_an_error_and_nothing_is_changed_unless_forced(string format, string file)
    {
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,helmet,0,0,1,1\nc.jpg,helmet,0,0,1,1\n");
        Folder.WriteText($"out/{file}", "mine");
        var script = $"Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $out -Format {format} -ImageFolder $in";

        var outcome = Session.Run(script);

        Assert.Equal("FileExists", outcome.TerminatingId);
        Assert.Contains(Folder.PathOf("out", file), outcome.Terminating!.ToString(), StringComparison.Ordinal);
        Assert.Equal([Folder.PathOf("out", file)], Directory.GetFiles(Folder.PathOf("out"), "*", SearchOption.AllDirectories));
        Assert.Equal("mine", File.ReadAllText(Folder.PathOf("out", file)));
        Session.Output(script + " -Force");
        Assert.NotEqual("mine", File.ReadAllText(Folder.PathOf("out", file)));
    }

    [Fact]
    public void A_pipeline_that_fails_leaves_no_file()
    {
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,helmet,0,0,1,1\nc.jpg,helmet,0,0,1,1\n");

        foreach (var format in new[] { "Coco", "Voc", "Yolo", "Csv", "AutoMLJsonl" })
            Assert.NotNull(Session.Run($"Import-CVAnnotation $in/labels.csv | ForEach-Object {{ if ($_.Path -like '*c.jpg') {{ throw 'stop' }}; $_ }} | Export-CVAnnotation $out -Format {format} -ImageFolder $in").Terminating);

        Assert.Empty(Directory.GetFiles(Folder.PathOf("out"), "*", SearchOption.AllDirectories));
    }

    [Fact]
    public void Images_outside_the_folder_and_names_that_collide_are_errors_for_the_image()
    {
        Folder.Image("in/a.png");
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,helmet,0,0,1,1\na.png,helmet,0,0,1,1\ndeep/d.jpg,helmet,0,0,1,1\n");

        var taken = Session.Run("Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $out -Format Voc -ImageFolder $in");
        Assert.Equal(["AnnotationNameRefused"], taken.ErrorIds);
        Assert.Equal(2, taken.Output.Single().Properties["ImageCount"].Value);

        var outside = Session.Run("Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $out -Format Coco -ImageFolder $in/deep");
        Assert.Equal(["ImagePathRefused", "ImagePathRefused"], outside.ErrorIds);
        Assert.Equal(["d.jpg"], FileNames("out/instances.json"));
    }

    [Fact]
    public void Sizes_in_pixels_need_the_size_of_the_image()
    {
        Folder.WriteText("in/labels.csv", Columns + "gone.jpg,helmet,0,0,1,1\na.jpg,helmet,0,0,1,1\n");

        foreach (var format in new[] { "Coco", "Voc" })
        {
            var outcome = Session.Run($"Import-CVAnnotation $in/labels.csv -AllowMissingImage | Export-CVAnnotation $out -Format {format} -ImageFolder $in");
            Assert.Equal(["ImageSizeUnknown"], outcome.ErrorIds);
            Assert.Equal(1, outcome.Output.Single().Properties["ImageCount"].Value);
        }
    }

    [Fact]
    public void Tags_that_XML_cannot_hold_are_a_warning()
    {
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,bell\u0007,0,0,1,1\na.jpg,helmet,0,0,1,1\n");

        var outcome = Session.Run("Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $out -Format Voc -ImageFolder $in");

        Assert.Contains("1 tag with characters that XML can't hold was not written: 'bell\u0007'.", outcome.Talk, StringComparison.Ordinal);
        Assert.Equal(1, outcome.Output.Single().Properties["RegionCount"].Value);
    }

    [Fact]
    public void Results_of_images_that_were_not_saved_are_left_out_with_a_warning()
    {
        Session.Output("$null = Get-ChildItem $in/a.jpg, $in/c.jpg | Add-CVTrainingImage -ProjectId $project; $images = Get-CVTrainingImage $project; $images[0] | Remove-CVTrainingImage -Confirm:$false");

        var outcome = Session.Run("$images | Save-CVTrainingImage $out | Export-CVAnnotation $out -Format Csv");

        Assert.Equal(["ImageLinkExpired"], outcome.ErrorIds);
        Assert.Contains("1 image that Save-CVTrainingImage didn't save was left out.", outcome.Talk, StringComparison.Ordinal);
        Assert.Equal(1, outcome.Output.Single().Properties["ImageCount"].Value);
    }

    [Theory]
    [InlineData("5 | Export-CVAnnotation $out -Format Coco", "BadArgument")]
    [InlineData("Get-CVTrainingImage $project | Export-CVAnnotation variable:x -Format Coco", "BadArgument")]
    [InlineData("Get-CVTrainingImage $project | Export-CVAnnotation $in/a.jpg -Format Voc", "FileNotWritten")]
    public void What_cannot_be_written_ends_the_pipeline(string script, string id)
    {
        Session.Output("$null = Get-ChildItem $in/a.jpg | Add-CVTrainingImage -ProjectId $project");

        Assert.Equal(id, Session.Run(script).TerminatingId);
    }

    [Fact]
    public void A_name_with_brackets_is_the_file_with_this_name()
    {
        Folder.Image("in/b 1.jpg"); // matches b [1].jpg as a pattern
        Folder.WriteText("in/labels.csv", "path,tag\nb [1].jpg,grass\n");

        Assert.Equal([Folder.PathOf("in", "b [1].jpg")], Text("(Import-CVAnnotation $in/labels.csv | Add-CVTrainingImage -ProjectId $project -CreateTag).Path"));
    }

    [Fact]
    public void The_result_is_shown_as_a_table()
    {
        Folder.WriteText("in/labels.csv", Columns + "a.jpg,helmet,0,0,1,1\n");

        Assert.Matches(@"(?m)^Coco +1 +1 .+", Session.Screen("Import-CVAnnotation $in/labels.csv | Export-CVAnnotation $in -Format Coco"));
    }

    private static string Listed(string project) =>
        $"Get-CVTrainingImage {project} | ForEach-Object {{ ($_.Regions | Sort-Object TagName | ForEach-Object ToString) -join '; ' }} | Sort-Object";

    private string[] Text(string script) => [.. Session.Output(script).Select(line => $"{line}")];

    private List<string> FileNames(string file)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Folder.PathOf(file)));
        return [.. document.RootElement.GetProperty("images").EnumerateArray().Select(image => image.GetProperty("file_name").GetString()!)];
    }
}
