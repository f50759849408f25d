using System.Buffers;
using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Storage;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace CustomVision.LocalService.Api;

/// <summary>
/// Reads the body of CreateImagesFromData as clients send it: parts of any name and any type, or one bare picture. Every part is
/// a picture. Bytes go to a draft as they arrive; a request is never in memory as a whole.
/// </summary>
internal sealed class UploadReader(HttpRequest request, IPictureStore store)
{
    private const int MaxPictureBytes = 6 * 1024 * 1024;

    // As tested by a user on the real service; the documentation has said 10,240 and "unlimited".
    private const int MaxSidePixels = 10_000;

    private const int BufferBytes = 64 * 1024;
    private const int MaxBoundaryLength = 200;

    public static Task<IncomingPictures> ReadAsync(HttpRequest request, IPictureStore store) =>
        new UploadReader(request, store).ReadAsync();

    private async Task<IncomingPictures> ReadAsync()
    {
        var pictures = new IncomingPictures();
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            if (Boundary() is { } boundary)
                await ReadPartsAsync(boundary, pictures, buffer);
            else if (await ReadPictureAsync(request.Body, Unnamed(), buffer, skipEmpty: true) is { } picture)
                pictures.Add(picture);

            return pictures.Count > 0 ? pictures : throw new ServiceException(ErrorCodes.BadRequestImageBatch, "No valid image files");
        }
        catch
        {
            pictures.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Null when the body is no multipart, whatever else it says it is: then it is one picture.</summary>
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

    private async Task ReadPartsAsync(string boundary, IncomingPictures pictures, byte[] buffer)
    {
        var reader = new MultipartReader(boundary, request.Body, BufferBytes) { HeadersLengthLimit = 32 * 1024 };
        while (await Incoming(() => reader.ReadNextSectionAsync(request.HttpContext.RequestAborted)) is { } part)
        {
            if (pictures.Count == ImageUpload.MaxBatchSize)
                throw new ServiceException(
                    ErrorCodes.BadRequestExceededBatchSize, $"A batch has at most {ImageUpload.MaxBatchSize} images.");
            var name = PartFileName.Of(part.ContentDisposition) ?? Unnamed();
            pictures.Add((await ReadPictureAsync(part.Body, name, buffer, skipEmpty: false))!);
        }
    }

    private async Task<IncomingPicture?> ReadPictureAsync(Stream body, string sourceUrl, byte[] buffer, bool skipEmpty)
    {
        var draft = store.Begin();
        try
        {
            var isTooLarge = false;
            while (await Incoming(() => body.ReadAsync(buffer, request.HttpContext.RequestAborted).AsTask()) is var count and > 0)
            {
                // The rest of a picture that is too large is read past: its neighbours come after it.
                isTooLarge |= draft.Length + count > MaxPictureBytes;
                if (!isTooLarge)
                    draft.Write(buffer.AsSpan(0, count));
            }
            if (draft.Length == 0 && skipEmpty)
            {
                draft.Dispose();
                return null;
            }

            var header = isTooLarge || draft.Length == 0 ? null : ReadHeader(draft);
            if (header is { EncodedWidth: <= MaxSidePixels, EncodedHeight: <= MaxSidePixels })
                return new IncomingPicture(sourceUrl, ImageStatus.OK, draft, header);

            draft.Dispose();
            var status = isTooLarge || header is not null ? ImageStatus.ErrorImageSize : ImageStatus.ErrorImageFormat;
            return new IncomingPicture(sourceUrl, status, null, null);
        }
        catch
        {
            draft.Dispose();
            throw;
        }
    }

    private static PictureHeader? ReadHeader(PictureDraft draft)
    {
        using var data = draft.Map();
        return PictureHeader.Read(data);
    }

    /// <summary>What a picture is called that came without a name: so it was recorded for bare bodies.</summary>
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
