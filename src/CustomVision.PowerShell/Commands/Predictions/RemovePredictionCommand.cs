using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Predictions;

/// <summary>Deletes stored predictions and their images.</summary>
[Cmdlet(VerbsCommon.Remove, "CVPrediction", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemovePredictionCommand : RemoveManyCommand
{
    /// <summary>The predictions by id or as objects from Get-CVPrediction.</summary>
    [Parameter(Mandatory = true, Position = 1, ValueFromPipelineByPropertyName = true)]
    [Alias("Id")]
    [Id("prediction", "Get-CVPrediction")]
    [ArgumentCompleter(typeof(PredictionCompleter))]
    public Guid[] PredictionId { get; set; } = [];

    private protected override string Noun => "prediction";

    private protected override Guid[] Ids => PredictionId;

    private protected override Task DeleteAsync(Guid projectId, IReadOnlyList<Guid> ids, CancellationToken token) =>
        Client.DeletePredictionsAsync(projectId, ids, token);
}
