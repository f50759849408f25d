using System.Threading.Channels;
using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.Tagging;

namespace CustomVision.PowerShell.Commands.ImageTags;

/// <summary>Adds tags to images in a project.</summary>
[Cmdlet(VerbsCommon.Add, "CVImageTag", DefaultParameterSetName = ById, SupportsShouldProcess = true)]
[OutputType(typeof(Image))]
public sealed class AddImageTagCommand : ImageTagCommand
{
    /// <summary>Returns the changed images.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    private protected override string Action => "Add tag";

    private protected override string Activity => "Adding tags to images";

    private protected override bool ReturnsImages => PassThru;

    private protected override Task WorkAsync(ImageTagger tagger, ChannelReader<ImageToTag> images, CancellationToken token) =>
        tagger.AddAsync(images, token);

    private protected override void Write(ImageTagResult result)
    {
        if (!PassThru || result.Image is null)
            return;
        foreach (var tag in result.Image.Tags)
            tag.TagName ??= KnownNames.Find(tag.TagId);
        WriteObject(result.Image);
    }
}
