using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>Deletes training images.</summary>
[Cmdlet(VerbsCommon.Remove, "CVTrainingImage", DefaultParameterSetName = ById, SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveTrainingImageCommand : RemoveManyCommand
{
    private const string ById = "Id";
    private const string AllImages = "All";

    /// <summary>The images by id or as objects from Get-CVTrainingImage.</summary>
    [Parameter(Mandatory = true, Position = 1, ParameterSetName = ById, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public Guid[] ImageId { get; set; } = [];

    /// <summary>Deletes all images of the project. Requires version 3.1.</summary>
    [Parameter(Mandatory = true, ParameterSetName = AllImages)]
    public SwitchParameter All { get; set; }

    /// <summary>Deletes the images from all iterations as well. Requires version 3.1.</summary>
    [Parameter]
    public SwitchParameter AllIterations { get; set; }

    private protected override string Noun => "image";

    private protected override Guid[] Ids => ImageId;

    private protected override string Action => AllIterations ? "Delete from the project and all iterations" : base.Action;

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName != AllImages)
            base.ProcessRecord();
        else if (All && ShouldProcess($"all images of project {ProjectId.Quoted}", Action))
            RunFor(ProjectId.Target, async token =>
                await Client.DeleteAllImagesAsync(await Names.ProjectAsync(ProjectId, token).ConfigureAwait(false), AllIterations, token).ConfigureAwait(false));
    }

    private protected override Task DeleteAsync(Guid projectId, IReadOnlyList<Guid> ids, CancellationToken token) =>
        Client.DeleteImagesAsync(projectId, ids, AllIterations, token);
}
