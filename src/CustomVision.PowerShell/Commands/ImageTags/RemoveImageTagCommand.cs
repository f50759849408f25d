using System.Threading.Channels;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands.ImageTags;

/// <summary>Takes tags off pictures. A tag that is not on a picture is no error. Pictures and tags stay in the project.</summary>
[Cmdlet(VerbsCommon.Remove, "CVImageTag", DefaultParameterSetName = ById, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveImageTagCommand : ImageTagCommand
{
    private protected override string Action => "Take off tag";

    private protected override string Activity => "Taking tags off pictures";

    private protected override Task WorkAsync(ImageTagger tagger, ChannelReader<ImageToTag> pictures, CancellationToken token) =>
        tagger.RemoveAsync(pictures, token);
}
