using CustomVision.LocalService.Imaging;
using SkiaSharp;

namespace CustomVision.Imaging;

/// <summary>Scales images to what the Custom Vision service keeps.</summary>
public static class Resizer
{
    private const int Quality = 90;
    private const long MostPixels = 100_000_000;

    /// <summary>
    /// Decodes an image file, turns the image by its EXIF orientation, scales it to at most 900 x 1600 pixels and encodes it as JPEG.
    /// </summary>
    /// <param name="path">The file: JPEG, PNG, BMP, GIF or WebP.</param>
    /// <param name="largest">The size limit of the service, in bytes.</param>
    /// <returns>The JPEG; null when the file can be sent as it is: the service accepts its format and length and would not scale it.</returns>
    /// <exception cref="InvalidDataException">The file cannot be decoded, or has more than 100 million pixels.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static byte[]? Resize(string path, long largest)
    {
        var file = File.ReadAllBytes(path);
        using var data = ImageBytes.Copy(file);
        using var codec = SKCodec.Create(data) ?? throw Undecodable();
        var origin = codec.EncodedFormat == SKEncodedImageFormat.Png ? PngOrientation.Read(file) : codec.EncodedOrigin;
        var upright = Orientation.SwapsSides(origin) ? new SKSizeI(codec.Info.Height, codec.Info.Width) : codec.Info.Size;
        var target = ImageSize.AsStored(upright); // more pixels would be sent in vain
        if (target == upright && file.Length <= largest && codec.EncodedFormat is SKEncodedImageFormat.Jpeg or SKEncodedImageFormat.Png or SKEncodedImageFormat.Bmp or SKEncodedImageFormat.Gif)
            return null;

        using var decoded = Decode(codec, (float)target.Width / upright.Width);
        using var scaled = new SKBitmap(new SKImageInfo(target.Width, target.Height, SKColorType.Rgba8888, SKAlphaType.Opaque, SKColorSpace.CreateSrgb()));
        using (var canvas = new SKCanvas(scaled))
            Orientation.DrawUpright(canvas, target, decoded, origin);

        using var encoded = scaled.Encode(SKEncodedImageFormat.Jpeg, Quality);
        return encoded.ToArray();
    }

    // Decodes JPEG to the smallest size that the codec offers and that is not below the scale; other formats whole.
    private static SKImage Decode(SKCodec codec, float scale)
    {
        var size = codec.GetScaledDimensions(scale);
        if ((long)size.Width * size.Height > MostPixels)
            throw new InvalidDataException($"The image has {codec.Info.Width} x {codec.Info.Height} pixels, which is too large to resize.");
        using var bitmap = new SKBitmap();
        if (!bitmap.TryAllocPixels(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Premul, SKColorSpace.CreateSrgb())))
            throw new InvalidDataException($"There is not enough memory to resize an image of {codec.Info.Width} x {codec.Info.Height} pixels.");
        if (codec.GetPixels(bitmap.Info, bitmap.GetPixels()) is not (SKCodecResult.Success or SKCodecResult.IncompleteInput or SKCodecResult.ErrorInInput))
            throw Undecodable();
        bitmap.SetImmutable();
        return SKImage.FromBitmap(bitmap);
    }

    private static InvalidDataException Undecodable() =>
        new("The image cannot be decoded. -Resize reads JPEG, PNG, BMP, GIF and WebP.");
}
