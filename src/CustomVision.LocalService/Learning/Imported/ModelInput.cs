using System.Globalization;
using System.Runtime.InteropServices;
using CustomVision.LocalService.Imaging;
using SkiaSharp;

namespace CustomVision.LocalService.Learning.Imported;

/// <summary>Decodes images to the input of an imported model, as the files of its export say: crop, size, order and range of the values.</summary>
/// <remarks>
/// The ONNX file says the order and range of the values, as the samples of Microsoft read them; metadata_properties.json only where it
/// doesn't, because that file describes the model of other platforms.
/// </remarks>
internal sealed class ModelInput
{
    private const string Prefix = "CustomVision.Preprocess.";

    // A side of a model's input, in pixels.
    private const int MaxSide = 2048;
    private const int Alignment = 32;

    private readonly int? fixedHeight;
    private readonly int? fixedWidth;
    private readonly int targetHeight;
    private readonly int targetWidth;
    private readonly string resize;
    private readonly bool isCropped;
    private readonly bool isBgr;
    private readonly float scale;
    private readonly float shift;
    private readonly float[] means;
    private readonly float[] deviations;

    /// <param name="height">The height that the model asks for in pixels; null for any.</param>
    /// <param name="width">The width that the model asks for in pixels; null for any.</param>
    /// <exception cref="ModelFormatException">A property has an unknown value.</exception>
    public ModelInput(ModelPackage package, ModelForm form, int? height, int? width)
    {
        (fixedHeight, fixedWidth) = (height, width);
        var properties = package.Properties;
        var isYolo = form == ModelForm.YoloDetection;
        targetHeight = Number("TargetHeight") is > 0 and var tall ? tall : height ?? form.DefaultSide();
        targetWidth = Number("TargetWidth") is > 0 and var wide ? wide : width ?? form.DefaultSide();
        foreach (var side in (int[])[targetHeight, targetWidth, height ?? 1, width ?? 1])
            if (side is < 1 or > MaxSide)
                throw new ModelFormatException($"The input of the model has a side of {side} pixels; at most {MaxSide} are possible.");

        resize = Known("ResizeMethod", isYolo ? "ByPixelCountAlign32" : "Stretch", "Stretch", "ByShorterSideAlign32", "ByPixelCountAlign32");
        isCropped = Known("CropMethod", "NoCrop", "NoCrop", "FullImageShorterSide") != "NoCrop";
        isBgr = Format("Image.BitmapPixelFormat", form == ModelForm.BoxDetection ? "Rgb8" : "Bgr8", "Rgb8", "Bgr8") == "Bgr8";
        (scale, shift) = Format("Image.NominalPixelRange", "NominalRange_0_255", "NominalRange_0_255", "Normalized_0_1", "Normalized_1_1") switch
        {
            "Normalized_0_1" => (1 / 255f, 0f),
            "Normalized_1_1" => (2 / 255f, -1f),
            _ => (1f, 0f),
        };
        means = Numbers("NormalizeMean", 0);
        deviations = Numbers("NormalizeStd", 1);
        if (Array.Exists(deviations, deviation => deviation == 0))
            throw new ModelFormatException("NormalizeStd of metadata_properties.json contains 0.");

        int? Number(string name) => properties.TryGetValue(Prefix + name, out var text)
            && double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? (int)Math.Clamp(number, 0, int.MaxValue) : null;

        float[] Numbers(string name, float none)
        {
            if (!properties.TryGetValue(Prefix + name, out var text))
                return [none, none, none];
            return PropertyList.Parse(text) is { Length: 3 } numbers ? numbers : throw new ModelFormatException($"{name} of metadata_properties.json isn't a list of three numbers: {text}");
        }

        string Known(string name, string none, params string[] known) => OneOf(name, properties.GetValueOrDefault(Prefix + name) ?? none, known);

        string Format(string name, string none, params string[] known) =>
            OneOf(name, package.ModelProperties.GetValueOrDefault(name) ?? properties.GetValueOrDefault(name) ?? none, known);

        static string OneOf(string name, string value, string[] known) => Array.Find(known, one => one.Equals(value, StringComparison.OrdinalIgnoreCase))
            ?? throw new ModelFormatException($"{name} has the unknown value '{value}'. Known values: {string.Join(", ", known)}.");
    }

    /// <summary>The size of the input for an image of this size, in pixels.</summary>
    public SKSizeI SizeFor(SKSizeI image)
    {
        // What is cropped is a square.
        var (width, height) = isCropped ? (1.0, 1.0) : ((double)image.Width, (double)image.Height);
        var factor = resize switch
        {
            "ByPixelCountAlign32" => Math.Sqrt(targetWidth * targetHeight / (width * height)),
            "ByShorterSideAlign32" => Math.Min(targetWidth, targetHeight) / Math.Min(width, height),
            _ => 0,
        };
        return new SKSizeI(
            fixedWidth ?? (factor > 0 ? Aligned((int)(width * factor + 1e-6)) : targetWidth),
            fixedHeight ?? (factor > 0 ? Aligned((int)(height * factor + 1e-6)) : targetHeight));

        static int Aligned(int side) => Math.Clamp(Alignment * (int)Math.Round(side / (double)Alignment), Alignment, MaxSide);
    }

    /// <summary>The values of the three channels, one after the other, and the size of the input.</summary>
    /// <returns>Null when the pixels can't be decoded.</returns>
    public (float[] Values, SKSizeI Size)? Decode(SKData image)
    {
        using var decoder = ImageDecoder.Open(image);
        if (decoder is null || !ImageLimits.IsAcceptable(decoder.EncodedSize))
            return null;
        var upright = decoder.UprightSize;
        var size = SizeFor(upright);
        // The decoded image has at least twice the size, for smoothing.
        var step = Math.Max(1, Math.Min(upright.Width / (2 * size.Width), upright.Height / (2 * size.Height)));
        using var decoded = decoder.Decode(1f / step);
        if (decoded is null)
            return null;

        using var surface = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(surface))
        {
            var drawn = (SKSize)size;
            if (isCropped)
            {
                // The square in the middle fills the input, and the rest is outside.
                var side = (float)Math.Min(upright.Width, upright.Height);
                drawn = new SKSize(size.Width * upright.Width / side, size.Height * upright.Height / side);
                canvas.Translate((size.Width - drawn.Width) / 2, (size.Height - drawn.Height) / 2);
            }
            Orientation.DrawUpright(canvas, drawn, decoded, decoder.Origin);
        }
        return (Values(MemoryMarshal.AsBytes(surface.GetPixelSpan()), size.Width * size.Height), size);
    }

    private float[] Values(ReadOnlySpan<byte> pixels, int plane)
    {
        var values = new float[3 * plane];
        for (var channel = 0; channel < 3; channel++)
        {
            var color = isBgr ? 2 - channel : channel;
            for (var i = 0; i < plane; i++)
                values[channel * plane + i] = (pixels[4 * i + color] * scale + shift - means[channel]) / deviations[channel];
        }
        return values;
    }
}

/// <summary>A list of numbers in metadata_properties.json, such as [0.0, 0.0, 0.0].</summary>
internal static class PropertyList
{
    /// <returns>Null when the text isn't a list of numbers.</returns>
    public static float[]? Parse(string text)
    {
        var parts = text.Trim().TrimStart('[').TrimEnd(']').Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
        var numbers = new float[parts.Length];
        for (var i = 0; i < parts.Length; i++)
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
                return null;
        return numbers;
    }
}
