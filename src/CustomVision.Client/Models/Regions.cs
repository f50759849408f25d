using System.Globalization;

namespace CustomVision.Models;

/// <summary>A rectangle in an image. All values are fractions of its width or height, 0 to 1, after the service rotated the image.</summary>
public sealed record BoundingBox
{
    /// <summary>The distance of the left edge from the left edge of the image.</summary>
    public double Left { get; init; }

    /// <summary>The distance of the upper edge from the upper edge of the image.</summary>
    public double Top { get; init; }

    /// <summary>The width.</summary>
    public double Width { get; init; }

    /// <summary>The height.</summary>
    public double Height { get; init; }

    /// <summary>Whether the rectangle has an area and lies within the image, apart from the error of single-precision numbers.</summary>
    public bool IsWithinImage
    {
        get
        {
            const double Error = 1e-6;
            return Left >= 0 && Top >= 0 && Width > 0 && Height > 0 && Left + Width <= 1 + Error && Top + Height <= 1 + Error;
        }
    }

    /// <summary>Converts a rectangle in pixels.</summary>
    public static BoundingBox FromPixels(double left, double top, double width, double height, int imageWidth, int imageHeight) =>
        new() { Left = left / imageWidth, Top = top / imageHeight, Width = width / imageWidth, Height = height / imageHeight };

    /// <inheritdoc/>
    public override string ToString() =>
        string.Format(CultureInfo.CurrentCulture, "{0:0.###}, {1:0.###}, {2:0.###} x {3:0.###}", Left, Top, Width, Height);
}

/// <summary>A region of an image: a rectangle with a tag.</summary>
public sealed class ImageRegion
{
    /// <summary>The id; empty for a region that is to be created.</summary>
    public Guid RegionId { get; init; }

    /// <summary>The image.</summary>
    public Guid ImageId { get; init; }

    /// <summary>The tag.</summary>
    public Guid TagId { get; init; }

    /// <summary>The name of the tag; null when it is not known.</summary>
    public string? TagName { get; set; }

    /// <summary>When the region was created (UTC).</summary>
    public DateTimeOffset Created { get; init; }

    /// <summary>The distance of the left edge from the left edge of the image, as a fraction of its width.</summary>
    public double Left { get; init; }

    /// <summary>The distance of the upper edge from the upper edge of the image, as a fraction of its height.</summary>
    public double Top { get; init; }

    /// <summary>The width, as a fraction of the width of the image.</summary>
    public double Width { get; init; }

    /// <summary>The height, as a fraction of the height of the image.</summary>
    public double Height { get; init; }

    /// <summary>The project. Answers of the service leave it out; the client adds it, so that other cmdlets can bind it.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>The rectangle.</summary>
    public BoundingBox GetBoundingBox() => new() { Left = Left, Top = Top, Width = Width, Height = Height };

    /// <inheritdoc/>
    public override string ToString() => $"{TagName ?? TagId.ToString()} ({GetBoundingBox()})";
}

/// <summary>The result of adding one region to an image.</summary>
public sealed class ImageRegionCreateResult
{
    /// <summary>One of <see cref="ImageRegionStatus"/>.</summary>
    public string Status { get; init; } = ImageRegionStatus.ErrorUnknown;

    /// <summary>The region, with its id if it was created.</summary>
    public ImageRegion Region { get; init; } = new();

    /// <summary>Why the region was not created; null when it was.</summary>
    public string? Message { get; init; }

    /// <summary>The failure of the request; null when the request succeeded or was not sent.</summary>
    public Exception? Error { get; init; }

    /// <summary>True when the image has the region: it is new, or existed before.</summary>
    public bool IsStored => Status is ImageRegionStatus.Created or ImageRegionStatus.Duplicate;
}

/// <summary>The values of <see cref="ImageRegionCreateResult.Status"/>.</summary>
public static class ImageRegionStatus
{
    /// <summary>The region was created.</summary>
    public const string Created = "Created";

    /// <summary>The image already has a region with this tag and rectangle.</summary>
    public const string Duplicate = "Duplicate";

    /// <summary>The image has reached its limit of 300 regions.</summary>
    public const string LimitExceeded = "LimitExceeded";

    /// <summary>The region was not sent, because it is not within the image or has no tag.</summary>
    public const string ErrorInvalidRegion = "ErrorInvalidRegion";

    /// <summary>The request failed as a whole. The message tells why.</summary>
    public const string ErrorRequest = "ErrorRequest";

    /// <summary>The service gave no result for the region.</summary>
    public const string ErrorUnknown = "ErrorUnknown";
}

/// <summary>A rectangle in which the service expects an object.</summary>
public sealed class RegionProposal
{
    /// <summary>The image.</summary>
    public Guid ImageId { get; init; }

    /// <summary>The project.</summary>
    public Guid ProjectId { get; init; }

    /// <summary>How likely the rectangle contains an object, 0 to 1.</summary>
    public double Confidence { get; init; }

    /// <summary>The rectangle.</summary>
    public BoundingBox BoundingBox { get; init; } = new();

    /// <inheritdoc/>
    public override string ToString() => BoundingBox.ToString();
}
