using CustomVision.Local;
using CustomVision.PowerShell.Commands.LocalServices;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.LocalRequests;

/// <summary>Gets the requests that a local service received, oldest first.</summary>
[Cmdlet(VerbsCommon.Get, "CVLocalRequest")]
[OutputType(typeof(LocalRequest))]
public sealed class GetLocalRequestCommand : LocalServiceCommand
{
    /// <summary>Gets only requests for these operations. Wildcards are accepted.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Operation { get; set; } = [];

    /// <summary>The number of the oldest requests to get.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>The number of the newest requests to get.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; } = int.MaxValue;

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunForLocalService(LocalEndpoint, async (local, token) =>
    {
        var patterns = Operation.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant)).ToList();
        var received = await local.GetRequestsAsync(token).ConfigureAwait(false);
        var wanted = received
            .Where(request => patterns.Count == 0 || patterns.Any(pattern => pattern.IsMatch(request.Operation ?? "")))
            .ToList();

        // With both parameters, both ends of the list are returned, as Select-Object does.
        var hasBoth = First < int.MaxValue && Last < int.MaxValue;
        for (var index = 0; index < wanted.Count; index++)
        {
            var isFirst = index < First;
            var isLast = index >= (long)wanted.Count - Last;
            if (hasBoth ? isFirst || isLast : isFirst && isLast)
                await WriteAsync(wanted[index]).ConfigureAwait(false);
        }
    });
}
