namespace CustomVision.Models;

/// <summary>The result of uploading one image.</summary>
public sealed class ImageCreateResult
{
    /// <summary>The path of the file, the URL, or the id of the prediction that was uploaded.</summary>
    public string? Path { get; internal set; }

    /// <summary>One of <see cref="ImageStatus"/>, or a value that the service has added.</summary>
    public string Status { get; init; } = ImageStatus.ErrorUnknown;

    /// <summary>The stored image; null when the image was not stored.</summary>
    public Image? Image { get; init; }

    /// <summary>The name of the image in the answer of the service; null when the image was not sent.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>The ids of the tags that the image was sent with.</summary>
    public IReadOnlyList<Guid> TagId { get; internal set; } = [];

    /// <summary>The names of the tags that were specified by name, also if the image was not sent.</summary>
    public IReadOnlyList<string> Tag { get; internal set; } = [];

    /// <summary>The tags that the image was sent with as text, for tables and files.</summary>
    public string TagNames { get; set; } = "";

    /// <summary>How often the image was sent; 0 when it was rejected before.</summary>
    public int Attempts { get; internal set; }

    /// <summary>
    /// Why the upload failed, or what to know about an image that is stored: tags that were not added to a duplicate, a JPEG file
    /// without an end marker. Otherwise null.
    /// </summary>
    public string? Message { get; internal set; }

    /// <summary>The error of the request, when the whole request or the adding of tags to a duplicate failed; otherwise null.</summary>
    public Exception? Error { get; init; }

    /// <summary>True when the service has the image: it is new, or a duplicate.</summary>
    public bool IsStored => Status is ImageStatus.OK or ImageStatus.OKDuplicate;
}
