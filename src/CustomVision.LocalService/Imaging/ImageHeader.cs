using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>What the first bytes of an image say about it.</summary>
/// <param name="Width">In pixels, as the service stores it.</param>
/// <param name="Height">In pixels, as the service stores it.</param>
/// <param name="EncodedWidth">In pixels, as the file has it.</param>
/// <param name="EncodedHeight">In pixels, as the file has it.</param>
internal sealed record ImageHeader(string MediaType, int Width, int Height, int EncodedWidth, int EncodedHeight)
{
    /// <summary>Null when this is no JPEG, PNG, BMP or GIF. The pixels are not looked at.</summary>
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
