using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Uploads;

/// <summary>A region of an image to upload: a tag, by id or by name, and a rectangle.</summary>
public sealed record RegionUpload
{
    /// <summary>The tag by id; null when it is specified by name.</summary>
    public Guid? TagId { get; init; }

    /// <summary>The tag by name; null when it is specified by id.</summary>
    public string? TagName { get; init; }

    /// <summary>The rectangle, in the unit of the upload.</summary>
    public BoundingBox Box { get; init; } = new();
}

/// <summary>The unit of the rectangles of regions.</summary>
public enum RegionUnit
{
    /// <summary>Fractions of the width and height of the image, 0 to 1.</summary>
    Fraction,

    /// <summary>Pixels of the image as it is shown, after the rotation that its EXIF data requires.</summary>
    Pixel,
}

/// <summary>Converts the rectangles of an image to the fractions that the service expects.</summary>
internal static class RegionBoxes
{
    /// <summary>Returns the rectangles as fractions, or why they can't be sent.</summary>
    public static (IReadOnlyList<BoundingBox> Boxes, string? Problem) Convert(ImageUpload upload)
    {
        var boxes = upload.Regions.Select(region => region.Box).ToList();
        if (upload.RegionUnit == RegionUnit.Pixel)
        {
            if (upload.Source != ImageSource.File)
                return ([], "Regions in pixels require a file, because the size of the image must be known. Specify fractions.");
            if (ReadDimensions(upload.Path) is not { } size)
                return ([], "The width and height of the image cannot be read, so regions in pixels cannot be converted. Specify fractions.");
            boxes = [.. boxes.Select(box => Clip(BoundingBox.FromPixels(box.Left, box.Top, box.Width, box.Height, size.Width, size.Height), size.Width, size.Height))];
        }

        return boxes.FindIndex(box => !box.IsWithinImage) is >= 0 and var invalid
            ? ([], $"The region {upload.Regions[invalid].Box} is not within the image. Specify left, top, width and height {Unit(upload.RegionUnit)}, from the upper left corner.")
            : (boxes, null);
    }

    private static (int Width, int Height)? ReadDimensions(string path)
    {
        try
        {
            using var file = SourceFile.Open(path);
            return ImageDimensions.Read(file);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // Tools count pixels from 0 or from 1, so that a box at the edge can exceed the image by one pixel.
    private static BoundingBox Clip(BoundingBox box, int width, int height)
    {
        var (left, top) = (Math.Max(box.Left, -1.0 / width), Math.Max(box.Top, -1.0 / height));
        if (left != box.Left || top != box.Top || box.Left + box.Width > 1 + (1.5 / width) || box.Top + box.Height > 1 + (1.5 / height))
            return box;
        left = Math.Max(0, left);
        top = Math.Max(0, top);
        return new BoundingBox
        {
            Left = left,
            Top = top,
            Width = Math.Min(box.Left + box.Width, 1) - left,
            Height = Math.Min(box.Top + box.Height, 1) - top,
        };
    }

    private static string Unit(RegionUnit unit) => unit == RegionUnit.Pixel ? "in pixels" : "as fractions from 0 to 1";
}
