using System.Net;
using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Models;
using CustomVision.Sending;

namespace CustomVision.Downloading;

/// <summary>
/// Fetches many images of a project to files, several at once: every input comes out exactly once, in the order it came
/// in, as one <see cref="ImageDownloadResult"/>, while further input still comes.
/// </summary>
/// <remarks>
/// An image is written under another name beside its file, which appears when it is whole: what is there is complete, so
/// that a run which was cut off can be done again and fetches what is missing.
/// </remarks>
public sealed class ImageDownloader
{
    private readonly Func<ImageDownloadResult, Task> onResult;
    private readonly ImageDownloaderOptions options;
    private readonly RequestSender sender;
    private readonly ImageFetch fetch;
    private readonly Turns turns = new();

    /// <summary>Prepares downloads; nothing is asked for yet.</summary>
    /// <param name="onResult">Takes each result. The next waits for it.</param>
    /// <param name="options">Limits; null for the defaults.</param>
    /// <param name="onRetry">Told of each request that will be sent again, for logs. May be called by several at once.</param>
    public ImageDownloader(
        Func<ImageDownloadResult, Task> onResult, ImageDownloaderOptions? options = null, Func<RequestRetry, Task>? onRetry = null)
    {
        this.onResult = onResult;
        this.options = options ?? new ImageDownloaderOptions();
        Counters = new ImageCounters(this.options.Clock);
        fetch = new ImageFetch(this.options.RequestTimeout, this.options.LargestImage);
        sender = new RequestSender(this.options, Counters, onRetry);
    }

    /// <summary>How far it is. How many bytes are to come is not known.</summary>
    public ImageCounters Counters { get; }

    /// <summary>Fetches until the input ends and every result is out. For one call only.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Breaks it off: requests under way are cancelled and files closed before this returns.</param>
    public Task DownloadAsync(ChannelReader<ImageDownload> images, CancellationToken cancellation = default) =>
        new OrderedWork<ImageDownload, DownloadItem>(options.ThrottleLimit, options.Window, TakeIn, SaveAsync, PutOutAsync)
            .RunAsync(images, cancellation);

    private DownloadItem TakeIn(ImageDownload image)
    {
        Counters.Saw(0);
        return new DownloadItem(image);
    }

    private async Task SaveAsync(DownloadItem item, CancellationToken cancellation)
    {
        try
        {
            await turns.RunAsync(item.Target, () => SaveInTurnAsync(item, cancellation)).ConfigureAwait(false);
        }
        catch (CustomVisionException failure)
        {
            item.Fail(IsExpired(failure) ? DownloadStatus.ErrorLinkExpired : DownloadStatus.ErrorRequest, failure.Message, failure);
        }
        catch (DownloadRefusedException failure)
        {
            item.Fail(failure.Status, failure.Message, failure.InnerException);
        }
        catch (Exception cause) when (cause is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            item.Fail(DownloadStatus.ErrorFile, $"The file cannot be written: {cause.Message}", cause);
        }
    }

    private async Task SaveInTurnAsync(DownloadItem item, CancellationToken cancellation)
    {
        if (!options.Overwrite && WholeFile(item.Target) is { } there)
        {
            item.Succeed(DownloadStatus.AlreadyThere, there);
            return;
        }

        if (!Uri.TryCreate(item.Image.ImageUri, UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https"))
        {
            item.Fail(DownloadStatus.ErrorRequest, "The service gave no address for the image.");
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(item.Target)!);
        using var partial = new PartialFile(item.Target);
        var extension = await sender.SendAsync(item.Image.Id.ToString(), token => FetchAsync(item, address, partial, token), cancellation)
            .ConfigureAwait(false);
        item.Succeed(DownloadStatus.Saved, partial.Become(item.Target + extension, options.Overwrite));
    }

    private async Task<string> FetchAsync(DownloadItem item, Uri address, PartialFile partial, CancellationToken cancellation)
    {
        using var file = partial.Open();
        item.Attempts++;
        return await fetch.FetchAsync(address, file, cancellation).ConfigureAwait(false);
    }

    // A file gets its name when it is whole, so one with the name is.
    private static FileInfo? WholeFile(string target) =>
        ImageFormat.Extensions.Select(extension => new FileInfo(target + extension)).FirstOrDefault(file => file.Exists && file.Length > 0);

    private static bool IsExpired(CustomVisionException failure) => failure is ServiceErrorException
    {
        StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone,
    };

    private async Task PutOutAsync(DownloadItem item)
    {
        await onResult(item.Result!).ConfigureAwait(false);
        Counters.Finished(item.Result!.Length);
    }
}
