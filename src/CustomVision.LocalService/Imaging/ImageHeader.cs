namespace CustomVision.LocalService.Imaging;

/// <summary>The format and the size of an image.</summary>
/// <param name="Width">In pixels, upright and scaled as the service shows it.</param>
/// <param name="Height">In pixels, upright and scaled as the service shows it.</param>
/// <param name="EncodedWidth">In pixels, as encoded.</param>
/// <param name="EncodedHeight">In pixels, as encoded.</param>
internal sealed record ImageHeader(string MediaType, int Width, int Height, int EncodedWidth, int EncodedHeight)
{
    public static ImageHeader Of(ImageDecoder decoder)
    {
        var size = ImageSize.AsStored(decoder.UprightSize);
        return new ImageHeader(decoder.MediaType, size.Width, size.Height, decoder.EncodedSize.Width, decoder.EncodedSize.Height);
    }
}
