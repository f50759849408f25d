namespace CustomVision.PowerShell.Commands;

/// <summary>A cmdlet that changes something which has a name. What is not given stays as it is.</summary>
/// <typeparam name="T">What is changed.</typeparam>
public abstract class SetCommand<T> : ServiceCommand
    where T : class
{
    private protected SetCommand()
    {
    }

    /// <summary>The new name.</summary>
    [Parameter]
    [ValidateNotNullOrEmpty]
    public string? Name { get; set; }

    /// <summary>Writes it as it is after the change.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>What is changed, as the user gave it.</summary>
    private protected abstract object? Target { get; }

    /// <summary>What is changed, in the words that -WhatIf and -Confirm show.</summary>
    private protected abstract string What { get; }

    /// <summary>What is changed about it besides the name, in such words; null for what stays.</summary>
    private protected abstract IEnumerable<string?> OtherChanges { get; }

    /// <summary>The parameters of which one must be given.</summary>
    private protected abstract string Choices { get; }

    private IEnumerable<string> Changes =>
        OtherChanges.Prepend(Name is null ? null : $"rename to '{Name}'").OfType<string>();

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        if (!Changes.Any())
            ThrowTerminatingError(Errors.NothingToChange(Choices));
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        var action = string.Join(", ", Changes);
        if (ShouldProcess(What, char.ToUpperInvariant(action[0]) + action.Substring(1)))
            RunFor(Target, async token =>
            {
                var changed = await ChangeAsync(token).ConfigureAwait(false);
                if (PassThru)
                    await WriteAsync(changed).ConfigureAwait(false);
            });
    }

    /// <summary>Makes the change. Everything is sent: what an omitted member means to the service is not on record.</summary>
    private protected abstract Task<T> ChangeAsync(CancellationToken token);

    /// <summary>What becomes of a description, for <see cref="OtherChanges"/>.</summary>
    private protected static string? Redescribe(string? description) => description switch
    {
        null => null,
        "" => "take the description away",
        _ => $"describe as '{description}'",
    };
}
