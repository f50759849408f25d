using System.Threading.Channels;
using CustomVision.Models;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands.ImageTags;

/// <summary>Puts tags on pictures that are in a project. A tag that is on a picture already stays on it.</summary>
[Cmdlet(VerbsCommon.Add, "CVImageTag", DefaultParameterSetName = ById, SupportsShouldProcess = true)]
[OutputType(typeof(Image))]
public sealed class AddImageTagCommand : ImageTagCommand
{
    /// <summary>Writes the changed pictures.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Action => "Put on tag";

    private protected override string Activity => "Tagging pictures";

    private protected override Task WorkAsync(ImageTagger tagger, ChannelReader<ImageToTag> pictures, CancellationToken token) =>
        tagger.AddAsync(pictures, token);

    private protected override void Write(ImageTagResult result)
    {
        if (PassThru && result.Image is not null)
            WriteObject(result.Image);
    }
}
