using System.Globalization;
using System.Net;

namespace CustomVision.Reports;

/// <summary>
/// Markup, created from an interpolated string. The literal text is used as it is; values are encoded unless they are markup, so that
/// the name of a tag can't inject an element. Numbers are invariant.
/// </summary>
internal sealed class Markup : IFormatProvider, ICustomFormatter
{
    private static readonly Markup Encoder = new("");

    private readonly string text;

    private Markup(string text) => this.text = text;

    public static Markup Empty { get; } = new("");

    public static Markup Of(FormattableString markup) => new(string.Format(Encoder, markup.Format, markup.GetArguments()));

    /// <summary>Text that needs no encoding, such as a style sheet.</summary>
    public static Markup Raw(string markup) => new(markup);

    public static Markup Join(IEnumerable<Markup> parts) => new(string.Concat(parts));

    public override string ToString() => text;

    object? IFormatProvider.GetFormat(Type? formatType) => formatType == typeof(ICustomFormatter) ? this : null;

    string ICustomFormatter.Format(string? format, object? arg, IFormatProvider? formatProvider) => arg switch
    {
        Markup markup => markup.text,
        IEnumerable<Markup> parts => string.Concat(parts),
        IFormattable value => WebUtility.HtmlEncode(value.ToString(format, CultureInfo.InvariantCulture)),
        _ => WebUtility.HtmlEncode($"{arg}"),
    };
}
