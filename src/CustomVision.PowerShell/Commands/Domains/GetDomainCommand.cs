using CustomVision.Models;

namespace CustomVision.PowerShell.Commands.Domains;

/// <summary>Lists the domains that a project can start from.</summary>
[Cmdlet(VerbsCommon.Get, "CVDomain")]
[OutputType(typeof(Domain))]
public sealed class GetDomainCommand : ServiceCommand
{
    /// <summary>Only domains with one of these names; wildcards are understood.</summary>
    [Parameter(Position = 0)]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <inheritdoc/>
    protected override void EndProcessing() =>
        RunFor(Name, async token =>
        {
            var domains = await Client.GetDomainsAsync(token).ConfigureAwait(false);
            await WriteNamedAsync(domains, domain => domain.Name, Name, "domain", "Get-CVDomain").ConfigureAwait(false);
        });
}
