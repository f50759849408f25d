using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Predictions;

/// <summary>Deletes stored predictions with their pictures.</summary>
/// <remarks>Nothing is deleted before the input has ended: it may be a listing that has not come to its end.</remarks>
[Cmdlet(VerbsCommon.Remove, "CVPrediction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemovePredictionCommand : ServiceCommand
{
    private const int BatchSize = 64; // later versions of the service refuse more

    private readonly Dictionary<NameOrId, List<Guid>> byProject = [];

    /// <summary>The project, by its name or id, or as Get-CVProject gives it. A prediction from the pipeline brings it along.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [Alias("Project")]
    [NameOrId("project", "Get-CVProject")]
    [ArgumentCompleter(typeof(ProjectCompleter))]
    public NameOrId ProjectId { get; set; } = null!;

    /// <summary>The predictions, by their ids or as Get-CVPrediction gives them.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("prediction", "Get-CVPrediction")]
    [ArgumentCompleter(typeof(PredictionCompleter))]
    public Guid[] PredictionId { get; set; } = [];

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (!byProject.TryGetValue(ProjectId, out var ids))
            byProject[ProjectId] = ids = [];
        foreach (var id in PredictionId)
            if (ShouldProcess($"prediction {id} of project {ProjectId}", "Delete"))
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
                    await Client.DeletePredictionAsync(await Names.ProjectAsync(project.Key, token).ConfigureAwait(false), batch, token).ConfigureAwait(false));
            }
    }
}
