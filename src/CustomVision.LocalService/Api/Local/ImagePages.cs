using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Api.Local;

/// <summary>Shows the images that ImageUri and ThumbnailUri lead to.</summary>
internal sealed class ImagePages(Images images, Store store, ImageLinks links) : IDisposable
{
    // A decoded image takes up to 400 MB; as many at a time as there are processors to work on them.
    private readonly SemaphoreSlim rendering = new(Environment.ProcessorCount);

    public async Task Show(HttpContext context)
    {
        var imageId = context.Request.PathId("imageId");
        var view = (string)context.Request.RouteValues["view"]!;
        if (!links.IsSigned(imageId, view, context.Request.Query["sig"]))
        {
            await ErrorReplies.WriteGatewayAsync(
                context, StatusCodes.Status403Forbidden, "The link is not one that this service has given out.");
            return;
        }
        var content = images.FindContent(imageId) ?? throw NotFound(imageId);

        // What an id shows never changes.
        context.Response.Headers.CacheControl = "private, max-age=86400";
        if (await RenderAsync(content, view, context.RequestAborted) is { } rendered)
        {
            context.Response.ContentType = "image/jpeg";
            context.Response.ContentLength = rendered.Length;
            await context.Response.Body.WriteAsync(rendered, context.RequestAborted);
            return;
        }

        await using var original = store.Images.Open(content.Key) ?? throw NotFound(imageId);
        context.Response.ContentType = content.MediaType;
        context.Response.ContentLength = original.Length;
        await original.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    public void Dispose() => rendering.Dispose();

    private async Task<byte[]?> RenderAsync(ImageContent content, string view, CancellationToken cancel)
    {
        await rendering.WaitAsync(cancel);
        try
        {
            using var data = store.Images.Map(content.Key);
            return data is null
                ? null
                : ImageRenderer.Render(data, view == ImageLinks.Thumbnail ? ImageSize.AsThumbnail : ImageSize.AsStored);
        }
        finally
        {
            rendering.Release();
        }
    }

    private static ServiceException NotFound(Guid imageId) => new(ErrorCodes.NotFoundImage, $"There is no image {imageId}.");
}
