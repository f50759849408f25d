using System.Text;
using CsCheck;

namespace CustomVision.Client.Tests.Downloading;

/// <summary>Whatever a tag is called, its folder lies in the destination and is called like no other tag's.</summary>
public sealed class FolderNameTests
{
    private static readonly string[] Pieces =
        ["a", "B", ".", "..", "/", "\\", ":", " ", "%", "%2E", "~", "-", "CON", "nul", "com1", "LPT9", "COM¹", "untagged", "é", "🦜", "\uD83E", "\0", "\n", "*", "[x]", "$", new string('x', 90)];

    private static readonly Gen<string> AnyName = Gen.OneOf(
        Gen.Int[0, Pieces.Length - 1].Array[0, 6].Select(pieces => string.Concat(pieces.Select(i => Pieces[i]))),
        Gen.String);

    [Theory]
    [InlineData("brick", "brick")]
    [InlineData("red brick", "red brick")]
    [InlineData("Ziegel, rot (neu)", "Ziegel, rot (neu)")]
    [InlineData("été 🦜", "été 🦜")]
    [InlineData("..", "%2E%2E")]
    [InlineData(".", "%2E")]
    [InlineData(".ssh", "%2Essh")]
    [InlineData("a/b", "a%2Fb")]
    [InlineData("../../etc", "%2E.%2F..%2Fetc")]
    [InlineData("a\\b", "a%5Cb")]
    [InlineData("C:", "C%3A")]
    [InlineData("50%", "50%25")]
    [InlineData("dots...", "dots..%2E")]
    [InlineData("space ", "space%20")]
    [InlineData("con", "%63on")]
    [InlineData("NUL.txt", "%4EUL.txt")]
    [InlineData("console", "console")]
    [InlineData("com10", "com10")]
    [InlineData("lpt¹", "%6Cpt¹")]
    [InlineData("Untagged", "%55ntagged")]
    [InlineData("a[b]*?", "a%5Bb%5D%2A%3F")]
    [InlineData("line\nbreak", "line%0Abreak")]
    [InlineData("", "%")]
    public void A_name_keeps_what_every_system_takes(string tag, string expected) => Assert.Equal(expected, FolderName.For(tag));

    [Fact]
    public void Long_names_are_cut_and_stay_apart()
    {
        var names = Enumerable.Range(0, 100).Select(i => FolderName.For(new string('x', 300) + i)).ToArray();

        Assert.Equal(100, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(names, name => Assert.InRange(name.Length, 100, 120));
    }

    [Fact]
    public void Whatever_the_name_the_folder_lies_in_the_destination() =>
        AnyName.Sample(
            tag =>
            {
                var root = Path.GetFullPath(Path.Combine(Path.GetTempPath(), "destination"));
                var name = FolderName.For(tag);
                Assert.Equal(root, Path.GetDirectoryName(Path.GetFullPath(Path.Combine(root, name))));
                Assert.NotEqual(FolderName.Untagged, name, StringComparer.OrdinalIgnoreCase);
                Assert.InRange(new UTF8Encoding(false, throwOnInvalidBytes: true).GetByteCount(name), 1, 120);
                Assert.False(name.EndsWith('.') || name.EndsWith(' '));
                Assert.DoesNotContain(name, c => char.IsControl(c) || "<>:\"/\\|?*".Contains(c));
                Assert.DoesNotMatch(@"(?i)^(CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]) *(\.|$)", name);
            },
            iter: 5_000);

    [Fact]
    public void Different_names_get_different_folders() =>
        Gen.Select(AnyName, AnyName).Sample((one, other) => Assert.Equal(one == other, FolderName.For(one) == FolderName.For(other)), iter: 5_000);
}
