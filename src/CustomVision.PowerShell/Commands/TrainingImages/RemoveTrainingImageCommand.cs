using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.TrainingImages;

/// <summary>Deletes pictures from projects.</summary>
/// <remarks>
/// Nothing is deleted before the input has ended: a listing that feeds the pipeline counts its pages by position, and
/// would step over pictures if some went away meanwhile.
/// </remarks>
[Cmdlet(VerbsCommon.Remove, "CVTrainingImage", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveTrainingImageCommand : ServiceCommand
{
    private const int BatchSize = 64; // later versions of the service refuse more

    private readonly Dictionary<NameOrId, List<Guid>> byProject = [];

    /// <summary>The project, by its name or id, or as Get-CVProject gives it. A picture from Get-CVTrainingImage brings it along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The pictures, by their ids or as Get-CVTrainingImage gives them.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("image", "Get-CVTrainingImage")]
    [ArgumentCompleter(typeof(ImageCompleter))]
    public Guid[] ImageId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!byProject.TryGetValue(ProjectId, out var ids))
            byProject[ProjectId] = ids = [];
        foreach (var id in ImageId)
            if (ShouldProcess($"picture {id} of project {ProjectId}", "Delete"))
                ids.Add(id);
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        foreach (var project in byProject)
            for (var start = 0; start < project.Value.Count; start += BatchSize)
            {
                var batch = project.Value.GetRange(start, Math.Min(BatchSize, project.Value.Count - start));
                RunFor(batch, async token =>
                    await Client.DeleteImagesAsync(await Names.ProjectAsync(project.Key, token).ConfigureAwait(false), batch, token).ConfigureAwait(false));
            }
    }
}
