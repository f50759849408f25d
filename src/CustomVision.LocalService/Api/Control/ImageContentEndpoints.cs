using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;
using SkiaSharp;

namespace CustomVision.LocalService.Api.Control;

/// <summary>Serves the images that ImageUri and ThumbnailUri link to.</summary>
internal sealed class ImageContentEndpoints(Images images, ImageLinks links) : IDisposable
{
    // A decoded image takes up to 400 MB, so no more are decoded at once than there are processors.
    private readonly SemaphoreSlim rendering = new(Environment.ProcessorCount);

    public void Map(IEndpointRouteBuilder app) =>
        app.MapMethods($"{RequestLoggingMiddleware.LocalPath}/images/{{imageId}}/{{view}}", ["GET", "HEAD"], GetImage);

    public void Dispose() => rendering.Dispose();

    private async Task GetImage(HttpContext context)
    {
        var imageId = context.Request.PathId("imageId");
        var view = (string)context.Request.RouteValues["view"]!;
        if (!links.IsSigned(imageId, view, context.Request.Query["sig"]))
        {
            await ErrorResponse.WriteGatewayAsync(
                context, StatusCodes.Status403Forbidden, "The signature of the link is not valid.");
            return;
        }
        var content = images.FindContent(imageId) ?? throw NotFound(imageId);

        // The image of an id never changes.
        context.Response.Headers.CacheControl = "private, max-age=86400";
        if (await RenderAsync(content, view, context.RequestAborted) is { } rendered)
        {
            await ResponseWriter.WriteAsync(context, "image/jpeg", rendered);
            return;
        }

        await ResponseWriter.WriteAsync(context, content.MediaType, content.Bytes);
    }

    private async Task<byte[]?> RenderAsync(ImageContent content, string view, CancellationToken cancel)
    {
        await rendering.WaitAsync(cancel);
        try
        {
            using var data = SKData.CreateCopy(content.Bytes);
            return ImageRenderer.Render(data, view == ImageLinks.Thumbnail ? ImageSize.AsThumbnail : ImageSize.AsStored);
        }
        finally
        {
            rendering.Release();
        }
    }

    private static ServiceException NotFound(Guid imageId) => new(ErrorCodes.NotFoundImage, $"The image {imageId} doesn't exist.");
}
