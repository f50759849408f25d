using CustomVision.Models;

namespace CustomVision.PowerShell.Commands.Accounts;

/// <summary>Gets the account behind the training key: its tier, how much of it is used, and its keys, which show nowhere.</summary>
[Cmdlet(VerbsCommon.Get, "CVAccount")]
[OutputType(typeof(Account))]
public sealed class GetAccountCommand : ServiceCommand
{
    /// <inheritdoc/>
    protected override void EndProcessing() =>
        RunFor(null, async token => await WriteAsync(await Client.GetAccountInfoAsync(token).ConfigureAwait(false)).ConfigureAwait(false));
}
