using CustomVision.LocalService.Domain;
using CustomVision.LocalService.Exporting;
using CustomVision.LocalService.Http;
using CustomVision.LocalService.Imaging;

namespace CustomVision.LocalService.Api.Control;

/// <summary>Serves the images and the exported models that answers link to.</summary>
internal sealed class ImageContentEndpoints(Images images, ModelExports exports, ImageLinks links, DecodingLimit decoding)
{
    public void Map(IEndpointRouteBuilder app) =>
        app.MapMethods($"{RequestLoggingMiddleware.LocalPath}/images/{{imageId}}/{{view}}", ["GET", "HEAD"], GetImage);

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
        if (view == ImageLinks.Model)
        {
            var file = exports.FindFile(imageId) ?? throw new ServiceException(ErrorCodes.NotFound, $"The export {imageId} doesn't exist.");
            await ResponseWriter.WriteAsync(context, "application/zip", file);
            return;
        }
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

    private static ServiceException NotFound(Guid imageId) => new(ErrorCodes.NotFoundImage, $"The image {imageId} doesn't exist.");
}
