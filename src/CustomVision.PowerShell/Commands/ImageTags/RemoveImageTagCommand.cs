using System.Threading.Channels;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands.ImageTags;

/// <summary>Takes tags off images. A tag that is not on an image is no error. Images and tags stay in the project.</summary>
[Cmdlet(VerbsCommon.Remove, "CVImageTag", DefaultParameterSetName = ById, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveImageTagCommand : ImageTagCommand
{
    private protected override string Action => "Take off tag";

    private protected override string Activity => "Taking tags off images";

    private protected override Task WorkAsync(ImageTagger tagger, ChannelReader<ImageToTag> images, CancellationToken token) =>
        tagger.RemoveAsync(images, token);
}
