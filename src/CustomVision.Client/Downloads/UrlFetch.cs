using System.Buffers;
using CustomVision.Http;
using CustomVision.Images;
using CustomVision.Models;

namespace CustomVision.Downloads;

/// <summary>
/// Downloads one file from its URL. The URL grants access by itself and can be on another host: no key is sent, and no
/// message contains its query.
/// </summary>
/// <param name="timeout">The time limit of an attempt.</param>
/// <param name="largest">The largest file, in bytes.</param>
/// <param name="noun">What the file is, for messages: "image", whose format is checked, or another word.</param>
internal sealed class UrlFetch(TimeSpan timeout, long largest, string noun = UrlFetch.Image)
{
    private const string Image = "image";

    private const int BufferSize = 80 * 1024; // below the large object heap
    private const int LargestError = 16 * 1024;

    /// <summary>The operation, for messages and logs.</summary>
    public string Operation => $"Download{char.ToUpperInvariant(noun[0])}{noun.Substring(1)}";

    /// <summary>The address of a file on the web; null for a relative URL, whose file only the service itself can return.</summary>
    public static Uri? FindAddress(string? uri) =>
        Uri.TryCreate(uri, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" ? address : null;

    /// <summary>Downloads the file to a stream.</summary>
    /// <returns>The file extension for the content of an image; otherwise empty.</returns>
    /// <exception cref="CustomVisionException">The download failed.</exception>
    /// <exception cref="DownloadRefusedException">The content is not an image that the service stores, or could not be written.</exception>
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
            using var stopping = limit.Token.Register(content.Dispose); // .NET Framework cannot cancel a read
            await ThrowIfFailedAsync(response, content, limit.Token).ConfigureAwait(false);
            return await CopyAsync(response, content, target, limit.Token).ConfigureAwait(false);
        }
        catch (Exception) when (cancellation.IsCancellationRequested)
        {
            cancellation.ThrowIfCancellationRequested(); // cancellation can surface as a broken connection
            throw;
        }
        catch (Exception cause) when (limit.IsCancellationRequested && cause is not WriteException)
        {
            throw new ConnectionFailedException(
                Operation, $"{Operation}: {Host(address)} did not send the {noun} within {timeout.TotalSeconds:0.###} s.", timedOut: true, cause);
        }
        catch (Exception cause) when (cause is HttpRequestException or IOException)
        {
            throw new ConnectionFailedException(Operation, $"{Operation}: no {noun} from {Host(address)}: {UrlText.HideQueries(HttpTransport.Innermost(cause))}", timedOut: false, cause)
            {
                IsUnreachable = Failures.IsUnreachable(cause),
            };
        }
        catch (WriteException failure)
        {
            throw new DownloadRefusedException(DownloadStatus.ErrorFile, failure.Message, failure.InnerException);
        }
    }

    private static string Host(Uri address) => address.GetLeftPart(UriPartial.Authority);

    private async Task ThrowIfFailedAsync(HttpResponseMessage response, Stream content, CancellationToken cancellation)
    {
        if (response.IsSuccessStatusCode)
            return;
        var body = new byte[LargestError];
        var length = await FillAsync(content, body, cancellation).ConfigureAwait(false);
        Array.Resize(ref body, length);
        throw new ServiceErrorException(
            Operation,
            response.StatusCode,
            ServiceError.Read(body, response.Content.Headers.ContentType?.MediaType, text => UrlText.HideQueries(text)),
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
                throw new IOException($"The connection ended after {total:N0} of {promised:N0} bytes.");
            if (noun != Image)
                return "";
            return extension ?? throw new DownloadRefusedException(
                DownloadStatus.ErrorImageFormat, "The content is not JPEG, PNG, BMP or GIF, and was not saved.");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private DownloadRefusedException TooLarge() =>
        new(DownloadStatus.ErrorImageSize, $"The {noun} has more than {largest:N0} bytes, and was not saved.");

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

    // A failure of the file is not one of the connection, and is not retried.
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

/// <summary>An image is not saved, and a retry would not help.</summary>
internal sealed class DownloadRefusedException(string status, string message, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>One of <see cref="DownloadStatus"/>.</summary>
    public string Status { get; } = status;
}
