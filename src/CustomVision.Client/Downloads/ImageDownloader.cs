using System.Net;
using System.Security.Cryptography;
using System.Threading.Channels;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;
using CustomVision.Work;

namespace CustomVision.Downloads;

/// <summary>
/// Downloads images of a project to files and returns one <see cref="ImageDownloadResult"/> per image, in input order.
/// Several requests run at once.
/// </summary>
/// <remarks>
/// An image is written to a temporary name beside its file and renamed when it is complete. A file that exists is complete,
/// so an interrupted download can be repeated and requests only the missing images.
/// </remarks>
public sealed class ImageDownloader
{
    private readonly CustomVisionClient client;
    private readonly Func<ImageDownloadResult, Task> onResult;
    private readonly ImageDownloaderOptions options;
    private readonly UrlFetch fetch;
    private readonly KeyedLock targets = new();

    /// <summary>Creates a downloader. No request is sent.</summary>
    /// <param name="client">The service. Its options set the number of concurrent requests and the retries.</param>
    /// <param name="onResult">Receives each result. The next waits for it.</param>
    /// <param name="options">How files are written; null for the defaults.</param>
    public ImageDownloader(CustomVisionClient client, Func<ImageDownloadResult, Task> onResult, ImageDownloaderOptions? options = null)
    {
        this.client = client;
        this.onResult = onResult;
        this.options = options ?? new ImageDownloaderOptions();
        Counters = new ImageCounters(client);
        fetch = new UrlFetch(client.Connection.Timeout, this.options.LargestImage);
    }

    /// <summary>The progress. The number of bytes to come is not known.</summary>
    public ImageCounters Counters { get; }

    /// <summary>Downloads until the input ends and every result is output. Call it once.</summary>
    /// <param name="images">The images.</param>
    /// <param name="cancellation">Cancels the work: requests are cancelled and files closed before this returns.</param>
    public Task DownloadAsync(ChannelReader<ImageDownload> images, CancellationToken cancellation = default) =>
        new OrderedWork<DownloadItem>(client.Options.ThrottleLimit, options.Window, OutputAsync).RunAsync(images, TakeIn, SaveAsync, cancellation);

    private DownloadItem TakeIn(ImageDownload image)
    {
        Counters.RecordInput(0);
        return new DownloadItem(image);
    }

    private async Task SaveAsync(DownloadItem item, CancellationToken cancellation)
    {
        try
        {
            await targets.RunAsync(item.Target, () => SaveLockedAsync(item, cancellation)).ConfigureAwait(false);
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

    private async Task SaveLockedAsync(DownloadItem item, CancellationToken cancellation)
    {
        if (!options.Overwrite && FindFile(item.Target) is { } existing)
        {
            item.Succeed(DownloadStatus.AlreadyThere, existing);
            return;
        }

        var address = UrlFetch.FindAddress(item.Image.OriginalImageUri);
        if (address is null && !IsArtifact(item.Image.OriginalImageUri))
        {
            item.Fail(DownloadStatus.ErrorRequest, "The service returned no URL for the image.");
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(item.Target)!);
        using var partial = new PartialFile(item.Target);
        if (address is null)
        {
            await SaveArtifactAsync(item, partial, cancellation).ConfigureAwait(false);
            return;
        }

        var request = new ApiRequest<string>(fetch.Operation, HttpMethod.Get, "", _ => "") { Subject = $"image {item.Image.Id}" };
        var extension = await client.Pipeline.SendAsync(request, token => FetchAsync(item, address, partial, token), cancellation).ConfigureAwait(false);
        item.Succeed(DownloadStatus.Saved, partial.MoveTo(item.Target + extension, options.Overwrite));
    }

    private bool IsArtifact(string? uri) => !string.IsNullOrEmpty(uri) && Uri.IsWellFormedUriString(uri, UriKind.Relative) && client.Connection.Version.IsAtLeast("3.3");

    // The URLs of an account in a virtual network are relative. Only the service itself can return their content.
    private async Task SaveArtifactAsync(DownloadItem item, PartialFile partial, CancellationToken cancellation)
    {
        item.Attempts++;
        var content = await client.Training.GetArtifactAsync(item.Image.ProjectId, item.Image.OriginalImageUri!, cancellation).ConfigureAwait(false);
        var extension = ImageFormat.ExtensionOf(content, content.Length)
            ?? throw new DownloadRefusedException(DownloadStatus.ErrorImageFormat, "The content is not JPEG, PNG, BMP or GIF, and was not saved.");
        if (content.Length > options.LargestImage)
            throw new DownloadRefusedException(DownloadStatus.ErrorImageSize, $"The image has more than {options.LargestImage:N0} bytes, and was not saved.");
        using (var file = partial.Open())
            await file.WriteAsync(content, 0, content.Length, cancellation).ConfigureAwait(false);
        item.Succeed(DownloadStatus.Saved, partial.MoveTo(item.Target + extension, options.Overwrite));
    }

    private async Task<string> FetchAsync(DownloadItem item, Uri address, PartialFile partial, CancellationToken cancellation)
    {
        using var file = partial.Open();
        item.Attempts++;
        if (!options.ComputesHash)
            return await fetch.FetchAsync(address, file, cancellation).ConfigureAwait(false);
        using var hash = SHA256.Create();
        using var hashing = new CryptoStream(file, hash, CryptoStreamMode.Write);
        var extension = await fetch.FetchAsync(address, hashing, cancellation).ConfigureAwait(false);
        hashing.FlushFinalBlock();
        item.Sha256 = hash.Hash;
        return extension;
    }

    // A file is renamed when it is complete, so an existing file is complete.
    private static FileInfo? FindFile(string target) =>
        ImageFormat.Extensions.Select(extension => new FileInfo(target + extension)).FirstOrDefault(file => file.Exists && file.Length > 0);

    private static bool IsExpired(CustomVisionException failure) => failure is ServiceErrorException
    {
        StatusCode: HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden or HttpStatusCode.NotFound or HttpStatusCode.Gone,
    };

    private async Task OutputAsync(DownloadItem item)
    {
        await onResult(item.Result!).ConfigureAwait(false);
        Counters.RecordOutput(item.Result!.Length);
    }
}
