using CustomVision.Models;

namespace CustomVision.PowerShell.Commands.Iterations;

/// <summary>Gets the exports of an iteration.</summary>
[Cmdlet(VerbsCommon.Get, "CVIterationExport", DefaultParameterSetName = ByIteration)]
[OutputType(typeof(IterationExport))]
public sealed class GetIterationExportCommand : IterationCommand
{
    /// <summary>Gets only exports for these platforms, such as ONNX. Wildcards are accepted.</summary>
    [Parameter]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(Completion.ExportPlatformCompleter))]
    public string[] Platform { get; set; } = ["*"];

    private protected override async Task ReadAsync(Iteration iteration, CancellationToken token)
    {
        var patterns = Platform.Select(platform => WildcardPattern.Get(platform, WildcardOptions.IgnoreCase)).ToList();
        foreach (var export in await Client.GetExportsAsync(iteration, token).ConfigureAwait(false))
            if (patterns.Any(pattern => pattern.IsMatch(export.Platform ?? "")))
                await WriteAsync(export).ConfigureAwait(false);
    }
}
