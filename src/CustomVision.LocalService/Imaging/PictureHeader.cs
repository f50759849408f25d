using SkiaSharp;

namespace CustomVision.LocalService.Imaging;

/// <summary>What the first bytes of a picture say about it.</summary>
/// <param name="Width">In pixels, as the service stores it.</param>
/// <param name="Height">In pixels, as the service stores it.</param>
/// <param name="EncodedWidth">In pixels, as the file has it.</param>
/// <param name="EncodedHeight">In pixels, as the file has it.</param>
internal sealed record PictureHeader(string MediaType, int Width, int Height, int EncodedWidth, int EncodedHeight)
{
    /// <summary>Null when this is no JPEG, PNG, BMP or GIF. The pixels are not looked at.</summary>
    public static PictureHeader? Read(SKData data)
    {
        using var codec = SKCodec.Create(data);
        return codec is null ? null : Read(codec);
    }

    public static PictureHeader? Read(SKCodec codec)
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
        var size = PictureSize.AsStored(Orientation.Upright(codec));
        return new PictureHeader(mediaType, size.Width, size.Height, codec.Info.Width, codec.Info.Height);
    }
}
