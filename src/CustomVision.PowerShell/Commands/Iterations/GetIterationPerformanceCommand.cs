using CustomVision.Models;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Gets the precision and recall of iterations.</summary>
[Cmdlet(VerbsCommon.Get, "CVIterationPerformance", DefaultParameterSetName = ByIteration)]
[OutputType(typeof(IterationPerformance))]
public sealed class GetIterationPerformanceCommand : IterationCommand
{
    /// <summary>The lowest probability, from 0 to 1, at which a tag is predicted. Default: 0.5.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double Threshold { get; set; } = 0.5;

    /// <summary>The least overlap, from 0 to 1, of a predicted and a real region at which an object is found. Default: the default of the service.</summary>
    [Parameter]
    [ValidateRange(0.0, 1.0)]
    public double? OverlapThreshold { get; set; }

    private protected override async Task ReadAsync(Iteration iteration, CancellationToken token) =>
        await WriteAsync(await Client.GetIterationPerformanceAsync(iteration, Threshold, OverlapThreshold, token).ConfigureAwait(false)).ConfigureAwait(false);
}
