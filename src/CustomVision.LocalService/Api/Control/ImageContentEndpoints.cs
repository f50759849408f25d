using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Exporting;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;
using CustomVision.LocalService.Settings;

namespace CustomVision.LocalService.Api.Control;

/// <summary>Serves the images and the exported models that answers link to.</summary>
internal sealed class ImageContentEndpoints(Images images, ModelExports exports, ImageLinks links, DecodingLimit decoding)
{
    public void Map(IEndpointRouteBuilder app)
    {
        const string Images = $"{RequestLoggingMiddleware.LocalPath}/images";
        app.MapMethods($"{Images}/{{imageId}}/{{view}}", ["GET", "HEAD"], GetImage).WithMetadata(new DownloadMetadata($"{FaultRule.DownloadPrefix}Image"));
        app.MapMethods($"{Images}/{{exportId}}/{ImageLinks.Model}", ["GET", "HEAD"], GetModel).WithMetadata(new DownloadMetadata($"{FaultRule.DownloadPrefix}Model"));
    }

    private async Task GetModel(HttpContext context)
    {
        var exportId = context.Request.PathId("exportId");
        if (await RefuseUnsignedAsync(context, exportId, ImageLinks.Model))
            return;
        var file = exports.FindFile(exportId) ?? throw new ServiceException(ErrorCodes.NotFound, $"The export {exportId} doesn't exist.");
        await ResponseWriter.WriteAsync(context, "application/zip", file);
    }

    private async Task GetImage(HttpContext context)
    {
        var imageId = context.Request.PathId("imageId");
        var view = (string)context.Request.RouteValues["view"]!;
        if (await RefuseUnsignedAsync(context, imageId, view))
            return;
        var content = images.FindContent(imageId) ?? throw NotFound(imageId);

        // The image of an id never changes.
        context.Response.Headers.CacheControl = "private, max-age=86400";
        var rendered = await decoding.RunAsync(
            () =>
            {
                using var data = ImageBytes.Copy(content.Bytes);
                return ImageRenderer.Render(data, view == ImageLinks.Thumbnail ? ImageSize.AsThumbnail : ImageSize.AsStored);
            },
            context.RequestAborted);
        await ResponseWriter.WriteAsync(context, rendered is null ? content.MediaType : "image/jpeg", rendered ?? content.Bytes);
    }

    private async Task<bool> RefuseUnsignedAsync(HttpContext context, Guid id, string view)
    {
        if (links.IsSigned(id, view, context.Request.Query["sig"]))
            return false;
        await ErrorResponse.WriteGatewayAsync(context, StatusCodes.Status403Forbidden, "The signature of the link is not valid.");
        return true;
    }

    private static ServiceException NotFound(Guid imageId) => new(ErrorCodes.NotFoundImage, $"The image {imageId} doesn't exist.");
}
