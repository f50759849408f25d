using System.Text;
using CsCheck;
using CustomVision.Annotations;

namespace CustomVision.Client.Tests.Annotations;

/// <summary>Files that are cut, mixed up or written by hand: whatever is in them, reading ends with images, problems or one exception.</summary>
public sealed class DamagedFileTests
{
    private const int Cases = 75;

    private static readonly string[] Pieces =
        ["\"", "{", "}", "[", "]", ",", ";", ":", "\n", "\0", "-1", "1e999", "NaN", "null", "../../x.jpg", "/etc/hostname", "<!DOCTYPE a>", "&x;", "<object>", "\uFEFF", "0.5 ", "9999999999", "names:", "true", "\t"];

    private static readonly Gen<(int At, int Length, string Insert)[]> AnyDamage =
        Gen.Select(Gen.Int[0, 4000], Gen.Int[0, 12], Gen.OneOf(AnySet.OneOf(Pieces), Gen.Const("")), (at, length, insert) => (at, length, insert)).Array[1, 4];

    [Theory]
    [InlineData(AnnotationFormat.Coco)]
    [InlineData(AnnotationFormat.Voc)]
    [InlineData(AnnotationFormat.Yolo)]
    [InlineData(AnnotationFormat.Csv)]
    [InlineData(AnnotationFormat.AutoMLJsonl)]
    public void A_damaged_file_is_read_as_far_as_possible_or_refused(AnnotationFormat format) => Gen.Select(AnySet.AnyOfPixels, AnyDamage, Gen.Bool).Sample(
        (images, damage, isGiven) =>
        {
            using var set = new WrittenSet(format, images);
            foreach (var file in Directory.GetFiles(set.Folder, "*", SearchOption.AllDirectories).Where(file => new FileInfo(file).Length > 0))
                File.WriteAllBytes(file, Encoding.UTF8.GetBytes(Damage(File.ReadAllText(file), damage)));
            var problems = new List<AnnotationProblem>();
            try
            {
                foreach (var image in AnnotationReader.Read(set.Result.Path, new AnnotationReaderOptions { AllowMissingImages = true, Format = isGiven ? format : null }, problems.Add))
                    AssertUsable(image, set.Folder);
            }
            catch (AnnotationException exception)
            {
                Assert.Contains(set.Folder, exception.Message, StringComparison.Ordinal);
            }

            Assert.All(problems, problem => Assert.Contains(set.Folder, problem.Message, StringComparison.Ordinal));
        },
        iter: Cases);

    private static string Damage(string text, (int At, int Length, string Insert)[] damage)
    {
        foreach (var (at, length, insert) in damage)
        {
            var start = at % (text.Length + 1);
            text = text[..start] + insert + text[Math.Min(text.Length, start + length)..];
        }

        return text;
    }

    private static void AssertUsable(AnnotatedImage image, string folder)
    {
        Assert.StartsWith(folder + Path.DirectorySeparatorChar, image.Path, StringComparison.Ordinal);
        Assert.All(image.Tag, tag => Assert.False(string.IsNullOrWhiteSpace(tag)));
        Assert.All(image.Region, region =>
        {
            Assert.False(string.IsNullOrWhiteSpace(region.Tag));
            Assert.True(region.GetBoundingBox().IsWithinImage, $"{region}");
        });
    }
}
