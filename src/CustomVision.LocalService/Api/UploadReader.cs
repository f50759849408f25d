using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api;

/// <summary>
/// Reads a body of images: a multipart body, every part of which is an image whatever its name and type, or one bare image.
/// Large images are buffered in temporary files, so that a request takes at most 64 KB of memory for each image.
/// </summary>
/// <param name="maxImages">The limit of images in the body.</param>
/// <param name="maxImageBytes">The limit of bytes of each image.</param>
internal sealed class UploadReader(HttpRequest request, int maxImages, int maxImageBytes)
{
    private const int BufferBytes = 64 * 1024;
    private const int MaxBoundaryLength = 200;

    /// <summary>Reads a batch of images to train with.</summary>
    public static Task<IncomingImages> ReadAsync(HttpRequest request) =>
        new UploadReader(request, ImageUpload.MaxBatchSize, ImageLimits.MaxBytes).ReadAsync();

    /// <summary>Reads one image to predict.</summary>
    public static async Task<IncomingImage> ReadOneAsync(HttpRequest request, int maxBytes) =>
        (await new UploadReader(request, 1, maxBytes).ReadAsync())[0];

    private async Task<IncomingImages> ReadAsync()
    {
        var images = new IncomingImages();
        try
        {
            if (GetBoundary() is { } boundary)
                await ReadPartsAsync(boundary, images);
            else if (await ReadImageAsync(request.Body, NewName()) is { } image)
                images.Add(image);

            return images.Count > 0 ? images : throw new ServiceException(ErrorCodes.BadRequestImageBatch, "No valid image files");
        }
        catch
        {
            images.Dispose();
            throw;
        }
    }

    /// <summary>Null when the Content-Type isn't multipart. The body is one image then, whatever its type.</summary>
    private string? GetBoundary()
    {
        var contentType = request.ContentType ?? "";
        if (!contentType.StartsWith("multipart/", StringComparison.OrdinalIgnoreCase))
            return null;
        var boundary = MediaTypeHeaderValue.TryParse(contentType, out var parsed)
            ? HeaderUtilities.RemoveQuotes(parsed.Boundary).ToString()
            : "";
        // The samples in the documentation of the service set this header without a boundary, and so do many users.
        return boundary.Length is > 0 and <= MaxBoundaryLength
            ? boundary
            : throw new ServiceException(
                ErrorCodes.BadRequestImageBatch,
                $"The Content-Type is multipart and has no boundary of 1 to {MaxBoundaryLength} characters. Don't set the Content-Type header of a form: "
                    + "the HTTP client sets it with the boundary. Or send one image as application/octet-stream.");
    }

    private async Task ReadPartsAsync(string boundary, IncomingImages images)
    {
        // Without even the last delimiter, as some clients send a form without fields.
        if (request.ContentLength == 0)
            return;
        var reader = new MultipartReader(boundary, new HeaderUnfoldingStream(request.Body, boundary), BufferBytes) { HeadersLengthLimit = 32 * 1024 };
        while (await FromClient(() => reader.ReadNextSectionAsync(CancellationToken.None)) is { } part)
        {
            if (images.Count == maxImages)
                throw new ServiceException(
                    ErrorCodes.BadRequestExceededBatchSize,
                    maxImages == 1 ? "A prediction takes one image." : $"A batch has at most {maxImages} images.");
            var name = PartFileName.Of(part.ContentDisposition) ?? NewName();
            images.Add(await ReadImageAsync(part.Body, name) ?? new IncomingImage(name, ImageStatus.ErrorImageFormat));
        }
    }

    // Without cancellation: Kestrel fails a read when the connection closes, and a canceled read would keep the buffer in use.
    private Task<IncomingImage?> ReadImageAsync(Stream body, string sourceUrl) => FromClient(async () =>
    {
        var image = await IncomingImage.ReadAsync(body, sourceUrl, maxImageBytes, CancellationToken.None);
        try
        {
            // The rest of an image that is too large.
            await body.DrainAsync(CancellationToken.None);
            return image;
        }
        catch
        {
            image?.Dispose();
            throw;
        }
    });

    /// <summary>The name of an image that has none. Recorded answers to bare bodies have names of this form.</summary>
    private static string NewName() => Guid.NewGuid().ToString("N");

    private static async Task<T> FromClient<T>(Func<Task<T>> read)
    {
        try
        {
            return await read();
        }
        catch (BadHttpRequestException)
        {
            // The body is too large, or the connection was closed.
            throw;
        }
        catch (Exception error) when (error is IOException or InvalidDataException)
        {
            throw new ServiceException(
                ErrorCodes.BadRequestImageBatch, "The multipart body is malformed or incomplete. No image was stored.");
        }
    }
}
