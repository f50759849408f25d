using System.Runtime.InteropServices;
using System.Security;

namespace CustomVision.Http;

/// <summary>A key or token. It can be sent, and compared with nothing, shown nowhere.</summary>
public sealed class Secret
{
    private const string Hidden = "(hidden)";

    private Secret(string value) => Value = value;

    internal string Value { get; }

    /// <summary>Takes a key as text. Spaces and line breaks around it, as copying leaves them, are dropped.</summary>
    /// <exception cref="ArgumentException">It is empty, or holds a character that no HTTP header can carry.</exception>
    public static Secret From(string text)
    {
        var value = (text ?? throw new ArgumentNullException(nameof(text))).Trim();
        if (value.Length == 0)
            throw new ArgumentException("The key is empty.");
        if (value.Any(character => character is < '!' or > '~'))
            throw new ArgumentException("The key holds a space or a character that a key cannot have. Copy it again.");
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

    /// <summary>Never the value.</summary>
    public override string ToString() => Hidden;

    /// <summary>The text without the secret, should it be in there.</summary>
    internal string RemoveFrom(string text) => text.Replace(Value, Hidden);
}
