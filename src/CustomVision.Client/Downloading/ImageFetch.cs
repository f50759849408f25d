using System.Buffers;
using CustomVision.Http;
using CustomVision.Models;

namespace CustomVision.Downloading;

/// <summary>
/// Fetches one image from its address. The address opens it by itself and may lie on another host: no key goes along,
/// and as it is as good as a key for its image, no message repeats its query.
/// </summary>
internal sealed class ImageFetch(TimeSpan timeout, long largest)
{
    public const string Operation = "DownloadImage";

    private const int BufferSize = 80 * 1024; // below the large object heap
    private const int LargestRefusal = 16 * 1024;

    /// <summary>Fetches an image into a stream.</summary>
    /// <returns>The extension that its content asks for.</returns>
    /// <exception cref="CustomVisionException">It could not be fetched.</exception>
    /// <exception cref="DownloadRefusedException">What came is no image of the service.</exception>
    public async Task<string> FetchAsync(Uri address, Stream target, CancellationToken cancellation)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(timeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = await HttpTransport.ClientFor(address)
                .SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token).ConfigureAwait(false);
            using var content = await response.Content.ReadAsStreamAsync().ConfigureAwait(false);
            using var stopping = limit.Token.Register(content.Dispose); // .NET Framework does not cancel a read by itself
            await RefuseAsync(response, content, limit.Token).ConfigureAwait(false);
            return await CopyAsync(response, content, target, limit.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested(); // a stop can surface as the broken connection it makes
            throw;
        }
        catch (Exception cause) when (limit.IsCancellationRequested && cause is not WriteException)
        {
            throw new ConnectionFailedException(
                Operation, $"{Operation}: {Host(address)} did not send the image within {timeout.TotalSeconds:0.###} s.", timedOut: true, cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            throw new ConnectionFailedException(Operation, $"{Operation}: no image from {Host(address)}: {HttpTransport.Innermost(cause)}", timedOut: false, cause);
        }
        catch (WriteException failure)
        {
            throw new DownloadRefusedException(DownloadStatus.ErrorFile, failure.Message, failure.InnerException);
        }
    }

    private static string Host(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private static async Task RefuseAsync(HttpResponseMessage response, Stream content, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
            return;
        var body = new byte[LargestRefusal];
        var length = await FillAsync(content, body, cancellation).ConfigureAwait(false);
        Array.Resize(ref body, length);
        throw new ServiceErrorException(
            Operation,
            response.StatusCode,
            ServiceError.Read(body, response.Content.Headers.ContentType?.MediaType, text => text),
            requestId: null,
            HttpTransport.RetryAfter(response));
    }

    private async Task<string> CopyAsync(HttpResponseMessage response, Stream content, Stream target, CancellationToken cancellation)
    {
        var promised = response.Content.Headers.ContentLength;
        if (promised > largest)
            throw TooLarge();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            var read = await FillAsync(content, buffer, cancellation).ConfigureAwait(false);
            var extension = ImageFormat.ExtensionOf(buffer, read);
            long total = 0;
            for (; read > 0; read = await FillAsync(content, buffer, cancellation).ConfigureAwait(false))
            {
                total += read;
                if (total > largest)
                    throw TooLarge();
                Write(target, buffer, read);
            }

            if (promised is not null && total != promised)
                throw new IOException($"{total:N0} of {promised:N0} bytes came.");
            return extension ?? throw new DownloadRefusedException(
                DownloadStatus.ErrorImageFormat, "What the address gave is no JPEG, PNG, BMP or GIF, and was not kept.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private DownloadRefusedException TooLarge() =>
        new(DownloadStatus.ErrorImageSize, $"The image has more than {largest:N0} bytes and was not kept.");

    private static async Task<int> FillAsync(Stream content, byte[] buffer, CancellationToken cancellation)
    {
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await content.ReadAsync(buffer, filled, buffer.Length - filled, cancellation).ConfigureAwait(false);
            if (read == 0)
                break;
            filled += read;
        }

        return filled;
    }

    // The file's failures are not the network's: they are not tried again.
    private static void Write(Stream target, byte[] buffer, int count)
    {
        try
        {
            target.Write(buffer, 0, count);
        }
        catch (IOException cause)
        {
            throw new WriteException(cause);
        }
    }

    private sealed class WriteException(IOException cause) : Exception(cause.Message, cause);
}

/// <summary>An image is not kept, and asking for it again would not help.</summary>
internal sealed class DownloadRefusedException(string status, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="DownloadStatus"/>.</summary>
    public string Status { get; } = status;
}
