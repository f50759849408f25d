using System.Globalization;
using System.Text;

namespace CustomVision.Annotations;

/// <summary>
/// The names of the classes of a YOLO set: a list with one name per line (classes.txt, obj.names), or names in a YAML file. Of YAML, the
/// forms of lists and mappings are read that tools write.
/// </summary>
internal static class YoloNames
{
    /// <exception cref="AnnotationException">The YAML file has no names.</exception>
    public static IReadOnlyDictionary<int, string> Read(string file, out bool hasKeypoints)
    {
        hasKeypoints = false;
        if (!IsYaml(file))
            return Number(File.ReadAllLines(file).Select(line => line.Trim()).Reverse().SkipWhile(line => line.Length == 0).Reverse());
        var lines = File.ReadAllLines(file);
        hasKeypoints = lines.Any(line => line.StartsWith("kpt_shape", StringComparison.Ordinal));
        return ReadYaml(lines) is { Count: > 0 } names ? names : throw new AnnotationException($"The file {file} has no names of classes. A YOLO data file has a list names.");
    }

    public static bool IsYaml(string file) => Path.GetExtension(file).ToUpperInvariant() is ".YAML" or ".YML";

    /// <summary>Whether a YAML file has names of classes.</summary>
    public static bool HasNames(string file) => File.ReadLines(file).Take(1000).Any(line => line.StartsWith("names:", StringComparison.Ordinal));

    /// <summary>A text in double quotes, as YAML reads it.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
            quoted.Append(c switch
            {
                '"' or '\\' => $"\\{c}",
                _ when char.IsControl(c) || c is '\u2028' or '\u2029' or '\uFEFF' => "\\u" + ((int)c).ToString("X4", CultureInfo.InvariantCulture),
                _ => $"{c}",
            });
        return quoted.Append('"').ToString();
    }

    private static Dictionary<int, string> Number(IEnumerable<string> names) =>
        names.Select((name, index) => (name, index)).ToDictionary(item => item.index, item => item.name);

    private static Dictionary<int, string>? ReadYaml(string[] lines)
    {
        var start = Array.FindIndex(lines, line => line.StartsWith("names:", StringComparison.Ordinal));
        if (start < 0)
            return null;
        var rest = lines[start].Substring("names:".Length).TrimStart();
        if (rest.Length > 0 && rest[0] is '[' or '{')
            return ReadFlow(string.Join("\n", [rest, .. lines.Skip(start + 1)]));
        var names = new Dictionary<int, string>();
        foreach (var line in lines.Skip(start + 1))
        {
            var text = line.Trim();
            if (text.Length == 0 || text[0] == '#')
                continue;
            if (line[0] is not (' ' or '\t' or '-'))
                break;
            var reader = new ScalarReader(text, 0, inFlow: false);
            if (text.StartsWith("- ", StringComparison.Ordinal) || text == "-")
                names[names.Count] = reader.SkipTo(1).Read();
            else if (text.IndexOf(':') is var colon and > 0 && int.TryParse(text.Substring(0, colon).Trim('\'', '"', ' '), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                names[number] = reader.SkipTo(colon + 1).Read();
            else
                break;
        }

        return names;
    }

    // [a, 'b', "c"] or {0: a, 1: b}, on one or several lines.
    private static Dictionary<int, string>? ReadFlow(string text)
    {
        var names = new Dictionary<int, string>();
        var isMapping = text[0] == '{';
        var reader = new ScalarReader(text, 1, inFlow: true);
        while (reader.SkipSeparators() is { } next && next is not (']' or '}'))
        {
            var number = names.Count;
            if (isMapping)
            {
                var colon = text.IndexOf(':', reader.Position);
                if (colon < 0 || !int.TryParse(text.Substring(reader.Position, colon - reader.Position).Trim(' ', '\'', '"', '\n'), NumberStyles.None, CultureInfo.InvariantCulture, out number))
                    return null;
                reader.SkipTo(colon + 1);
            }

            names[number] = reader.Read();
        }

        return names;
    }

    /// <summary>Reads names: plain, in single quotes, or in double quotes.</summary>
    private sealed class ScalarReader(string text, int position, bool inFlow)
    {
        public int Position { get; private set; } = position;

        public ScalarReader SkipTo(int next)
        {
            Position = next;
            return this;
        }

        /// <summary>Skips white space, commas and comments. Returns the next character; null at the end.</summary>
        public char? SkipSeparators()
        {
            while (Position < text.Length && (char.IsWhiteSpace(text[Position]) || text[Position] is ',' or '#'))
                Position = text[Position] == '#' && text.IndexOf('\n', Position) is var end ? (end < 0 ? text.Length : end) : Position + 1;
            return Position < text.Length ? text[Position] : null;
        }

        public string Read()
        {
            while (Position < text.Length && text[Position] is ' ' or '\t')
                Position++;
            if (Position < text.Length && text[Position] is '"' or '\'')
                return ReadQuoted(text[Position++]);
            var start = Position;
            while (Position < text.Length && !IsEnd(Position))
                Position++;
            return text.Substring(start, Position - start).Trim();
        }

        private bool IsEnd(int at) =>
            (inFlow && text[at] is ',' or ']' or '}' or '\n') || (text[at] == '#' && at > 0 && char.IsWhiteSpace(text[at - 1]));

        private string ReadQuoted(char quote)
        {
            var value = new StringBuilder();
            for (; Position < text.Length; Position++)
            {
                var c = text[Position];
                if (c == quote)
                {
                    if (quote == '\'' && Position + 1 < text.Length && text[Position + 1] == '\'')
                        Position++; // '' is one apostrophe
                    else
                    {
                        Position++;
                        break;
                    }
                }
                else if (c == '\\' && quote == '"' && Position + 1 < text.Length)
                {
                    c = text[++Position];
                    if (Digits(c) is var digits and > 0 && Position + digits < text.Length
                        && int.TryParse(text.Substring(Position + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
                        && code is <= 0x10FFFF and not (>= 0xD800 and <= 0xDFFF))
                    {
                        value.Append(char.ConvertFromUtf32(code));
                        Position += digits;
                        continue;
                    }

                    c = c switch { 'n' => '\n', 't' => '\t', 'r' => '\r', '0' => '\0', _ => c };
                }

                value.Append(c);
            }

            return value.ToString();
        }

        private static int Digits(char escape) => escape switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
    }
}
