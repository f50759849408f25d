namespace CustomVision.LocalService.Learning.Detection;

/// <summary>A rectangle, as fractions of the width and the height of the upright image.</summary>
internal readonly record struct Box(float Left, float Top, float Width, float Height)
{
    /// <summary>The least side of a box.</summary>
    public const float Least = 0.01f;

    public float Right => Left + Width;

    public float Bottom => Top + Height;

    public float CenterX => Left + Width / 2;

    public float CenterY => Top + Height / 2;

    public static Box Around(float centerX, float centerY, float width, float height) => new(centerX - width / 2, centerY - height / 2, width, height);

    /// <summary>The intersection over the union with another box, from 0 to 1.</summary>
    public float Overlap(Box other)
    {
        var width = MathF.Min(Right, other.Right) - MathF.Max(Left, other.Left);
        var height = MathF.Min(Bottom, other.Bottom) - MathF.Max(Top, other.Top);
        if (width <= 0 || height <= 0)
            return 0;
        var shared = width * height;
        return shared / (Width * Height + other.Width * other.Height - shared);
    }

    public Box Grown(float factor) => Around(CenterX, CenterY, factor * Width, factor * Height);

    /// <summary>The part within the image, with at least <see cref="Least"/> of its sides.</summary>
    public Box Clipped()
    {
        var left = Math.Clamp(Left, 0, 1 - Least);
        var top = Math.Clamp(Top, 0, 1 - Least);
        return new Box(left, top, Math.Clamp(Right, left + Least, 1) - left, Math.Clamp(Bottom, top + Least, 1) - top);
    }
}

/// <summary>A box with a tag, as a person drew it.</summary>
/// <param name="Tag">The index of the tag.</param>
internal readonly record struct TaggedBox(int Tag, Box Box);

/// <summary>A box with a tag, as a model predicts it.</summary>
/// <param name="Tag">The index of the tag.</param>
internal readonly record struct Detection(int Tag, float Probability, Box Box);
