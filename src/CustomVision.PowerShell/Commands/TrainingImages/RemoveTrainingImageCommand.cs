using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>Deletes training images.</summary>
[Cmdlet(VerbsCommon.Remove, "CVTrainingImage", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveTrainingImageCommand : RemoveManyCommand
{
    /// <summary>The images by id or as objects from Get-CVTrainingImage.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public Guid[] ImageId { get; set; } = [];

    private protected override string Noun => "image";

    private protected override Guid[] Ids => ImageId;

    private protected override Task DeleteAsync(Guid projectId, IReadOnlyList<Guid> ids, CancellationToken token) =>
        Client.DeleteImagesAsync(projectId, ids, allIterations: false, token);
}
