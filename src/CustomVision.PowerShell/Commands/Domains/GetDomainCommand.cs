using CustomVision.Models;
using CustomVision.PowerShell.Binding;
using CustomVision.PowerShell.Completion;

namespace CustomVision.PowerShell.Commands.Domains;

/// <summary>Gets the domains that projects can use.</summary>
[Cmdlet(VerbsCommon.Get, "CVDomain", DefaultParameterSetName = ByName)]
[OutputType(typeof(Domain))]
public sealed class GetDomainCommand : ServiceCommand
{
    private const string ByName = "Name";
    private const string ById = "Id";

    /// <summary>Only domains with one of these names. Wildcards are accepted.</summary>
    [Parameter(Position = 0, ParameterSetName = ByName)]
    [SupportsWildcards]
    [ArgumentCompleter(typeof(DomainCompleter))]
    [ValidateNotNullOrEmpty]
    public string[] Name { get; set; } = [];

    /// <summary>The domains by id or name, or as the settings of a project.</summary>
    [Parameter(Mandatory = true, ParameterSetName = ById, ValueFromPipeline = true)]
    [Alias("Domain", "Id")]
    [NameOrId("domain", "Get-CVDomain")]
    [ArgumentCompleter(typeof(DomainCompleter))]
    [ValidateNotNullOrEmpty]
    public NameOrId[] DomainId { get; set; } = [];

    /// <summary>Only domains of this type.</summary>
    [Parameter(ParameterSetName = ByName)]
    [ValidateSet(DomainType.Classification, DomainType.ObjectDetection)]
    public string? Type { get; set; }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        if (ParameterSetName == ById)
            foreach (var domain in DomainId)
                RunFor(domain.Target, async token =>
                {
                    var domainId = await Names.DomainAsync(domain, type: null, token).ConfigureAwait(false);
                    await WriteAsync(await Client.GetDomainAsync(domainId, token).ConfigureAwait(false)).ConfigureAwait(false);
                });
        else
            RunFor(Name, async token =>
            {
                if (Type is not null)
                    Client.Version.Require("3.0", "GetDomains", "types of domains");
                var domains = await Client.GetDomainsAsync(token).ConfigureAwait(false);
                if (Type is not null)
                    domains = [.. domains.Where(domain => string.Equals(domain.Type, Type, StringComparison.OrdinalIgnoreCase))];
                await WriteNamedAsync(domains, domain => NameOrId.FromId(domain.Id, domain.Name), Name, "domain", "Get-CVDomain").ConfigureAwait(false);
            });
    }
}
