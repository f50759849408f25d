using System.Text.Json.Serialization;

namespace CustomVision.Models;

/// <summary>What became of one image that was to be uploaded.</summary>
/// <remarks>
/// Training 1.0, CreateImageResultModel, and what only the uploading side knows: where the image came from, the tags
/// it was sent with, how often it was sent, and why it failed.
/// </remarks>
public sealed class ImageCreateResult
{
    /// <summary>Where the image came from: the full path of the file.</summary>
    [JsonIgnore]
    public string? Path { get; init; }

    /// <summary>
    /// What became of it: one of <see cref="ImageStatus"/>, or a value that the service has added since.
    /// </summary>
    public string Status { get; init => field = value ?? ImageStatus.ErrorUnknown; } = ImageStatus.ErrorUnknown; // generated readers set what is missing to null

    /// <summary>The image as the service keeps it; null when it did not take it.</summary>
    public Image? Image { get; init; }

    /// <summary>The name under which the service reports the image, as it gave it; null when it was never sent.</summary>
    public string? SourceUrl { get; init; }

    /// <summary>The tags it was sent with.</summary>
    [JsonIgnore]
    public IReadOnlyList<Guid> TagId { get; init; } = [];

    /// <summary>How many times it was sent; 0 when there was no use in sending it.</summary>
    [JsonIgnore]
    public int Attempts { get; init; }

    /// <summary>Why it failed, in words; null when it did not.</summary>
    [JsonIgnore]
    public string? Message { get; init; }

    /// <summary>The error of the request that carried it, when the whole request failed; otherwise null.</summary>
    [JsonIgnore]
    public Exception? Error { get; init; }

    /// <summary>True when the service has the image: it took it, or had it already.</summary>
    [JsonIgnore]
    public bool IsStored => Status is ImageStatus.OK or ImageStatus.OKDuplicate;
}

/// <summary>The service's answer to a batch of images.</summary>
/// <remarks>Training 1.0, CreateImageSummaryModel.</remarks>
public sealed class ImageCreateSummary
{
    /// <summary>
    /// True when every image was new and taken. False also when an image was there already, so false alone is no failure.
    /// </summary>
    public bool IsBatchSuccessful { get; init; }

    /// <summary>One result an image, in whatever order the service likes.</summary>
    public IReadOnlyList<ImageCreateResult> Images { get; init => field = value ?? []; } = [];
}
