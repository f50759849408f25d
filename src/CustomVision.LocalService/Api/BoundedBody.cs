using System.Globalization;
using CustomVision.LocalService.Domain;

namespace CustomVision.LocalService.Api;

/// <summary>Reads a small body as a whole.</summary>
internal static class BoundedBody
{
    /// <exception cref="ServiceException">The body is larger than <paramref name="maxBytes"/>.</exception>
    public static async Task<ReadOnlyMemory<byte>> ReadAsync(HttpRequest request, int maxBytes)
    {
        if (request.ContentLength > maxBytes)
            throw TooLarge(maxBytes);
        var body = new MemoryStream();
        var buffer = new byte[8192];
        while (await request.Body.ReadAsync(buffer, request.HttpContext.RequestAborted) is var count and > 0)
        {
            if (body.Length + count > maxBytes)
                throw TooLarge(maxBytes);
            body.Write(buffer, 0, count);
        }
        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static ServiceException TooLarge(int maxBytes) =>
        new(ErrorCodes.BadRequest, string.Create(CultureInfo.InvariantCulture, $"The body has more than {maxBytes} bytes."));
}
