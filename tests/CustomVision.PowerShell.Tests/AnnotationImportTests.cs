using CustomVision.PowerShell.Tests.Hosting;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests;

/// <summary>Import-CVAnnotation: each format, and the documented outcome of what annotation files contain besides boxes.</summary>
public sealed class AnnotationImportTests : IDisposable
{
    private const string Box = """{"id":1,"image_id":7,"category_id":1,"bbox":[10,5,50,25]}""";
    private const string Image = """{"id":7,"file_name":"a.png","width":100,"height":50}""";

    private readonly TemporaryFolder folder = new();
    private readonly Session session = Session.Reusable();

    public AnnotationImportTests() => folder.Png("a.png");

    public void Dispose()
    {
        session.Dispose();
        folder.Dispose();
    }

    [Fact]
    public void Coco_is_read_with_boxes_in_fractions_and_images_in_file_order()
    {
        folder.Png("b.png");
        folder.Coco($$"""{{Box}},{"id":2,"image_id":9,"category_id":2,"bbox":[0,0,100,50]}""", """{"id":9,"file_name":"b.png","width":100,"height":50},""" + Image);

        var outcome = Import("instances.json");

        Assert.Equal(["b.png: dog (0, 0, 1 x 1)", "a.png: cat (0.1, 0.1, 0.5 x 0.5)"], outcome.Describe());
        AssertNothingReported(outcome);
        Assert.Equal(folder.PathOf("a.png"), outcome.Output[1].Properties["Path"].Value);
        Assert.Equal((100, 50), ((int)outcome.Output[1].Properties["Width"].Value, (int)outcome.Output[1].Properties["Height"].Value));
    }

