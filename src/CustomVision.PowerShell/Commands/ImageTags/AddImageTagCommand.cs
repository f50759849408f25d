using System.Threading.Channels;
using CustomVision.Models;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands.ImageTags;

/// <summary>Puts tags on images that are in a project. A tag that is on an image already stays on it.</summary>
[Cmdlet(VerbsCommon.Add, "CVImageTag", DefaultParameterSetName = ById, SupportsShouldProcess = true)]
[OutputType(typeof(Image))]
public sealed class AddImageTagCommand : ImageTagCommand
{
    /// <summary>Writes the changed images.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Action => "Put on tag";

    private protected override string Activity => "Tagging images";

    private protected override Task WorkAsync(ImageTagger tagger, ChannelReader<ImageToTag> images, CancellationToken token) =>
        tagger.AddAsync(images, token);

    private protected override void Write(ImageTagResult result)
    {
        if (PassThru && result.Image is not null)
            WriteObject(result.Image);
    }
}
