using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Downloads;

/// <summary>Reads images that answers link to into memory.</summary>
internal sealed class LinkedFile(CustomVisionClient client)
{
    private const long LargestImage = 8 * 1024 * 1024;

    private readonly UrlFetch fetch = new(client.Connection.Timeout, LargestImage);

    /// <summary>Reads an image of at most 8 MB.</summary>
    /// <param name="projectId">The project, which a relative URL belongs to.</param>
    /// <param name="uri">The URL.</param>
    /// <param name="cancellation">Cancels the request.</param>
    /// <exception cref="CustomVisionException">The download failed, with all its retries.</exception>
    /// <exception cref="DownloadRefusedException">The service returned no URL, or the content is not an image.</exception>
    public async Task<(byte[] Bytes, string MediaType)> ReadImageAsync(Guid projectId, string? uri, CancellationToken cancellation)
    {
        if (string.IsNullOrEmpty(uri))
            throw new DownloadRefusedException(DownloadStatus.ErrorRequest, "The service returned no URL for the image.");
        var bytes = UrlFetch.FindAddress(uri) is { } address
            ? await FetchAsync(address, cancellation).ConfigureAwait(false)
            : await client.Training.GetArtifactAsync(projectId, uri!, cancellation).ConfigureAwait(false);
        var extension = ImageFormat.ExtensionOf(bytes, bytes.Length)
            ?? throw new DownloadRefusedException(DownloadStatus.ErrorImageFormat, "The content is not an image.");
        return (bytes, extension == ".jpg" ? "image/jpeg" : $"image/{extension.Substring(1)}");
    }

    private Task<byte[]> FetchAsync(Uri address, CancellationToken cancellation)
    {
        var request = new ApiRequest<byte[]>(fetch.Operation, HttpMethod.Get, "", _ => []);
        return client.Pipeline.SendAsync(
            request,
            async token =>
            {
                using var content = new MemoryStream();
                await fetch.FetchAsync(address, content, token).ConfigureAwait(false);
                return content.ToArray();
            },
            cancellation);
    }
}