    [Fact]
    public void Voc_is_read_from_a_file_and_from_a_folder()
    {
        folder.WriteText("a.xml", Voc("a.png", "<object><name>cat</name><bndbox><xmin>10</xmin><ymin>5</ymin><xmax>60</xmax><ymax>30</ymax></bndbox></object>"));

        Assert.Equal(["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], Import("a.xml").Describe());
        Assert.Equal(["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], Import("").Describe());
    }

    [Fact]
    public void Voc_with_folders_for_images_and_annotations_is_read_from_either()
    {
        folder.Png("JPEGImages/b.png");
        folder.WriteText("Annotations/b.xml", Voc("b.png", "<object><name>cat</name><bndbox><xmin>0</xmin><ymin>0</ymin><xmax>50</xmax><ymax>50</ymax></bndbox><part><name>head</name><bndbox><xmin>1</xmin><ymin>1</ymin><xmax>2</xmax><ymax>2</ymax></bndbox></part></object>"));

        Assert.Equal(["b.png: cat (0, 0, 0.5 x 1)"], Import("").Describe());
        Assert.Equal(["b.png: cat (0, 0, 0.5 x 1)"], Import("Annotations").Describe());
        Assert.Equal(["b.png: cat (0, 0, 0.5 x 1)"], Import("Annotations/b.xml").Describe());
    }

    [Fact]
    public void Folders_of_images_are_found_whatever_their_case_is()
    {
        folder.Png("IMAGES/b.png");
        folder.WriteText("ANNOTATIONS/b.xml", Voc("b.png", ""));

        Assert.Equal([folder.PathOf("IMAGES", "b.png")], Import("").Output.Select(image => image.Properties["Path"].Value));
        Assert.Equal(["b.png:"], Import("ANNOTATIONS").Describe());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<filename>b</filename>")]
    [InlineData("<filename>renamed-since.png</filename>")]
    public void An_image_is_found_by_the_name_of_its_XML_file(string filename)
    {
        folder.Png("b.png");
        folder.WriteText("b.xml", $"<annotation>{filename}</annotation>");

        Assert.Equal(["b.png:"], Import("b.xml").Describe());
    }

    [Fact]
    public void Names_of_COCO_files_lead_to_their_folders()
    {
        folder.Png("images/val2017/b.png");
        folder.WriteText("annotations/instances_val2017.json", """{"images":[{"id":1,"file_name":"b.png"}],"annotations":[],"categories":[]}""");

        Assert.Equal(["b.png:"], Import("annotations/instances_val2017.json").Describe());
    }

    [Fact]
    public void Images_of_a_data_store_with_equal_names_in_different_folders_stay_apart()
    {
        const string Store = "azureml://subscriptions/1/resourcegroups/2/workspaces/3/datastores/4/paths/set";
        folder.WriteText("set.jsonl", $$"""{"image_url":"{{Store}}/fire/1.png","label":"fire"}{{"\n"}}{"image_url":"{{Store}}/none/1.png","label":"none"}""");

        Assert.Equal(
            [folder.PathOf("set", "fire", "1.png"), folder.PathOf("set", "none", "1.png")],
            Import("set.jsonl", "-AllowMissingImage").Output.Select(image => image.Properties["Path"].Value));
        folder.Png("fire/1.png");
        folder.Png("none/1.png");
        Assert.Equal([folder.PathOf("fire", "1.png"), folder.PathOf("none", "1.png")], Import("set.jsonl").Output.Select(image => image.Properties["Path"].Value));
    }

    [Fact]
    public void Ids_of_COCO_files_can_be_text_or_fractions_and_sections_in_any_order()
    {
        folder.Png("b.png");
        folder.WriteText("instances.json", """{"categories":[{"id":"c","name":"cat"}],"annotations":[{"image_id":2.0,"category_id":"c","bbox":[0,0,100,50]},{"image_id":"i","category_id":"c","bbox":["10","5","50","25"]}],"images":[{"id":"i","file_name":"a.png","width":"100","height":"50"},{"id":2,"file_name":"b.png"}]}""");

        Assert.Equal(["a.png: cat (0.1, 0.1, 0.5 x 0.5)", "b.png: cat (0, 0, 1 x 1)"], Import("instances.json").Describe());
    }

    [Fact]
    public void Entries_of_COCO_files_that_refer_to_nothing_are_errors_and_the_others_are_read()
    {
        folder.Coco($$"""{{Box}},{"id":2,"image_id":8,"category_id":1,"bbox":[0,0,1,1]},{"id":3,"category_id":1},{"id":4,"image_id":7,"category_id":1,"bbox":[1,2]}""", """{"id":3},""" + Image);

        var outcome = Import("instances.json");

        Assert.Equal(["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], outcome.Describe());
        Assert.Equal(["AnnotationInvalid", "AnnotationInvalid", "AnnotationInvalid"], outcome.ErrorIds);
        Assert.Contains("1 annotation refers to images that the file doesn't list: id '8'", outcome.Errors[1].ToString(), StringComparison.Ordinal);
        Assert.Contains("2 annotations have no image_id", outcome.Errors[2].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Key_points_behind_boxes_are_ignored()
    {
        folder.WriteText("set/data.yaml", "kpt_shape: [2, 3]\nnames: [cat]");
        folder.Png("set/b.png");
        folder.WriteText("set/b.txt", "0 0.5 0.5 1 1 0.1 0.2 2 0.3 0.4 1\n");

        Assert.Equal(["b.png: cat (0, 0, 1 x 1)"], Import("set").Describe());
    }

    [Fact]
    public void Polygons_of_VOC_become_the_boxes_around_them()
    {
        folder.WriteText("a.xml", Voc("a.png", "<object><name>cat</name><polygon><x1>10</x1><y1>5</y1><x2>60</x2><y2>10</y2><x3>20</x3><y3>30</y3></polygon></object>"));

        Assert.Equal(["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], Import("a.xml").Describe());
    }

    [Theory]
    [InlineData("data.yaml", "names: [cat, 'big dog']")]
    [InlineData("data.yaml", "train: x\nnames:\n- cat\n- \"big dog\" # the second\nnc: 2")]
    [InlineData("config.yml", "names:\n  0: cat\n  1: big dog\n")]
    [InlineData("data.yaml", "names: {0: cat, 1: 'big dog'}")]
    [InlineData("classes.txt", "cat\nbig dog\n")]
    [InlineData("obj.names", "cat\r\nbig dog\r\n")]
    public void Yolo_is_read_with_each_kind_of_names(string file, string names)
    {
        folder.WriteText(file, names);
        folder.Png("images/train/b.png");
        folder.Png("images/train/none.png");
        folder.WriteText("labels/train/b.txt", "1 0.5 0.5 0.5 0.5\n0 0.1 0.1 0.2 0.2\n");

        string[] expected = ["b.png: big dog (0.25, 0.25, 0.5 x 0.5), cat (0, 0, 0.2 x 0.2)", "none.png:"];
        Assert.Equal(expected, Import("").Describe());
        Assert.Equal(expected, Import(file).Describe());
        Assert.Equal(expected, Import("labels", "-Format Yolo").Describe());
        Assert.Equal(expected, Import("", "-ImageFolder $folder/images").Describe());
    }

    [Fact]
    public void Yolo_is_read_with_labels_beside_images_polygons_and_rotated_boxes()
    {
        folder.WriteText("classes.txt", "cat");
        folder.WriteText("a.txt", "0 0.1 0.2 0.5 0.2 0.3 0.6\n0 0.1 0.1 0.2 0.1 0.2 0.3 0.1 0.3\n0 0.5 0.5 0.2 0.2 0.87\n");

        Assert.Equal(["a.png: cat (0.1, 0.2, 0.4 x 0.4), cat (0.1, 0.1, 0.1 x 0.2), cat (0.4, 0.4, 0.2 x 0.2)"], Import("").Describe());
    }

    [Theory]
    [InlineData("path,tag,left,top,width,height\na.png,cat,0.1,0.1,0.5,0.5\na.png,dog,,,,", "a.png: dog, cat (0.1, 0.1, 0.5 x 0.5)")]
    [InlineData("filename,width,height,class,xmin,ymin,xmax,ymax\na.png,100,50,cat,10,5,60,30", "a.png: cat (0.1, 0.1, 0.5 x 0.5)")]
    [InlineData("Image Path;Label;X1;Y1;X2;Y2\na.png;\"cat;dog\";10;5;60;30", "a.png: cat;dog (0.1, 0.1, 0.5 x 0.5)")]
    [InlineData("file\ttags\na.png\tcat; dog", "a.png: cat, dog")]
    [InlineData("image,label\n\"a.png\",\"say \"\"hi\"\"\"", "a.png: say \"hi\"")]
    [InlineData("a.png,10,5,60,30,cat\n", "a.png: cat (0.1, 0.1, 0.5 x 0.5)")]
    [InlineData("a.png,,,,,\n", "a.png:")]
    [InlineData("a.png,cat\n", "a.png: cat")]
    [InlineData("path,tag\na.png,\n", "a.png:")]
    public void Csv_is_read_with_various_headers_and_without(string text, string expected)
    {
        folder.WriteText("labels.csv", text);

        var outcome = Import("labels.csv");

        Assert.Equal([expected], outcome.Describe());
        AssertNothingReported(outcome);
    }

    [Fact]
    public void Rows_of_an_image_that_are_apart_are_one_image()
    {
        folder.Png("b.png");
        folder.WriteText("labels.csv", "path,tag\na.png,cat\nb.png,dog\na.png,dog\n");

        Assert.Equal(["a.png: cat, dog", "b.png: dog"], Import("labels.csv").Describe());
    }

    [Fact]
    public void The_unit_of_a_table_can_be_specified()
    {
        folder.WriteText("labels.csv", "path,tag,left,top,width,height\na.png,cat,0,0,1,1\n");

        Assert.Equal(["a.png: cat (0, 0, 1 x 1)"], Import("labels.csv").Describe());
        Assert.Equal(["a.png: cat (0, 0, 0.01 x 0.02)"], Import("labels.csv", "-RegionUnit Pixel").Describe());
    }

    [Theory]
    [InlineData("\"cat\"", "a.png: cat")]
    [InlineData("""["cat","dog"]""", "a.png: cat, dog")]
    [InlineData("[]", "a.png:")]
    [InlineData("""[{"label":"cat","topX":0.1,"topY":0.1,"bottomX":0.6,"bottomY":0.6,"isCrowd":0}]""", "a.png: cat (0.1, 0.1, 0.5 x 0.5)")]
    [InlineData("""{"label":"cat","topX":"0.1","topY":"0.1","bottomX":"0.6","bottomY":"0.6","isCrowd":"false"}""", "a.png: cat (0.1, 0.1, 0.5 x 0.5)")]
    [InlineData("""[{"label":"cat","polygon":[[0.1,0.1,0.6,0.2,0.3,0.6]]}]""", "a.png: cat (0.1, 0.1, 0.5 x 0.5)")]
    public void AutoML_JSONL_is_read_with_each_kind_of_label(string label, string expected)
    {
        folder.WriteText("set.jsonl", $$"""{"image_url":"azureml://subscriptions/1/datastores/d/paths/set/a.png","image_details":{"format":"png","width":"100px","height":50},"label":{{label}}}""" + "\n\n");

        var outcome = Import("set.jsonl");

        Assert.Equal([expected], outcome.Describe());
        AssertNothingReported(outcome);
    }

    [Fact]
    public void Boxes_over_the_edge_are_clipped_with_a_warning()
    {
        folder.Coco("""{"id":1,"image_id":7,"category_id":1,"bbox":[-10,40,30,20]},{"id":2,"image_id":7,"category_id":2,"bbox":[0,0,100.0001,50]}""");

        AssertWarned(Import("instances.json"), "a.png: cat (0, 0.8, 0.2 x 0.2), dog (0, 0, 1 x 1)", "1 box extends beyond the image. It was clipped.");
    }

    [Theory]
    [InlineData("[10,10,0,5]")]
    [InlineData("[10,10,5,-5]")]
    [InlineData("[200,0,10,10]")]
    public void Boxes_without_area_are_left_out_with_a_warning(string box)
    {
        folder.Coco(Box + $$""",{"id":2,"image_id":7,"category_id":2,"bbox":{{box}}}""");

        AssertWarned(Import("instances.json"), "a.png: cat (0.1, 0.1, 0.5 x 0.5)", "1 box has no area within the image. It was left out.");
    }

    [Fact]
    public void Repeated_boxes_are_left_out_with_a_warning()
    {
        folder.Coco($"{Box},{Box},{Box.Replace("\"category_id\":1", "\"category_id\":2", StringComparison.Ordinal)}");

        AssertWarned(Import("instances.json"), "a.png: cat (0.1, 0.1, 0.5 x 0.5), dog (0.1, 0.1, 0.5 x 0.5)", "1 box repeats another box with the same tag. It was left out.");
    }

    [Fact]
    public void Classes_without_boxes_create_no_tag_and_are_a_warning()
    {
        folder.Coco(Box);

        AssertWarned(Import("instances.json"), "a.png: cat (0.1, 0.1, 0.5 x 0.5)", "1 class has no annotations, so no tags are created for them: 'dog'.");
    }

    [Fact]
    public void An_annotation_without_a_box_is_a_tag_of_the_image()
    {
        folder.Coco("""{"id":1,"image_id":7,"category_id":1},{"id":2,"image_id":7,"category_id":2,"bbox":[]}""");

        Assert.Equal(["a.png: cat, dog"], Import("instances.json").Describe());
    }

    [Fact]
    public void Images_without_annotations_are_returned_without_tags()
    {
        folder.Coco("");

        Assert.Equal(["a.png:"], Import("instances.json").Describe());
    }

    [Fact]
    public void Crowds_are_left_out_with_a_warning_or_included()
    {
        folder.Coco("""{"id":1,"image_id":7,"category_id":1,"bbox":[10,5,50,25],"iscrowd":1,"segmentation":{"counts":[1,2],"size":[50,100]}},{"id":2,"image_id":7,"category_id":2,"bbox":[0,0,50,50],"iscrowd":0}""");

        AssertWarned(Import("instances.json"), "a.png: dog (0, 0, 0.5 x 1)", "1 box encloses a crowd of objects, and was left out.");
        Assert.Equal(["a.png: cat (0.1, 0.1, 0.5 x 0.5), dog (0, 0, 0.5 x 1)"], Import("instances.json", "-IncludeCrowd").Describe());
    }

    [Fact]
    public void A_segmentation_without_a_box_becomes_the_box_around_it()
    {
        folder.Coco("""{"id":1,"image_id":7,"category_id":1,"segmentation":[[10,5,60,5,60,30],[20,10,30,20,20,20]]}""");

        Assert.Equal(["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], Import("instances.json").Describe());
    }

    [Fact]
    public void An_unknown_class_is_an_error_for_the_image_and_the_other_boxes_are_kept()
    {
        folder.Coco($$"""{{Box}},{"id":2,"image_id":7,"category_id":5,"bbox":[0,0,1,1]}""");
        AssertFailed(Import("instances.json"), ["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], "AnnotationTagUnknown", "a class that the file doesn't define: '5'");

        folder.WriteText("yolo/classes.txt", "cat");
        folder.Png("yolo/b.png");
        folder.WriteText("yolo/b.txt", "0 0.5 0.5 1 1\n3 0.5 0.5 1 1\n");
        AssertFailed(Import("yolo"), ["b.png: cat (0, 0, 1 x 1)"], "AnnotationTagUnknown", "a class that the file doesn't define: '3'");
    }

    [Fact]
    public void A_missing_image_file_is_an_error_and_the_others_are_returned()
    {
        folder.Coco(Box, """{"id":9,"file_name":"gone.png","width":100,"height":50},""" + Image);

        AssertFailed(Import("instances.json"), ["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], "ImageFileMissing", "gone.png");
        var all = Import("instances.json", "-AllowMissingImage");
        Assert.Equal(["gone.png:", "a.png: cat (0.1, 0.1, 0.5 x 0.5)"], all.Describe());
        Assert.Empty(all.Errors);
    }

    [Theory]
    [InlineData("../secret.png")]
    [InlineData("x/../../secret.png")]
    [InlineData("/etc/hostname")]
    [InlineData("C:\\\\Windows\\\\secret.png")]
    [InlineData("..\\\\secret.png")]
    public void A_path_out_of_the_folder_is_refused(string name)
    {
        folder.Png("secret.png");
        folder.Png("set/a.png");
        folder.Coco(Box, $$"""{"id":9,"file_name":"{{name}}","width":100,"height":50},""" + Image);
        File.Move(folder.PathOf("instances.json"), folder.PathOf("set", "instances.json"));

        AssertFailed(Import("set/instances.json", "-ImageFolder $folder/set -AllowMissingImage"), ["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], "ImagePathRefused", "leads outside the folder of images");
    }

    [Theory]
    [InlineData("/home/somebody/set/a.png")]
    [InlineData("D:\\\\set\\\\a.png")]
    [InlineData("../images/a.png")]
    [InlineData("AmlDatastore://store/set/a.png")]
    [InlineData("https://store/set/a.png")]
    public void A_foreign_path_is_found_by_its_name_in_the_folder(string name)
    {
        folder.Coco(Box, Image.Replace("a.png", name, StringComparison.Ordinal));

        Assert.Equal([folder.PathOf("a.png")], Import("instances.json", "-ImageFolder $folder").Output.Select(image => image.Properties["Path"].Value));
    }

    [Fact]
    public void A_path_that_repeats_the_name_of_the_folder_is_found()
    {
        folder.Png("images/x/b.png");
        folder.WriteText("labels.csv", "path,tag\nimages/x/b.png,cat\n");

        Assert.Equal(["b.png: cat"], Import("labels.csv", "-ImageFolder $folder/images").Describe());
    }

    [Theory]
    [InlineData(1, 100, 50, "cat (0.1, 0.2, 0.3 x 0.4)", false)]
    [InlineData(6, 100, 50, "cat (0.4, 0.1, 0.4 x 0.3)", true)]
    [InlineData(8, 100, 50, "cat (0.2, 0.6, 0.4 x 0.3)", true)]
    [InlineData(5, 100, 50, "cat (0.2, 0.1, 0.4 x 0.3)", true)]
    [InlineData(7, 100, 50, "cat (0.4, 0.6, 0.4 x 0.3)", true)]
    [InlineData(6, 50, 100, "cat (0.2, 0.1, 0.6 x 0.2)", false)]
    [InlineData(3, 100, 50, "cat (0.1, 0.2, 0.3 x 0.4)", false)]
    public void Boxes_follow_the_EXIF_orientation_if_the_size_is_that_of_the_stored_pixels(byte orientation, int width, int height, string expected, bool isRotated)
    {
        folder.RotatedJpeg("r.jpg", 100, 50, orientation);
        folder.Coco("""{"id":1,"image_id":7,"category_id":1,"bbox":[10,10,30,20]}""", $$"""{"id":7,"file_name":"r.jpg","width":{{width}},"height":{{height}}}""");

        var outcome = Import("instances.json");

        Assert.Equal([$"r.jpg: {expected}"], outcome.Describe());
        Assert.Equal(isRotated, outcome.Talk.Contains("The boxes were rotated with it.", StringComparison.Ordinal));
        Assert.Equal(orientation >= 5 ? 50 : 100, outcome.Output[0].Properties["Width"].Value);
    }

    [Theory]
    [InlineData("Auto", "cat (0.1, 0.2, 0.3 x 0.4)")]
    [InlineData("Shown", "cat (0.1, 0.2, 0.3 x 0.4)")]
    [InlineData("Stored", "cat (0.4, 0.1, 0.4 x 0.3)")]
    public void Boxes_in_fractions_refer_to_the_image_as_shown_unless_specified(string orientation, string expected)
    {
        folder.RotatedJpeg("set/r.jpg", 100, 50, 6);
        folder.WriteText("set/classes.txt", "cat");
        folder.WriteText("set/r.txt", "0 0.25 0.4 0.3 0.4");

        Assert.Equal([$"r.jpg: {expected}"], Import("set", $"-BoxOrientation {orientation}").Describe());
    }

    [Fact]
    public void A_size_that_is_not_that_of_the_file_is_a_warning_and_the_boxes_are_fractions_of_it()
    {
        folder.Coco("""{"id":1,"image_id":7,"category_id":1,"bbox":[20,10,100,50]}""", """{"id":7,"file_name":"a.png","width":200,"height":100}""");

        AssertWarned(Import("instances.json"), "a.png: cat (0.1, 0.1, 0.5 x 0.5)", "The annotation states 200 x 100 pixels, and the file has 100 x 50.");
    }

    [Fact]
    public void Without_a_size_that_of_the_file_counts_and_without_either_the_image_is_an_error()
    {
        folder.WriteText("a.xml", Voc("a.png", "<object><name>cat</name><bndbox><xmin>10</xmin><ymin>5</ymin><xmax>60</xmax><ymax>30</ymax></bndbox></object>", "0", "0"));
        Assert.Equal(["a.png: cat (0.1, 0.1, 0.5 x 0.5)"], Import("a.xml").Describe());

        folder.Write("a.png", [1, 2, 3]);
        AssertFailed(Import("a.xml"), [], "ImageSizeUnknown", "neither the annotation nor the file states the width and height");
    }

    [Fact]
    public void An_image_that_is_listed_twice_is_returned_twice_with_a_warning()
    {
        folder.WriteText("set.jsonl", """{"image_url":"a.png","label":"cat"}""" + "\n" + """{"image_url":"a.png","label":"dog"}""");

        var outcome = Import("set.jsonl");

        Assert.Equal(["a.png: cat", "a.png: dog"], outcome.Describe());
        Assert.Contains("line 2, image a.png: The image is listed more than once", outcome.Talk, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("labels.csv", "path,tag,left,top,width,height\na.png,cat,0,0,x,1\na.png,dog,0,0,1,1\n", "a.png: dog (0, 0, 1 x 1)", "labels.csv, line 2, image a.png:")]
    [InlineData("labels.csv", "path,tag\n,cat\na.png,dog\n", "a.png: dog", "labels.csv, line 2: The row has no path.")]
    [InlineData("labels.csv", "path,tag\n.,cat\na.png,dog\n", "a.png: dog", "labels.csv, line 2, image .: The path can't be that of a file.")]
    [InlineData("set.jsonl", "{\"image_url\":\"a.png\",\"label\":[\"dog\",\"\\ud800\"]}\n{\"image_url\":\"\\ud800\"}", "a.png: dog", "set.jsonl, line 2: The line has no image_url.")]
    [InlineData("set.jsonl", "{\"image_url\":\"a.png\",\"label\":\"dog\"}\n{oops\n", "a.png: dog", "set.jsonl, line 2: The line is not a JSON object")]
    [InlineData("set.jsonl", "{\"image_url\":\"a.png\",\"label\":[\"dog\",{\"label\":\"cat\",\"topX\":0.1}]}\n", "a.png: dog", "set.jsonl, line 1, image a.png: The box of 'cat'")]
    public void An_invalid_line_is_an_error_that_names_it_and_the_others_are_read(string name, string text, string expected, string message)
    {
        folder.WriteText(name, text);

        AssertFailed(Import(name), [expected], "AnnotationInvalid", message);
    }

    [Fact]
    public void An_invalid_file_of_a_folder_is_an_error_that_names_it_and_the_others_are_read()
    {
        folder.WriteText("set/classes.txt", "dog");
        folder.Png("set/b.png");
        folder.WriteText("set/b.txt", "0 0.5 0.5 1 1\n0 0.5 oops 1 1\n");
        AssertFailed(Import("set"), ["b.png: dog (0, 0, 1 x 1)"], "AnnotationInvalid", "b.txt, line 2, image b.png:");

        folder.WriteText("voc/a.xml", Voc("../a.png", ""));
        folder.WriteText("voc/b.xml", "<annotation><object>");
        AssertFailed(Import("voc"), ["a.png:"], "AnnotationInvalid", "b.xml, line 1: The file is not valid XML");
    }

    [Fact]
    public void A_document_type_in_an_XML_file_is_refused_so_that_no_other_file_is_read()
    {
        folder.WriteText("secret.txt", "top secret");
        folder.WriteText("a.xml", $"<!DOCTYPE annotation [<!ENTITY x SYSTEM \"file://{folder.PathOf("secret.txt")}\">]>" + Voc("a.png", "<object><name>&x;</name><bndbox><xmin>10</xmin><ymin>5</ymin><xmax>60</xmax><ymax>30</ymax></bndbox></object>"));

        var outcome = Import("a.xml");

        Assert.Empty(outcome.Output);
        Assert.Equal(["AnnotationFileInvalid"], outcome.ErrorIds);
        Assert.Contains("DTD", outcome.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("nothing.json", null, "doesn't exist")]
    [InlineData("list.json", "[1, 2]", "isn't recognized")]
    [InlineData("notes.txt", "hello", "isn't recognized")]
    [InlineData("empty.csv", "", "isn't recognized")]
    [InlineData("cut.json", """{"images":[{"id":1""", "can't be read")]
    [InlineData("labels/x.txt", "0 0 0 1 1", "isn't recognized")]
    public void A_file_that_is_no_annotation_file_is_an_error_that_names_it(string name, string? text, string message)
    {
        if (text is not null)
            folder.WriteText(name, text);

        var outcome = Import(name);

        Assert.Equal(["AnnotationFileInvalid"], outcome.ErrorIds);
        Assert.Contains(message, outcome.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Contains(name, outcome.Errors[0].ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_YOLO_folder_without_names_is_an_error_that_says_what_to_add()
    {
        folder.WriteText("set/b.txt", "0 0.5 0.5 1 1\n");

        Assert.Contains("Add a file classes.txt", Import("set", "-Format Yolo").Errors.Single().ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Files_come_from_the_pipeline_and_from_wildcards()
    {
        folder.WriteText("one.csv", "path,tag\na.png,cat\n");
        folder.WriteText("two.csv", "path,tag\na.png,dog\n");

        Assert.Equal(["a.png: cat", "a.png: dog"], session.With("folder", folder.Path).Run("Get-ChildItem $folder -Filter *.csv | Import-CVAnnotation").Describe());
        Assert.Equal(["a.png: cat", "a.png: dog"], Import("*.csv").Describe());
    }

    [Fact]
    public void The_first_image_comes_before_the_rest_is_read()
    {
        folder.WriteText("set.jsonl", """{"image_url":"a.png","label":"cat"}""" + "\n{oops");

        var outcome = session.With("folder", folder.Path).Run("Import-CVAnnotation $folder/set.jsonl | Select-Object -First 1");

        Assert.Equal(["a.png: cat"], outcome.Describe());
        Assert.Empty(outcome.Errors);
    }

    [Fact]
    public void Images_are_shown_as_a_table_with_size_regions_and_tags()
    {
        folder.Coco(Box);

        Assert.Matches(@"(?m)^a\.png +100 x 50 +1 cat *$", session.With("folder", folder.Path).Screen("Import-CVAnnotation $folder/instances.json -WarningAction Ignore"));
    }

    private static string Voc(string name, string objects, string width = "100", string height = "50") =>
        $"<annotation><folder>x</folder><filename>{name}</filename><size><width>{width}</width><height>{height}</height><depth>3</depth></size>{objects}</annotation>";

    private Outcome Import(string name, string options = "") => session.With("folder", folder.Path).With("path", folder.PathOf(name)).Run($"Import-CVAnnotation $path {options}");

    private static void AssertNothingReported(Outcome outcome)
    {
        Assert.Null(outcome.Terminating);
        Assert.Empty(outcome.Errors);
        Assert.Empty(outcome.Talk);
    }

    private static void AssertWarned(Outcome outcome, string expected, string warning)
    {
        Assert.Equal([expected], outcome.Describe());
        Assert.Empty(outcome.Errors);
        Assert.Contains(warning, outcome.Talk, StringComparison.Ordinal);
    }

    private static void AssertFailed(Outcome outcome, string[] expected, string id, string message)
    {
        Assert.Equal(expected, outcome.Describe());
        Assert.Equal([id], outcome.ErrorIds);
        Assert.Contains(message, outcome.Errors[0].ToString(), StringComparison.Ordinal);
    }
}
