using System.Threading.Channels;
using CustomVision.Models;
using CustomVision.Uploads;

namespace CustomVision.Benches.Module;

/// <summary>CustomVision's own uploader, fed as a pipeline feeds it: one image after the other, into a short queue.</summary>
internal static class Uploader
{
    private const int Queue = 256;

    /// <summary>With what it does when it is told nothing: 64 images and 32 MB in a request, four requests at once.</summary>
    public static Contender Of(CustomVisionClient client) => async (projectId, files) =>
    {
        using var uploader = new ImageUploader(client, projectId, RequireStored);
        await UploadAsync(uploader, files.Select(file => new ImageUpload(file, [])));
    };

    public static async Task UploadAsync(
        ImageUploader uploader, IEnumerable<ImageUpload> images, CancellationToken cancellation = default)
    {
        var queue = Channel.CreateBounded<ImageUpload>(new BoundedChannelOptions(Queue) { SingleReader = true, SingleWriter = true });
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var piped = Task.Run(() => PipeAsync(images, queue.Writer, ended.Token), CancellationToken.None);
        try
        {
            await uploader.UploadAsync(queue.Reader, cancellation);
        }
        finally
        {
            await ended.CancelAsync();
            await piped;
        }
    }

    public static Task RequireStored(ImageCreateResult result) => result.IsStored
        ? Task.CompletedTask
        : throw new InvalidOperationException($"{result.Path}: {result.Status} {result.Message}");

    private static async Task PipeAsync(IEnumerable<ImageUpload> images, ChannelWriter<ImageUpload> queue, CancellationToken cancellation)
    {
        try
        {
            foreach (var image in images)
                await queue.WriteAsync(image, cancellation);
            queue.Complete();
        }
        catch (Exception error)
        {
            queue.Complete(error);
        }
    }
}
