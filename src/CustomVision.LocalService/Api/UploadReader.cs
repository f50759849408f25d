using System.Buffers;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api;

/// <summary>
/// Reads a body of images as clients send it: parts of any name and any type, or one bare image. Every part is an image. Bytes
/// go to a draft as they arrive; of a request no more than its small images is in memory.
/// </summary>
/// <param name="maxImages">How many there may be.</param>
/// <param name="maxImageBytes">What each of them may have.</param>
internal sealed class UploadReader(HttpRequest request, IImageStore store, int maxImages, int maxImageBytes)
{
    private const int BufferBytes = 64 * 1024;
    private const int MaxBoundaryLength = 200;

    /// <summary>A batch to train with.</summary>
    public static Task<IncomingImages> ReadAsync(HttpRequest request, IImageStore store) =>
        new UploadReader(request, store, ImageUpload.MaxBatchSize, ImageIntake.MaxImageBytes).ReadAsync();

    /// <summary>One image to predict.</summary>
    public static async Task<IncomingImage> ReadOneAsync(HttpRequest request, IImageStore store, int maxBytes) =>
        (await new UploadReader(request, store, 1, maxBytes).ReadAsync())[0];

    private async Task<IncomingImages> ReadAsync()
    {
        var images = new IncomingImages();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            if (Boundary() is { } boundary)
                await ReadPartsAsync(boundary, images, buffer);
            else if (await ReadImageAsync(request.Body, Unnamed(), buffer) is { } image)
                images.Add(image);

            return images.Count > 0 ? images : throw new ServiceException(ErrorCodes.BadRequestImageBatch, "No valid image files");
        }
        catch
        {
            images.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null when the body is no multipart, whatever else it says it is: then it is one image.</summary>
    private string? Boundary()
    {
        var contentType = request.ContentType ?? "";
        if (!contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return null;
        var boundary = MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            ? HeaderUtilities.RemoveQuotes(parsed.Boundary).ToString()
            : "";
        return boundary.Length is > 0 and <= MaxBoundaryLength
            ? boundary
            : throw new ServiceException(ErrorCodes.BadRequestImageBatch, "The Content-Type is multipart, and names no usable boundary.");
    }

    private async Task ReadPartsAsync(string boundary, IncomingImages images, byte[] buffer)
    {
        var reader = new MultipartReader(boundary, request.Body, BufferBytes) { HeadersLengthLimit = 32 * 1024 };
        // No cancellation: Kestrel itself fails a read when its connection goes, and a cancelled one would leave it reading.
        while (await Incoming(() => reader.ReadNextSectionAsync(CancellationToken.None)) is { } part)
        {
            if (images.Count == maxImages)
                throw new ServiceException(
                    ErrorCodes.BadRequestExceededBatchSize,
                    maxImages == 1 ? "A prediction is of one image." : $"A batch has at most {maxImages} images.");
            var name = PartFileName.Of(part.ContentDisposition) ?? Unnamed();
            images.Add(await ReadImageAsync(part.Body, name, buffer)
                ?? IncomingImage.Refused(name, ImageStatus.ErrorImageFormat));
        }
    }

    private Task<IncomingImage?> ReadImageAsync(Stream body, string sourceUrl, byte[] buffer) => ImageIntake.ReadAsync(
        part => Incoming(() => body.ReadAsync(part, CancellationToken.None).AsTask()),
        sourceUrl, buffer, store, maxImageBytes, readsToEnd: true);

    /// <summary>What an image is called that came without a name: so it was recorded for bare bodies.</summary>
    private static string Unnamed() => Guid.NewGuid().ToString("N");

    private static async Task<T> Incoming<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (BadHttpRequestException)
        {
            // Too large, or cut off below HTTP: answered as what it is.
            throw;
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new ServiceException(
                ErrorCodes.BadRequestImageBatch, "The multipart body is malformed or cut off; nothing of it was stored.");
        }
    }
}
