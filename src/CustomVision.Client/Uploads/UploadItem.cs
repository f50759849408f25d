using CustomVision.Images;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Uploads;

/// <summary>One image of an upload, until its result is known.</summary>
internal sealed class UploadItem(ImageEntry entry) : WorkItem<ImageCreateResult>
{
    public ImageEntry Entry => entry;

    /// <summary>The names of tags that were specified by name.</summary>
    public IReadOnlyList<string> TagNames { get; init; } = [];

    /// <summary>The key of the image in the journal; null without a journal.</summary>
    public string? JournalKey { get; set; }

    /// <summary>The length of the file when its batch was formed; 0 for references.</summary>
    public long Length { get; init; }

    /// <summary>Creates the item of an image, completed if the service would reject its file.</summary>
    public static UploadItem For(ImageUpload upload, IReadOnlyList<Guid> tagIds, SourceFile file, IReadOnlyList<ImageRegion>? regions = null, Exception? error = null)
    {
        var entry = new ImageEntry(upload.Source, upload.Path, tagIds as Guid[] ?? [.. tagIds]) { Regions = regions ?? [], Metadata = upload.Metadata };
        var item = new UploadItem(entry)
        {
            Length = file.Length,
            TagNames = [.. upload.TagNames.Concat(upload.Regions.Select(region => region.TagName).OfType<string>()).Distinct()],
        };
        if (file.Status is not null)
            item.Fail(file.Status, file.Message!, error);
        return item;
    }

    /// <summary>Completes the item with a failure.</summary>
    public void Fail(string status, string message, Exception? error = null) =>
        Complete(new ImageCreateResult { Status = status, Error = error }, message);

    /// <summary>Completes the item with the result of the service.</summary>
    public void Succeed(ImageCreateResult answer) => Complete(answer, MessageFor(answer.Status));

    /// <summary>Completes the item with a result and a message about it.</summary>
    public void Complete(ImageCreateResult result, string? message)
    {
        result.Path = entry.Location;
        result.TagId = entry.Regions.Count == 0 ? entry.TagIds : [.. entry.TagIds.Concat(entry.Regions.Select(region => region.TagId)).Distinct()];
        result.Tag = TagNames;
        result.Attempts = entry.Attempts;
        result.Message = message;
        Complete(result);
    }

    // The service sends a status without an explanation.
    private static string? MessageFor(string status) => status switch
    {
        ImageStatus.OK or ImageStatus.OKDuplicate => null,
        ImageStatus.ErrorSource => "The service could not read the source of the image.",
        ImageStatus.ErrorImageFormat => "The service could not decode the image. It accepts JPEG, PNG, BMP and GIF.",
        ImageStatus.ErrorImageSize => "The image is too large for the service, in bytes (6 MB) or in pixels.",
        ImageStatus.ErrorStorage => "The service could not store the image. Try again later.",
        ImageStatus.ErrorImageDimensions => "The image has too few or too many pixels for the service, or is too narrow (more than 25 to 1).",
        ImageStatus.ErrorRegionLimitExceed => "The image has more than 300 regions.",
        ImageStatus.ErrorTagLimitExceed => "The image has too many tags or regions.",
        ImageStatus.ErrorInvalidRegion => "A region is not within the image.",
        ImageStatus.ErrorNegativeAndRegularTagOnSameImage => "An image cannot have the negative tag and another tag.",
        ImageStatus.ErrorLimitExceed => "The project has reached the limit of images of the subscription.",
        _ => $"The service rejected the image with status {status} and gave no reason.",
    };
}
