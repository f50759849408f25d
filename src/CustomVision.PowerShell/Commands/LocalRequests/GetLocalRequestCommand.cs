using CustomVision.Local;
using CustomVision.PowerShell.Commands.LocalServices;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.LocalRequests;

/// <summary>Lists the requests that a local service has received, oldest first.</summary>
[Cmdlet(VerbsCommon.Get, "CVLocalRequest")]
[OutputType(typeof(LocalRequest))]
public sealed class GetLocalRequestCommand : LocalServiceCommand
{
    /// <summary>Only requests for these operations, by their published names; wildcards are understood.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(OperationCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Operation { get; set; } = [];

    /// <summary>Only so many, from the oldest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int First { get; set; } = int.MaxValue;

    /// <summary>Only so many, up to the newest.</summary>
    [Parameter]
    [ValidateRange(1, int.MaxValue)]
    public int Last { get; set; } = int.MaxValue;

    /// <inheritdoc/>
    protected override void ProcessRecord() => RunLocally(LocalEndpoint, async (local, token) =>
    {
        var patterns = Operation.Select(name => WildcardPattern.Get(name, WildcardOptions.IgnoreCase | WildcardOptions.CultureInvariant)).ToList();
        var received = await local.GetRequestsAsync(token).ConfigureAwait(false);
        var wanted = received
            .Where(request => patterns.Count == 0 || patterns.Any(pattern => pattern.IsMatch(request.Operation ?? "")))
            .ToList();

        // As Select-Object has it: with both, the ends of the list.
        var isBothGiven = First < int.MaxValue && Last < int.MaxValue;
        for (var index = 0; index < wanted.Count; index++)
        {
            var isFirst = index < First;
            var isLast = index >= (long)wanted.Count - Last;
            if (isBothGiven ? isFirst || isLast : isFirst && isLast)
                await WriteAsync(wanted[index]).ConfigureAwait(false);
        }
    });
}
