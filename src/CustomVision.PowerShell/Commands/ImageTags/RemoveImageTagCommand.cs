using System.Threading.Channels;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands.ImageTags;

/// <summary>Removes tags from images. The images and the tags stay in the project.</summary>
[Cmdlet(VerbsCommon.Remove, "CVImageTag", DefaultParameterSetName = ById, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveImageTagCommand : ImageTagCommand
{
    private protected override string Action => "Remove tag";

    private protected override string Activity => "Removing tags from images";

    private protected override Task WorkAsync(ImageTagger tagger, ChannelReader<ImageToTag> images, CancellationToken token) =>
        tagger.RemoveAsync(images, token);
}
