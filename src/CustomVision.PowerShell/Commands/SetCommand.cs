namespace CustomVision.PowerShell.Commands;

/// <summary>The base class of cmdlets that change a named object. Properties that aren't specified stay unchanged.</summary>
/// <typeparam name="T">The type of the object.</typeparam>
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

    /// <summary>Returns the changed object.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <summary>The target object of errors.</summary>
    private protected abstract object? Target { get; }

    /// <summary>The description of the object that -WhatIf and -Confirm show.</summary>
    private protected abstract string TargetDescription { get; }

    /// <summary>The descriptions of the changes except the name. Null means that a property stays unchanged.</summary>
    private protected abstract IEnumerable<string?> OtherChanges { get; }

    /// <summary>The parameters of which at least one is required.</summary>
    private protected abstract string RequiredParameters { get; }

    private IEnumerable<string> Changes =>
        OtherChanges.Prepend(Name is null ? null : $"rename to '{Name}'").OfType<string>();

    /// <inheritdoc/>
    protected sealed override void BeginProcessing()
    {
        if (!Changes.Any())
            ThrowTerminatingError(Errors.NothingToChange(RequiredParameters));
    }

    /// <inheritdoc/>
    protected sealed override void ProcessRecord()
    {
        var action = string.Join(", ", Changes);
        if (ShouldProcess(TargetDescription, char.ToUpperInvariant(action[0]) + action.Substring(1)))
            RunFor(Target, async token =>
            {
                var changed = await ChangeAsync(token).ConfigureAwait(false);
                if (PassThru)
                    await WriteAsync(changed).ConfigureAwait(false);
            });
    }

    /// <summary>
    /// Sends the change. It contains all properties, because the API description doesn't say what an omitted property means.
    /// </summary>
    private protected abstract Task<T> ChangeAsync(CancellationToken token);

    /// <summary>Describes the change of a description for <see cref="OtherChanges"/>.</summary>
    private protected static string? DescriptionChange(string? description) => description switch
    {
        null => null,
        "" => "remove the description",
        _ => $"set description to '{description}'",
    };
}
