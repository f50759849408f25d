namespace CustomVision.Client.Tests.Sending;

public sealed class ImageNamesTests
{
    [Theory]
    [InlineData("/p/cat.jpg", "cat.jpg")]
    [InlineData("/p/my photo (1).jpg", "my_photo__1_.jpg")]
    [InlineData("/p/.jpg", ".jpg")]
    [InlineData("/p/README", "README")]
    [InlineData("/p/a.b.JPEG", "a.b.JPEG")]
    [InlineData("/p/été.png", "_t_.png")]
    [InlineData("/p/🦜.png", "__.png")]
    [InlineData("/p/a~2.jpg", "a_2.jpg")]
    public void A_name_keeps_what_needs_no_quoting(string path, string expected) =>
        Assert.Equal(expected, Assert.Single(Names([path])));

    [Fact]
    public void Names_that_would_be_equal_to_a_service_are_numbered() =>
        Assert.Equal(
            ["a.jpg", "a~2.jpg", "A~3.JPG", "a.png", "_.jpg", "_~2.jpg"],
            Names(["/1/a.jpg", "/2/a.jpg", "/3/A.JPG", "/4/a.png", "/5/é.jpg", "/6/è.jpg"]));

    [Fact]
    public void Very_long_names_are_cut_and_stay_apart()
    {
        var names = Names(Enumerable.Range(0, 64).Select(i => $"/p/{new string('x', 245)}{i:000}.jpg"));

        Assert.Equal(64, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.InRange(name.Length, 1, 100));
        Assert.All(names, name => Assert.EndsWith(".jpg", name));
    }

    [Theory]
    [InlineData("cat.jpg", "cat.jpg")]
    [InlineData("\"cat.jpg\"", "cat.jpg")]
    [InlineData("\"E:\\a\\b\\cat.jpg\"", "cat.jpg")]
    [InlineData("E:\\a/b\\cat.jpg", "cat.jpg")]
    [InlineData("/a/b/cat.jpg", "cat.jpg")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void The_name_within_what_a_service_reports_is_found(string? sourceUrl, string expected) =>
        Assert.Equal(expected, ImageNames.Within(sourceUrl));

    [Fact]
    public void Whatever_the_paths_the_names_are_plain_different_and_found_again()
    {
        var random = new Random(1905);
        string[] pieces = ["a", "A", "b", ".", "..", "~2", "~", "_", "-", " ", "\"", "'", "é", "🦜", "\r\n", "\0", "%", ".jpg", ".JPG", "\\", "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"];
        for (var round = 0; round < 2_000; round++)
        {
            var paths = Enumerable.Range(0, random.Next(1, 65))
                .Select(_ => string.Concat(Enumerable.Range(0, random.Next(1, 6)).Select(_ => pieces[random.Next(pieces.Length)])))
                .Where(name => name is not ("." or "..")) // no file is called that
                .Select(name => $"/p/{name}")
                .ToArray();

            var names = Names(paths);

            Assert.Equal(paths.Length, names.Count);
            Assert.Equal(names.Count, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
            foreach (var name in names)
            {
                Assert.Matches("^[A-Za-z0-9._~-]{1,100}$", name);
                Assert.Equal(name, ImageNames.Within(name));
                Assert.Equal(name, ImageNames.Within($@"""C:\some folder\{name}"""));
            }
        }
    }

    private static IReadOnlyList<string> Names(IEnumerable<string> paths) => ImageNames.For([.. paths.Select(path => new ImageEntry(ImageSource.File, path))]);
}
