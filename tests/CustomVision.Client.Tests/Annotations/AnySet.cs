using CsCheck;
using CustomVision.Annotations;

namespace CustomVision.Client.Tests.Annotations;

/// <summary>Draws data sets: odd names of files and tags, boxes anywhere, images with everything and with nothing.</summary>
internal static class AnySet
{
    private static readonly string[] Names =
    [
        "a", "IMG 0001", "größe", "写真", "émoji 🦝", "comma, name", "quo\"te", "apos'trophe", "per%20cent", "hash#tag", "semi;colon", "a&b<c>", "dots..in.name", "[1]", "{0}", "$x", "plus+", "-dash",
    ];

    private static readonly string[] Tags =
    [
        "brick", "Brick", "traffic light", "a,b", "say \"hi\"", "l'été", "写真", "🦝", "semi;colon", "colon: here", "# no comment", "[list]", "{map}", "- item", "yes", "null", "1", "0.5", "=1+1", "a\tb", "two\nlines",
        "<b>&amp;", "back\\slash", "per%cent", "  spaces  ", "'quoted'", "\"quoted\"", "?", "e\u0301", "nbsp\u00a0", "~", "*star", "!bang", "@at", "null\u2028line",
    ];

    /// <summary>Fractions with all their digits, and edges.</summary>
    private static readonly Gen<double> AnyFraction = Gen.Frequency((6, Gen.Double[0, 0.9]), (1, Gen.Const(0.0)), (1, Gen.Double[0, 1e-4]), (1, Gen.Int[0, 9].Select(tenth => tenth / 10.0)));

    private static readonly Gen<string> AnyTag = OneOf(Tags);

    private static readonly Gen<AnnotatedRegion> AnyRegion = Gen.Select(AnyTag, AnyFraction, AnyFraction, Gen.Double[1e-3, 1], Gen.Double[1e-3, 1], Gen.Bool, (tag, left, top, width, height, toEdge) => new AnnotatedRegion
    {
        Tag = tag,
        Left = left,
        Top = top,
        Width = toEdge ? 1 - left : (1 - left) * width,
        Height = (1 - top) * height,
    });

    private static readonly Gen<AnnotatedImage> AnyImage = Gen.Select(
        OneOf("", "", "brick/", "deep er/ünter/"), OneOf(Names), OneOf(".jpg", ".png", ".JPG", ".bmp"), AnyTag.Array[0, 3], AnyRegion.Array[0, 5], Gen.Int[1, 4000], Gen.Int[1, 4000],
        (folder, name, extension, tags, regions, width, height) => new AnnotatedImage
        {
            Path = $"{folder}{name}_#{extension}",
            Tag = [.. tags.Distinct().Except(regions.Select(region => region.Tag))],
            // Boxes that differ by less than any format can hold are one box.
            Region = [.. regions.DistinctBy(region => (region.Tag, Math.Round(region.Left, 9), Math.Round(region.Top, 9), Math.Round(region.Width, 9), Math.Round(region.Height, 9)))],
            Width = width,
            Height = height,
        });

    /// <summary>A set for object detection, for classification, or of both.</summary>
    public static Gen<AnnotatedImage[]> Any { get; } = Gen.Select(AnyImage.Array[0, 6], Gen.Int[0, 3], (images, kind) => images
        .Select((image, index) => Of(image with { Path = image.Path.Replace("_#", $"_{index}", StringComparison.Ordinal) }, kind))
        .ToArray());

    /// <summary>The same with boxes of whole pixels.</summary>
    public static Gen<AnnotatedImage[]> AnyOfPixels { get; } = Any.Select(images => images.Select(Snap).ToArray());

    /// <summary>Draws one of the values.</summary>
    public static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);

    private static AnnotatedImage Of(AnnotatedImage image, int kind) => kind switch
    {
        0 => image with { Tag = [] },
        1 => image with { Region = [] },
        2 => image with { Region = [], Tag = [image.Tag.FirstOrDefault("only")] },
        _ => image,
    };

    private static AnnotatedImage Snap(AnnotatedImage image)
    {
        var (width, height) = (image.Width!.Value, image.Height!.Value);
        return image with
        {
            Region = [.. image.Region.Select(region =>
            {
                var (left, top) = (Math.Floor(region.Left * width), Math.Floor(region.Top * height));
                var (w, h) = (Math.Max(1, Math.Floor(region.Width * width)), Math.Max(1, Math.Floor(region.Height * height)));
                return region with { Left = left / width, Top = top / height, Width = w / width, Height = h / height };
            }).Distinct()],
        };
    }
}
