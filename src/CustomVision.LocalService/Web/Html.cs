using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace CustomVision.LocalService.Web;

/// <summary>
/// Markup. It is written as an interpolated string, whose own text is taken as it stands and whose holes are encoded, unless they
/// are markup themselves. A string does not turn into markup in any other way, so a name out of the store cannot become a tag.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Html(int literalLength, int holes)
{
    // Letters of all scripts stay readable in the source; what means something to HTML is encoded in any case.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    private readonly StringBuilder text = new(literalLength + holes * 32);

    public static Html None { get; } = Of($"");

    /// <summary>For where the compiler would take an interpolated string for a string: in the branches of a condition.</summary>
    public static Html Of(Html markup) => markup;

    public void AppendLiteral(string markup) => text.Append(markup);

    /// <summary>For text, and for the value of an attribute that stands in quotes.</summary>
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
