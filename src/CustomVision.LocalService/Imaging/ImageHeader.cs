using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>The format and the size of an image.</summary>
/// <param name="Width">In pixels, upright and scaled as the service shows it.</param>
/// <param name="Height">In pixels, upright and scaled as the service shows it.</param>
/// <param name="EncodedWidth">In pixels, as encoded.</param>
/// <param name="EncodedHeight">In pixels, as encoded.</param>
internal sealed record ImageHeader(string MediaType, int Width, int Height, int EncodedWidth, int EncodedHeight)
{
    /// <summary>Reads the header only. Null when the data is not a JPEG, PNG, BMP or GIF.</summary>
    public static ImageHeader? Read(SKData data)
    {
        using var codec = SKCodec.Create(data);
        return codec is null ? null : Read(codec);
    }

    public static ImageHeader? Read(SKCodec codec)
    {
        var mediaType = codec.EncodedFormat switch
        {
            SKEncodedImageFormat.Jpeg => "image/jpeg",
            SKEncodedImageFormat.Png => "image/png",
            SKEncodedImageFormat.Bmp => "image/bmp",
            SKEncodedImageFormat.Gif => "image/gif",
            _ => null,
        };
        if (mediaType is null)
            return null;
        var size = ImageSize.AsStored(Orientation.Upright(codec));
        return new ImageHeader(mediaType, size.Width, size.Height, codec.Info.Width, codec.Info.Height);
    }
}
