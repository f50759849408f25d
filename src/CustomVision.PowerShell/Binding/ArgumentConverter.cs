using CustomVision.Http;

namespace CustomVision.PowerShell.Binding;

/// <summary>
/// The base class of converters of parameter types. With a converter, the type can also be used without the cmdlet: in casts, in
/// functions that wrap a cmdlet, and in the functions that Pester creates for mocks, which don't have the attributes of the cmdlet.
/// </summary>
public abstract class ArgumentConverter : PSTypeConverter
{
    private protected ArgumentConverter()
    {
    }

    /// <inheritdoc/>
    public sealed override bool CanConvertFrom(object? sourceValue, Type? destinationType) => sourceValue is not null;

    /// <inheritdoc/>
    public sealed override bool CanConvertFrom(PSObject? sourceValue, Type? destinationType) => sourceValue is not null;

    /// <inheritdoc/>
    public sealed override object ConvertFrom(object? sourceValue, Type? destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        Convert(sourceValue!);

    /// <inheritdoc/>
    public sealed override object ConvertFrom(PSObject? sourceValue, Type? destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        Convert(sourceValue!);

    /// <inheritdoc/>
    public sealed override bool CanConvertTo(object? sourceValue, Type? destinationType) => false;

    /// <inheritdoc/>
    public sealed override object ConvertTo(object? sourceValue, Type? destinationType, IFormatProvider? formatProvider, bool ignoreCase) =>
        throw new NotSupportedException();

    /// <summary>Converts a value.</summary>
    /// <exception cref="ArgumentException">The value can't be converted.</exception>
    private protected abstract object Convert(object value);
}

/// <summary>Converts text, ids, and objects of the module to <see cref="NameOrId"/>.</summary>
public sealed class NameOrIdConverter : ArgumentConverter
{
    /// <inheritdoc/>
    private protected override object Convert(object value) =>
        ArgumentParser.Parse(value) ?? throw new ArgumentException($"'{value}' is not a name, an id or an object with an id.");
}

/// <summary>Converts numbers, text and TimeSpans to <see cref="Seconds"/>.</summary>
public sealed class SecondsConverter : ArgumentConverter
{
    /// <inheritdoc/>
    private protected override object Convert(object value) => Seconds.Parse(value);
}

/// <summary>Converts text, SecureStrings and credentials to <see cref="Secret"/>.</summary>
public sealed class SecretConverter : ArgumentConverter
{
    /// <inheritdoc/>
    private protected override object Convert(object value) => ArgumentParser.ParseSecret(value);
}
