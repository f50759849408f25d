using CustomVision.LocalService.Storage;

namespace CustomVision.LocalService.Domain;

/// <summary>All that clients have put into the service.</summary>
internal sealed class Contents(Store store)
{
    private static readonly string[] Tables =
    [
        "projects", "tags", "images", "labels", "iterations", "iteration_tags", "iteration_images", "iteration_labels",
        "removed_images", "models", "features", "predictions", "prediction_counts",
    ];

    /// <summary>
    /// Deletes all of it, the rows at once and then the images. A service that is killed between the two removes the images
    /// when it starts again. Keys are not given out anew, so what is still under way for a deleted row finds nothing in its place.
    /// </summary>
    /// <param name="whenGone">What has to come to an end before the images go, such as what is still reading them.</param>
    public Task DeleteAsync(Func<Task> whenGone) => store.DeleteImagesAsync(
        session =>
        {
            var contents = session.Query(
                "SELECT content FROM images UNION SELECT content FROM removed_images UNION SELECT content FROM predictions",
                row => row.GetInt64(0));
            foreach (var table in Tables)
                session.Execute($"DELETE FROM {table}");
            return contents;
        },
        whenGone);
}
