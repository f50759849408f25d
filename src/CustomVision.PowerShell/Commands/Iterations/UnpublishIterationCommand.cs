namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Ends the publication of iterations. The iterations stay in the project.</summary>
[Cmdlet(VerbsData.Unpublish, "CVIteration", SupportsShouldProcess = true)]
public sealed class UnpublishIterationCommand : IterationChangeCommand
{
    private protected override string Action => "Unpublish";

    private protected override Task ChangeAsync(Guid projectId, Guid iterationId, CancellationToken token) =>
        Client.UnpublishIterationAsync(projectId, iterationId, token);
}
