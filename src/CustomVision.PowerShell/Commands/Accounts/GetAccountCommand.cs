using CustomVision.Models;

namespace CustomVision.PowerShell.Commands.Accounts;

/// <summary>Gets the tier, quotas and keys of the account.</summary>
[Cmdlet(VerbsCommon.Get, "CVAccount")]
[OutputType(typeof(Account))]
public sealed class GetAccountCommand : ServiceCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() =>
        RunFor(null, async token => await WriteAsync(await Client.GetAccountInfoAsync(token).ConfigureAwait(false)).ConfigureAwait(false));
}
