using CustomVision.Annotations;

namespace CustomVision.Client.Tests.Annotations;

/// <summary>A set that was written to a folder of its own, beside empty files with the names of its images.</summary>
internal sealed class WrittenSet : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public WrittenSet(AnnotationFormat format, IEnumerable<AnnotatedImage> images, AnnotationWriterOptions? options = null)
    {
        Images = AnnotationWriter.DefaultImageFolder(format, folder.Path);
        var paths = images.Select(image => image.Path).ToList();
        foreach (var path in paths)
            folder.Write(Path.GetRelativePath(folder.Path, Path.Combine(Images, path)), []);
        using var writer = AnnotationWriter.Create(format, folder.Path, options, Problems.Add);
        foreach (var image in images)
            writer.Add(image);
        Result = writer.Complete();
    }

    public string Folder => folder.Path;

    /// <summary>The folder of the images.</summary>
    public string Images { get; }

    public List<AnnotationProblem> Problems { get; } = [];

    public AnnotationExport Result { get; }

    /// <summary>Reads the set again. The paths are relative to the folder of the images.</summary>
    public List<AnnotatedImage> Read(AnnotationReaderOptions? options = null) =>
        [.. AnnotationReader.Read(Result.Path, options, Problems.Add).Select(image => image with { Path = Path.GetRelativePath(Images, image.Path).Replace('\\', '/') })];

    public void Dispose() => folder.Dispose();

    /// <summary>Compares images with their tags and regions, up to the error of fractions.</summary>
    public static void AssertEqual(IReadOnlyList<AnnotatedImage> expected, IReadOnlyList<AnnotatedImage> actual, bool compareSizes = true, double tolerance = 1e-9)
    {
        Assert.Equal(expected.Select(image => image.Path), actual.Select(image => image.Path));
        foreach (var (want, got) in expected.Zip(actual))
        {
            Assert.Equal(want.Tag, got.Tag);
            Assert.Equal(want.Region.Select(region => region.Tag), got.Region.Select(region => region.Tag));
            foreach (var (box, found) in want.Region.Zip(got.Region))
            {
                Assert.Equal(box.Left, found.Left, tolerance);
                Assert.Equal(box.Top, found.Top, tolerance);
                Assert.Equal(box.Width, found.Width, tolerance);
                Assert.Equal(box.Height, found.Height, tolerance);
            }

            if (compareSizes)
                Assert.Equal((want.Width, want.Height), (got.Width, got.Height));
        }
    }
}
