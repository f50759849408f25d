using System.Runtime.InteropServices;
using System.Security;

namespace CustomVision.Http;

/// <summary>A key or token. It is sent in headers and never shown as text.</summary>
public sealed class Secret
{
    private const string Hidden = "(hidden)";

    private Secret(string value) => Value = value;

    internal string Value { get; }

    /// <summary>Creates a secret from text. Leading and trailing white space is removed.</summary>
    /// <exception cref="ArgumentException">The text is empty or contains a character that an HTTP header cannot contain.</exception>
    public static Secret From(string text)
    {
        var value = (text ?? throw new ArgumentNullException(nameof(text))).Trim();
        if (value.Length == 0)
            throw new ArgumentException("The key is empty.");
        if (value.Any(character => character is < '!' or > '~'))
            throw new ArgumentException("The key contains a space or a character that a key cannot contain. Copy it again.");
        return new Secret(value);
    }

    /// <inheritdoc cref="From(string)"/>
    public static Secret From(SecureString text)
    {
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(text ?? throw new ArgumentNullException(nameof(text)));
        try
        {
            return From(Marshal.PtrToStringUni(pointer));
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
        }
    }

    /// <summary>Returns the secret as a SecureString, the form in which PowerShell passes keys on.</summary>
    public SecureString ToSecureString()
    {
        var secure = new SecureString();
        foreach (var character in Value)
            secure.AppendChar(character);
        secure.MakeReadOnly();
        return secure;
    }

    /// <summary>Returns a placeholder, never the value.</summary>
    public override string ToString() => Hidden;

    /// <summary>Replaces the secret in a text with a placeholder.</summary>
    internal string RemoveFrom(string text) => text.Replace(Value, Hidden);
}
