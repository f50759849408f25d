using System.Text;
using CustomVision.Tests;

namespace CustomVision.PowerShell.Tests.Hosting;

/// <summary>Annotation files and images for them.</summary>
internal static class AnnotationFiles
{
    public static string WriteText(this TemporaryFolder folder, string name, string text) => folder.Write(name, Encoding.UTF8.GetBytes(text));

    /// <summary>An image of 100 x 50 pixels, or of another size.</summary>
    public static string Png(this TemporaryFolder folder, string name, int width = 100, int height = 50) => folder.Write(name, GreyPng.Of(width, height));

    /// <summary>The header of a JPEG file, with an EXIF orientation.</summary>
    public static string RotatedJpeg(this TemporaryFolder folder, string name, int width, int height, byte orientation) => folder.Write(
        name,
        [
            0xFF, 0xD8, 0xFF, 0xE1, 0, 34, .. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0, 0, 0,
            0xFF, 0xC0, 0, 11, 8, (byte)(height >> 8), (byte)height, (byte)(width >> 8), (byte)width, 1, 0, 0, 0, 0xFF, 0xD9,
        ]);

    /// <summary>A COCO file with the images a.png and so on, the classes 1 cat and 2 dog, and annotations.</summary>
    public static string Coco(this TemporaryFolder folder, string annotations, string images = """{"id":7,"file_name":"a.png","width":100,"height":50}""") => folder.WriteText(
        "instances.json",
        $$"""{"info":{"year":2026},"images":[{{images}}],"annotations":[{{annotations}}],"categories":[{"id":1,"name":"cat"},{"id":2,"name":"dog"}]}""");

    /// <summary>The images that a script returned: the name of the file, the tags of the image and the regions.</summary>
    public static string[] Describe(this Outcome outcome) =>
        [.. outcome.Output.Select(image => $"{Path.GetFileName((string)image.Properties["Path"].Value)}: {string.Join(", ", ((IEnumerable<object>)image.Properties["Tag"].Value).Concat((IEnumerable<object>)image.Properties["Region"].Value))}".TrimEnd(' '))];
}
