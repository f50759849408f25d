using CustomVision.Api;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Deletes iterations except the default iteration and the open workspace.</summary>
[Cmdlet(VerbsCommon.Remove, "CVIteration", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.High)]
public sealed class RemoveIterationCommand : IterationChangeCommand
{
    /// <summary>Also deletes a published iteration, or the default iteration of version 1.0: its publication ends first.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    private protected override string Action => "Delete";

    private protected override async Task ChangeAsync(Guid projectId, Guid iterationId, CancellationToken token)
    {
        if (Force)
            await UnpublishAsync(projectId, iterationId, token).ConfigureAwait(false);
        await Client.DeleteIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
    }

    private async Task UnpublishAsync(Guid projectId, Guid iterationId, CancellationToken token)
    {
        var current = await Client.GetIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
        if (current.PublishName is not null)
            await Client.UnpublishIterationAsync(projectId, iterationId, token).ConfigureAwait(false);
        else if (current.IsDefault)
            await Client.UpdateIterationAsync(projectId, iterationId, new IterationUpdate { Name = current.Name, IsDefault = false }, token).ConfigureAwait(false);
    }
}
