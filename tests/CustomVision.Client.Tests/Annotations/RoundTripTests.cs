using CsCheck;
using CustomVision.Annotations;

namespace CustomVision.Client.Tests.Annotations;

/// <summary>Any set that is written and read again has everything that its format can hold, and what is lost is reported.</summary>
public sealed class RoundTripTests
{
    private const int Cases = 150;

    [Fact]
    public void Coco_keeps_everything() => AnySet.Any.Sample(
        images =>
        {
            using var set = new WrittenSet(AnnotationFormat.Coco, images);

            WrittenSet.AssertEqual(images, set.Read());
            WrittenSet.AssertEqual(images, ForeignReader.Coco(set.Result.Path));
            AssertCounts(images, set.Result);
            Assert.Empty(set.Problems);
        },
        iter: Cases);

    [Fact]
    public void Csv_keeps_everything() => AnySet.Any.Sample(
        images =>
        {
            using var set = new WrittenSet(AnnotationFormat.Csv, images);

            WrittenSet.AssertEqual(images, set.Read());
            WrittenSet.AssertEqual(images, ForeignReader.Csv(set.Result.Path));
            AssertCounts(images, set.Result);
            Assert.Empty(set.Problems);
        },
        iter: Cases);

    [Fact]
    public void AutoML_JSONL_keeps_regions_or_otherwise_tags() => Gen.Select(AnySet.Any, AnySet.OneOf("", "azureml://subscriptions/1/paths/set one/", "AmlDatastore://data/")).Sample(
        (images, prefix) =>
        {
            using var set = new WrittenSet(AnnotationFormat.AutoMLJsonl, images, new AnnotationWriterOptions { UrlPrefix = prefix });
            var isDetection = images.Any(image => image.Region.Count > 0);
            AnnotatedImage[] expected = isDetection ? [.. images.Select(image => image with { Tag = [] })] : images;

            var format = images.Length == 0 ? AnnotationFormat.AutoMLJsonl : (AnnotationFormat?)null; // An empty file has no format.
            WrittenSet.AssertEqual(expected, set.Read(new AnnotationReaderOptions { Format = format }));
            WrittenSet.AssertEqual(expected, ForeignReader.AutoMLJsonl(set.Result.Path, prefix));
            AssertLost(isDetection ? images : [], set.Problems);
        },
        iter: Cases);

    [Fact]
    public void Yolo_keeps_regions() => AnySet.Any.Sample(
        images =>
        {
            using var set = new WrittenSet(AnnotationFormat.Yolo, images);
            AnnotatedImage[] expected = [.. images.Select(image => image with { Tag = [] }).OrderBy(image => Path.ChangeExtension(image.Path, null), StringComparer.Ordinal)];

            WrittenSet.AssertEqual(expected, ForeignReader.Yolo(set.Result.Path), compareSizes: false);
            AssertLost(images, set.Problems);
            if (images.Any(image => image.Region.Count > 0))
                WrittenSet.AssertEqual(expected, set.Read(), compareSizes: false);
        },
        iter: Cases);

    [Fact]
    public void Voc_keeps_regions_of_whole_pixels() => AnySet.AnyOfPixels.Sample(
        images =>
        {
            using var set = new WrittenSet(AnnotationFormat.Voc, images);
            AnnotatedImage[] expected = [.. images.Select(image => image with { Tag = [] }).OrderBy(image => Path.ChangeExtension(image.Path, ".xml"), StringComparer.Ordinal)];

            WrittenSet.AssertEqual(expected, ForeignReader.Voc(set.Result.Path));
            AssertLost(images, set.Problems);
            if (images.Length > 0)
                WrittenSet.AssertEqual(expected, set.Read());
        },
        iter: Cases);

    [Fact]
    public void Voc_moves_other_regions_by_less_than_a_pixel() => AnySet.Any.Sample(
        images =>
        {
            using var set = new WrittenSet(AnnotationFormat.Voc, images);

            foreach (var read in ForeignReader.Voc(set.Result.Path))
                foreach (var (box, found) in images.Single(image => image.Path == read.Path).Region.Zip(read.Region))
                {
                    Assert.Equal(box.Left, found.Left, 1.0 / read.Width!.Value);
                    Assert.Equal(box.Top + box.Height, found.Top + found.Height, 1.0 / read.Height!.Value);
                    Assert.True(found.Width > 0 && found.Height > 0 && found.Left >= 0 && found.Left + found.Width <= 1 + 1e-9);
                }
        },
        iter: Cases);

    [Fact]
    public void A_set_goes_through_all_formats_that_hold_regions() => AnySet.AnyOfPixels.Where(images => images.Any(image => image.Region.Count > 0)).Sample(
        images =>
        {
            var expected = images.Select(image => image with { Tag = [] }).OrderBy(image => Path.ChangeExtension(image.Path, null), StringComparer.Ordinal).ToList();
            var current = expected;
            foreach (var format in Enum.GetValues<AnnotationFormat>().Where(format => format != AnnotationFormat.Yolo).Append(AnnotationFormat.Yolo))
            {
                using var set = new WrittenSet(format, current);
                current = [.. set.Read().OrderBy(image => Path.ChangeExtension(image.Path, null), StringComparer.Ordinal)];
            }

            WrittenSet.AssertEqual(expected, current, compareSizes: false);
        },
        iter: 100);

    private static void AssertCounts(AnnotatedImage[] images, AnnotationExport result)
    {
        Assert.Equal(images.Length, result.ImageCount);
        Assert.Equal(images.Sum(image => image.Region.Count), result.RegionCount);
        Assert.Equal(images.SelectMany(image => image.Region.Select(region => region.Tag).Concat(image.Tag)).Distinct(), result.Tag);
    }

    private static void AssertLost(AnnotatedImage[] images, List<AnnotationProblem> problems)
    {
        var lost = images.Sum(image => image.Tag.Count);
        Assert.Equal(lost > 0 ? [AnnotationProblemKind.NotWritten] : [], problems.Select(problem => problem.Kind));
        if (lost > 0)
            Assert.Contains($"{lost:N0} tag{(lost == 1 ? "" : "s")} without a region", problems[0].Text, StringComparison.Ordinal);
    }
}
