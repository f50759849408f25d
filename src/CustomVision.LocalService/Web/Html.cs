using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CustomVision.LocalService.Web;

/// <summary>
/// Markup, written as an interpolated string. The literal text is used as it is; interpolated values are encoded unless they are
/// markup themselves. A string can't become markup in any other way, so a name from the store can't inject an element.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Html(int literalLength, int holes)
{
    // Keeps the letters of all scripts readable in the source. Characters that are special in HTML are always encoded.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new(literalLength + holes * 32);

    public static Html Empty { get; } = Of($"");

    /// <summary>For the branches of a conditional expression, where the compiler would create a string.</summary>
    public static Html Of(Html markup) => markup;

    public void AppendLiteral(string markup) => text.Append(markup);

    /// <summary>For text, and for attribute values in quotes.</summary>
    public void AppendFormatted(string? value) => text.Append(value is null ? "" : Encoder.Encode(value));

    public void AppendFormatted(int value) => text.Append(value.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(Html markup) => text.Append(markup.text);

    public void AppendFormatted(IEnumerable<Html> pieces)
    {
        foreach (var piece in pieces)
            text.Append(piece.text);
    }

    public override string ToString() => text.ToString();
}
