using CustomVision.Api;
using CustomVision.Downloads;
using CustomVision.Models;
using CustomVision.PowerShell.Session;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>
/// Chooses the folder of each image: the folder of its alphabetically first tag, or the destination itself. Tag names can't lead
/// outside the destination.
/// </summary>
internal sealed class ImageFolders(ITrainingApi client, string destination, bool flat)
{
    private readonly TagNameLookup tagNames = new(client);

    /// <summary>Returns the file path of an image. The tags of each project are read once.</summary>
    public async Task<ImageDownload> LocateAsync(Image image, CancellationToken cancellation)
    {
        await tagNames.AddNamesAsync(image, cancellation).ConfigureAwait(false);
        var folder = flat ? destination : Path.Combine(destination, FolderOf(image));
        return new ImageDownload(image, Path.Combine(folder, image.Id.ToString())) { Tags = Names(image) };
    }

    /// <summary>The name of the folder of an image that has the names of its tags.</summary>
    public static string FolderOf(Image image) => Names(image) is [var first, ..] ? FolderName.For(first) : FolderName.Untagged;

    // A tag that was deleted after the images were listed is represented by its id.
    private static string[] Names(Image image) => image.Tags.Select(label => label.ToString())
        .OrderBy(name => name, StringComparer.OrdinalIgnoreCase)
        .ThenBy(name => name, StringComparer.Ordinal)
        .ToArray();
}
